"""The name of the site that published a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from imam_ali_tracker.reports.extract import addresses
from imam_ali_tracker.reports.extract import linked_data as ld
from imam_ali_tracker.reports.extract.document import Page, loose_text
from imam_ali_tracker.reports.extract.limits import MAX_NAME
from imam_ali_tracker.reports.extract.model import Value
from imam_ali_tracker.reports.extract.titles import _split, tidy
from imam_ali_tracker.reports.extract.words import plain

_METAS = (
    ("og:site_name", 0.98), ("application-name", 0.85), ("apple-mobile-web-app-title", 0.9),
    ("citation_journal_title", 0.9), ("publisher", 0.9), ("dc.publisher", 0.8),
    ("dcterms.publisher", 0.8), ("sailthru.site", 0.7), ("twitter:app:name:iphone", 0.5),
    ("al:ios:app_name", 0.5), ("al:android:app_name", 0.5),
)  # fmt: skip
_DOUBTFUL = 0.5
_BODY = 50_000
_SITES = frozenset(("website", "periodical", "newspaper", "publicationissue", "blog"))
_NAMING = frozenset(("website", "organization", "newsmediaorganization"))
_SUFFIX = re.compile(r"\.(?:com|org|net|info|news|co\.\w\w|\w\w|tv|media)$")
_LETTERS = re.compile(r"[^\W\d_]{2}|[^\W\d_]\s+[^\W\d_]|[^\x00-\x7f]")
_HOSTS_OF_OTHERS = re.compile(r"^(?:web\.archive\.org|archive\.\w+|webcache\.|translate\.|amp\.)")


def read_site(page: Page) -> Value[str] | None:
    """Find the name of the site, ``None`` where the page states none."""
    best: dict[str, Value[str]] = {}
    for source, text, confidence in _candidates(page):
        name = tidy(text)
        if 1 < len(name) <= MAX_NAME and "://" not in name and _LETTERS.search(name):
            known = best.get(plain(name))
            if known is None or known.confidence < confidence:
                best[plain(name)] = Value(name, source, confidence)
    ranked = sorted(best.values(), key=lambda value: -value.confidence)
    if not ranked or ranked[0].confidence < _DOUBTFUL:
        printed = _printed_host(page)
        ranked = [printed, *ranked] if printed else ranked
    if not ranked:
        return None
    first = _without_tagline(ranked)
    return Value(
        first.value,
        first.source,
        first.confidence,
        tuple(value for value in ranked if value is not first),
    )


def _without_tagline(ranked: list[Value[str]]) -> Value[str]:
    """Prefer the bare name that another source gives to one with the site's slogan behind it."""
    first = ranked[0]
    parts = [plain(part) for _, part in _split(first.value)]
    if len(parts) > 1:
        for other in ranked[1:]:
            if other.confidence >= _DOUBTFUL and plain(other.value) == parts[0]:
                return other
    return first


def _printed_host(page: Page) -> Value[str] | None:
    """Find how the page spells the name in its host: "Catch It Kansas" of catchitkansas.com."""
    if page.root is None:
        return None
    body = loose_text(page.root, _BODY)
    for word in sorted(host_words(page), key=len, reverse=True):
        if len(word) < 4 or not word.isalpha():
            continue
        spelling = re.compile(r"\b" + r"[\s'.&-]?".join(word) + r"\b", re.IGNORECASE)
        found = Counter(match for match in spelling.findall(body) if match[:1].isupper())
        if found:
            return Value(found.most_common(1)[0][0], "spelling of the host", 0.5)
    return None


def _candidates(page: Page) -> Iterator[tuple[str, str, float]]:
    for name, confidence in _METAS:
        for _, content in page.meta(name):
            yield f"meta {name}", content, confidence
            break
    for node in page.articles[:1]:
        kind = ld.label(node)
        for name, confidence in (
            ("publisher", 0.94),
            ("sourceOrganization", 0.9),
            ("isPartOf", 0.5),
            ("copyrightHolder", 0.6),
        ):
            for item in page.linked.resolve(ld.get(node, name)):
                text = ld.text(item)
                if name == "isPartOf" and not (
                    isinstance(item, dict) and _SITES.intersection(ld.types(item))
                ):
                    continue
                if text:
                    yield f"{kind}.{name}", text, confidence
                    break
    for node in page.linked.nodes:
        kinds = _NAMING.intersection(ld.types(node))
        text = ld.text(ld.get(node, "name")) if kinds else ""
        if text and "website" in kinds:
            yield "json-ld WebSite.name", text, 0.96
        elif text and id(node) not in page.linked.foreign:
            yield "json-ld Organization.name", text, 0.8 if "organization" in kinds else 0.85
    yield from _from_title(page)


def _from_title(page: Page) -> Iterator[tuple[str, str, float]]:
    """The part of the title that also names the host, or that the declared title leaves out."""
    host = host_words(page)
    for title in page.titles[:1]:
        parts = [part for _, part in _split(title)]
        if len(parts) < 2:
            continue
        for part in (parts[-1], parts[0]):
            name = plain(part)
            if len(name) > 2 and any(
                name in word or (len(word) > 3 and word in name) for word in host
            ):
                yield "title element", part, 0.7
                return
        headings = {plain(text) for _, text in page.meta("og:title", "twitter:title")}
        rest = plain("".join(parts[:-1]))
        if rest in headings:
            yield "title element", parts[-1], 0.6
            return
        if len(parts[-1]) < 40 and len(parts[-1].split()) <= 5:
            yield "title element", parts[-1], 0.3


def host_words(page: Page) -> set[str]:
    """Return the plain labels of the page's host that may name the site."""
    found: set[str] = set()
    for host in {addresses.host(address) for address in page.own_addresses}:
        if _HOSTS_OF_OTHERS.match(host):
            continue
        name = _SUFFIX.sub("", host.removeprefix("www."))
        found.update(plain(label) for label in name.split(".") if len(label) > 2)
        found.add(plain(name))
    return found - {""}


def site_names(page: Page, site: Value[str] | None) -> set[str]:
    """Return every plain name by which titles may mention the site."""
    names = host_words(page)
    for value in (site, *site.runners_up) if site else ():
        if value.confidence > 0.4:
            names.add(plain(value.value))
    for _, handle in page.meta("twitter:site"):
        names.add(plain(handle))
    return {name for name in names if len(name) > 1}
