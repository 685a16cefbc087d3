"""The title of a report: the printed headline, recognised by what the page declares."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from lxml import etree

from imam_ali_tracker.reports.extract import linked_data as ld
from imam_ali_tracker.reports.extract.document import Page, clean, loose_text, text_of
from imam_ali_tracker.reports.extract.limits import MAX_TITLE
from imam_ali_tracker.reports.extract.model import Value
from imam_ali_tracker.reports.extract.words import plain, words

_METAS = (
    "og:title", "citation_title", "sailthru.title", "parsely-title", "dcterms.title", "dc.title",
    "headline", "twitter:title", "title",
)  # fmt: skip
_SEPARATOR = re.compile(
    r"\s+[|\u2013\u2014\u00b7\u2022\u00bb\u00ab\u2039\u203a:/~\u2215\u2223\u2758\uff5c\u25b7<>-]{1,2}\s+"
    r"|\s*(?:[|\u00bb\u2022\uff5c\u2758\u3163]|::)\s*|\s+[-\u2013\u2014](?=\S)|(?<=\S)[-\u2013\u2014](?=\s+\S+$)\s+"
    r"|(?<=[^\x00-\u024f])[-_](?=[^\x00-\u024f])"
)
_STAMPED = re.compile(r"\d{4}|\u2022|\d\d:\d\d")
_BODY = 100_000
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ELEMENT = "title element"
_ASIDE = frozenset(("nav", "footer", "aside", "form", "dialog", "template"))
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Headline:
    """The title and the heading that prints it, where one does."""

    value: Value[str] | None
    heading: etree._Element | None


@dataclass(frozen=True)
class _Heading:
    text: str
    element: etree._Element
    first_level: bool


def read_headline(page: Page, sites: set[str]) -> Headline:
    """Find the title; ``sites`` are the plain names of the site, which are not part of it."""
    declared = [
        (source, text) for source, text in _declared(page, sites) if plain(text) not in sites
    ]
    headings = list(_headings(page, sites))
    chosen = _match(headings, declared)
    if chosen is None:
        chosen = _unmatched(page, headings, declared)
    if chosen is None:
        return Headline(None, None)
    source, text, confidence, heading = chosen
    others: dict[str, Value[str]] = {}
    for origin, candidate in [
        *declared,
        *(("h1", item.text) for item in headings if item.first_level),
    ]:
        if plain(candidate) != plain(text):
            others.setdefault(plain(candidate), Value(candidate[:MAX_TITLE].rstrip(), origin, 0.4))
    value = Value(text[:MAX_TITLE].rstrip(), source, confidence, tuple(others.values()))
    return Headline(value, heading.element if heading else None)


def tidy(text: str) -> str:
    """Return declared text as it is meant to be read: entities resolved, no markup."""
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAGS.sub("", text)
    return clean(text)


def without_site(title: str, sites: set[str]) -> str:
    """Take the name of the site off a title, in front or behind."""
    parts = _split(title)
    while len(parts) > 1 and _names_site(parts[-1][1], sites):
        parts.pop()
    while len(parts) > 1 and plain(parts[0][1]) in sites:
        parts.pop(0)
        parts[0] = ("", parts[0][1])
    return "".join(separator + part for separator, part in parts).strip()


def _split(title: str) -> list[tuple[str, str]]:
    """Cut a title at its separators: (separator in front, part)."""
    parts = []
    position = 0
    separator = ""
    for found in _SEPARATOR.finditer(title):
        parts.append((separator, title[position : found.start()]))
        separator, position = found.group(), found.end()
    parts.append((separator, title[position:]))
    return [part for part in parts if part[1]] or [("", title)]


def _names_site(part: str, sites: set[str]) -> bool:
    name = plain(part)
    if not name or name in sites:
        return True
    return any(
        len(site) > 3
        and (
            ((name.startswith(site) or name.endswith(site)) and len(name) < 2.5 * len(site))
            or (len(name) > 3 and site.startswith(name))
        )
        for site in sites
    )


def _declared(page: Page, sites: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what differs of the declared titles, without the name of the site."""
    written = set()
    seen = {""}
    for source, content in _titles(page):
        # The text of the title element is what it shows: "<br>" in it is a part of it.
        title = content if source == _ELEMENT else tidy(content)
        if title in written:
            continue
        written.add(title)
        text = without_site(title, sites)
        name = plain(text)
        if name not in seen:
            seen.add(name)
            yield source, text


def _titles(page: Page) -> Iterator[tuple[str, str]]:
    for node in page.articles[:2]:
        kind = ld.label(node)
        is_article = bool(ld.ARTICLES.intersection(ld.types(node)))
        for name in ("headline", "name") if is_article else ("headline",):
            yield f"{kind}.{name}", ld.text(ld.get(node, name))
    for name, content in page.meta(*_METAS):
        yield f"meta {name}", content
    for content in page.titles[:1]:
        yield _ELEMENT, content


def _headings(page: Page, sites: set[str]) -> Iterator[_Heading]:
    for element in page.headings:
        if element.tag != "h1" and len(page.headings) > 60:
            continue
        if any(parent.tag in _ASIDE for parent in element.iterancestors()):
            continue
        text = text_of(element)
        name = plain(text)
        if name and name not in sites and text.lower() not in words("no_title"):
            yield _Heading(text, element, element.tag == "h1")


_Choice = tuple[str, str, float, Optional[_Heading]]


def _match(headings: list[_Heading], declared: list[tuple[str, str]]) -> _Choice | None:
    """Choose the heading that the page's own declarations confirm."""
    names = [plain(text) for _, text in declared]
    for heading in headings:
        if plain(heading.text) in names:
            return "printed headline", heading.text, 0.95, heading
    for heading in headings:
        name = plain(heading.text)
        if not heading.first_level:
            continue
        for (source, text), other in zip(declared, names):
            if other.startswith(name) and len(name) > 0.3 * len(other):
                return "printed headline", heading.text, 0.85, heading
            if other.endswith(name) and len(name) > 0.3 * len(other):
                if source == _ELEMENT or not other.startswith(names[0]):
                    return "printed headline", heading.text, 0.8, heading
                return source, text, 0.8, heading
            if len(other) > 12 and other in name:
                longer = name.startswith(other) and len(name) < 2 * len(other)
                if longer and not _STAMPED.search(heading.text):
                    return "printed headline", heading.text, 0.8, heading
                return source, text, 0.8, heading
    return None


def _unmatched(
    page: Page, headings: list[_Heading], declared: list[tuple[str, str]]
) -> _Choice | None:
    """Choose between a printed headline and a declared title that say different things."""
    said = {word for _, text in declared for word in _WORD.findall(text.casefold())}
    for heading in headings:
        own = set(_WORD.findall(heading.text.casefold()))
        if heading.first_level and len(own) >= 3 and (own & said or not declared):
            return "printed headline", heading.text, 0.7, heading
    parts = {plain(part) for _, text in declared for _, part in _split(text)}
    for heading in headings:
        if not heading.first_level and plain(heading.text) in parts and len(heading.text) > 12:
            return "printed headline", heading.text, 0.75, heading
    named = [entry for entry in declared if entry[1].lower() not in words("no_title")]
    if len(named) > 1 and page.root is not None:
        body = plain(loose_text(page.root, _BODY))
        named.sort(key=lambda entry: plain(entry[1]) not in body)
    for source, text in named:
        return source, text, 0.7 if source != _ELEMENT else 0.6, None
    for heading in headings:
        return "printed headline", heading.text, 0.4, heading
    return None
