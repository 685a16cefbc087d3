"""Who wrote a report: what is declared, weighed against the printed byline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from imam_ali_tracker.reports.extract import linked_data as ld
from imam_ali_tracker.reports.extract.body import Body, Line, Mark
from imam_ali_tracker.reports.extract.document import Page, clean_marked, shown_text, text_of
from imam_ali_tracker.reports.extract.language import function_words
from imam_ali_tracker.reports.extract.limits import MAX_AUTHORS
from imam_ali_tracker.reports.extract.model import Value
from imam_ali_tracker.reports.extract.names import (
    NAME_PARTICLES,
    announces,
    declared_names,
    is_person,
    names_other_role,
    read_names,
)
from imam_ali_tracker.reports.extract.titles import tidy
from imam_ali_tracker.reports.extract.words import plain, words

Names = tuple[str, ...]
Authors = Value[Names]

_METAS = (
    ("citation_author", 0.9), ("parsely-author", 0.9), ("sailthru.author", 0.9), ("author", 0.8),
    ("byl", 0.85), ("dc.creator", 0.7), ("dcterms.creator", 0.7), ("article:author", 0.85),
    ("article:author_name", 0.85), ("og:article:author", 0.85), ("authors", 0.75), ("byline", 0.8),
    ("cxenseparse:author", 0.8), ("article.author", 0.8), ("creator", 0.6), ("vr:author", 0.85),
)  # fmt: skip
_NAMED = re.compile(
    r"author|autor|auteur|by-?line|writer|reporter|journalist|redakt|verfasser|contributor"
)
_EXACT = re.compile(
    r"(?:author|autor|byline|writer|contributor)[_-]*(?:name|link|title)?s?(?=$|\s)"
)
_NOT_BYLINE = re.compile(
    r"comment|photo|image|caption|bio\b|about|avatar|related|copyright|social|follow|quote|form"
)
_NO_BYLINE_TAGS = frozenset(("meta", "link", "body", "html", "form", "input", "label", "article"))
_TEXT = 240
_LONG = 100
_FAR = 150
_LINE = 140
_NAME = 70
_BESIDE = 30
_ABOVE = -30
_BELOW = 60
_CLEAR = 0.75
_MARKS = 14
_MANY = 3000
_LIST = 3
_YEAR = re.compile(r"(?:19|20)\d\d")
_MAY_PART = re.compile(r"[|\u2022\u00b7\u2013\u2014\d-]")
_PIECES = re.compile(r"\s*[|\u2022\u00b7]\s*|\s[\u2013\u2014-]\s|(?<=\d)\s+(?=[bB]y )")


@dataclass(frozen=True)
class _Found:
    names: Names
    source: str
    confidence: float


def read_authors(
    page: Page, body: Body, sites: set[str], language: str, title: str
) -> Authors | None:
    """Return the authors, ``None`` where the page names none.

    ``sites`` are the plain names of the site: a byline that only repeats them says less than one
    that names a person.
    """
    found = [_weigh(item, sites) for item in (*_declared(page), *_printed(body))]
    sure = max((item.confidence for item in found), default=0) > _CLEAR
    found += [_weigh(item, sites) for item in _announced(body, sure)]
    if not found or max(item.confidence for item in found) < _CLEAR:
        found += _alone(body, language, title)
    if not found:
        return None
    found.sort(key=lambda item: -item.confidence)
    best = found[0]
    if best.confidence < _ENOUGH:
        return None
    others: dict[frozenset[str], Authors] = {}
    chosen = frozenset(map(plain, best.names))
    for item in found[1:]:
        key = frozenset(map(plain, item.names))
        if key != chosen:
            others.setdefault(key, Value(item.names, item.source, item.confidence))
    return Value(best.names, best.source, best.confidence, tuple(others.values()))


_ENOUGH = 0.45


def _weigh(item: _Found, sites: set[str]) -> _Found:
    """Lower the confidence of bylines that repeat the site or name nobody in particular.

    The figures are the shares of such bylines that are what a reader takes from the page.
    """
    names = item.names[:MAX_AUTHORS]
    own = tuple(name for name in names if plain(name) in sites)
    if len(own) == len(names):
        share = 0.7
    elif not any(is_person(name) for name in names):
        share = 0.6 if item.source.startswith("meta") else 0.8
        share = share if item.confidence > _ENOUGH else 0.4
    else:
        names = tuple(name for name in names if name not in own)
        share = 1
    return _Found(names, item.source, round(item.confidence * share, 3))


def _declared(page: Page) -> Iterator[_Found]:
    for position, node in enumerate(page.articles[:2]):
        kind = ld.label(node)
        for name, confidence in (("author", 0.92), ("creator", 0.9)):
            names = _of_node(page, ld.get(node, name))
            if names:
                yield _Found(names, f"{kind}.{name}", confidence - 0.1 * position)
    for name, confidence in _METAS:
        names = _merge(content for _, content in page.meta(name))
        if names:
            yield _Found(names, f"meta {name}", confidence)
    for number in ("1", "2"):
        for _, label in page.meta(f"twitter:label{number}"):
            if announces(f"{label} x") or "by" in label.lower().split():
                names = _merge(content for _, content in page.meta(f"twitter:data{number}"))
                if names:
                    yield _Found(names, f"meta twitter:data{number}", 0.9)


def _of_node(page: Page, value: object) -> Names:
    texts = []
    for item in page.linked.resolve(value):
        if isinstance(item, dict):
            text = ld.text(ld.get(item, "name"))
            if not text:
                text = f"{ld.text(ld.get(item, 'givenName'))} {ld.text(ld.get(item, 'familyName'))}"
            texts.append(text)
        elif isinstance(item, str):
            texts.append(item)
    return _merge(texts)


def _merge(texts: Iterable[str]) -> Names:
    names: dict[str, str] = {}
    for text in texts:
        if "://" in text:
            continue
        for name in declared_names(tidy(text)):
            names.setdefault(plain(name), name)
    return tuple(names.values())


def _printed(body: Body) -> Iterator[_Found]:
    groups: dict[tuple[str, str], list[tuple[Mark, list[str], float]]] = {}
    marks = sorted(body.bylines, key=lambda mark: abs(mark.place - body.heading))[:_MARKS]
    for mark in marks:
        entry = _of_mark(mark, body)
        if entry:
            key = (str(mark.element.tag), mark.element.get("class") or "")
            groups.setdefault(key, []).append((mark, *entry))
    for entries in groups.values():
        mark, _, score = max(entries, key=lambda entry: entry[2])
        together = [
            name
            for other, more, _ in entries
            if abs(other.place - mark.place) <= 25 and other.aside == mark.aside
            for name in more
        ]
        yield _Found(tuple(dict.fromkeys(together)), "printed byline", _share(score))


def _share(score: float) -> float:
    """Turn the score of a byline element into the share of such that are right."""
    for least, share in ((0.99, 0.93), (0.79, 0.84), (0.69, 0.78), (0.49, 0.45), (0.29, 0.35)):
        if score >= least:
            return share
    return 0.15


def _announced(body: Body, near_only: bool) -> Iterator[_Found]:
    """Yield bylines that no markup tells: lines that begin with "By …" or "Text: …"."""
    lines = body.near(_ABOVE, _BELOW) if near_only and body.heading >= 0 else body.lines
    for line in lines[:_MANY]:
        text = line.text
        if len(text) > _LINE:
            continue
        near = body.heading >= 0 and _ABOVE <= line.place - body.heading <= _BELOW
        parts = _PIECES.split(text) if near and _MAY_PART.search(text) else (text,)
        pieces = [piece for piece in parts if announces(piece)]
        if pieces:
            names = read_names(
                clean_marked(line.marked) if len(pieces[0]) == len(text) else pieces[0]
            )
            if any(is_person(name) for name in names):
                score = (0.84 if near else 0.5) - (0.3 if line.aside else 0)
                yield _Found(tuple(names), "printed line", score)


def _alone(body: Body, language: str, title: str) -> Iterator[_Found]:
    """Yield a name that stands alone on a line between headline and text, with a date beside it."""
    lines = body.near(1, _BELOW) if body.heading >= 0 else []
    lone = [
        number
        for number, line in enumerate(lines)
        if not line.aside and _lone_name(line, language) and plain(line.text) not in plain(title)
    ]
    for number in lone if len(lone) <= _LIST else ():
        beside = lines[max(0, number - 2) : number + 3]
        dated = any(len(item.text) < _LINE and _YEAR.search(item.text) for item in beside)
        if dated and lines[number].place - body.heading <= _BESIDE:
            names = read_names(clean_marked(lines[number].marked))
            yield _Found(tuple(names), "name at the headline", 0.58)


def _lone_name(line: Line, language: str) -> bool:
    """Tell whether a line is nothing but names of persons, in a script that has capitals."""
    if len(line.text) > _NAME or line.text == line.text.lower():
        return False
    names = read_names(clean_marked(line.marked))
    if not names or not all(is_person(name) and len(name.split()) <= 4 for name in names):
        return False
    ordinary = function_words(language) - NAME_PARTICLES
    if ordinary.intersection(line.text.lower().split()) - words("and"):
        return False
    return _is_only(line.text, names)


def _is_only(text: str, names: list[str]) -> bool:
    return len(plain(text)) <= sum(len(plain(name)) for name in names) + 4


def _introduced_as_other(element: etree._Element) -> bool:
    """Tell whether "Photo by" or "Reviewed by" stands in front of an element."""
    previous = element.getprevious()
    parent = element.getparent()
    before = ""
    if previous is not None:
        before = previous.tail or text_of(previous, 60)
    elif parent is not None:
        before = parent.text or ""
    return names_other_role(before.strip()[-60:])


def _of_mark(mark: Mark, body: Body) -> tuple[list[str], float] | None:
    """Return (names in a byline element, score), ``None`` where it is none."""
    element = mark.element
    classes = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    if element.tag in _NO_BYLINE_TAGS or _NOT_BYLINE.search(classes):
        return None
    text = shown_text(element, _TEXT)
    names = read_names(text) if 0 < len(text) < _TEXT else []
    if not names or _introduced_as_other(element):
        return None
    score = 0.5
    if element.get("rel") == "author" or _EXACT.search(classes):
        score += 0.15
    elif not _NAMED.search(classes):
        score -= 0.2
    distance = mark.place - body.heading
    if body.heading >= 0 and _ABOVE <= distance <= _BELOW:
        score += 0.2
    elif distance > _FAR:
        score -= 0.15
    score -= 0.25 if mark.aside else 0
    score += 0.15 if announces(text) else 0
    score -= 0.15 if len(text) > _LONG else 0
    return names, score
