"""schema.org statements of a page: JSON-LD blocks, with ``@graph`` and ``@id`` resolved.

A page states many things: the report, the site, comments, related reports, the trail of
breadcrumbs. This module tells which object is the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from imam_ali_tracker.reports.extract import addresses, lenient_json
from imam_ali_tracker.reports.extract.limits import MAX_JSON_BLOCKS, MAX_JSON_NODES, MAX_TEXT
from imam_ali_tracker.reports.extract.words import plain

Node = dict[str, Any]

_DEEP = 6
_LIST = 100

ARTICLES = frozenset((
    "article", "newsarticle", "analysisnewsarticle", "askpublicnewsarticle",
    "backgroundnewsarticle", "opinionnewsarticle", "reportagenewsarticle",
    "reviewnewsarticle", "report", "scholarlyarticle", "medicalscholarlyarticle",
    "techarticle", "apireference", "blogposting", "liveblogposting", "socialmediaposting",
    "discussionforumposting", "satiricalarticle", "advertisercontentarticle", "webarticle",
    "blogpost", "posting", "press", "pressrelease", "review", "recipe", "howto",
))  # fmt: skip
_WORKS = frozenset((
    "webpage", "itempage", "aboutpage", "faqpage", "qapage", "medicalwebpage", "creativework",
    "videoobject", "movie", "book", "podcastepisode", "episode", "radioepisode", "tvepisode",
    "audioobject", "photograph", "imagegallery", "mediagallery", "dataset", "course", "event",
    "product", "thesis", "chapter",
))  # fmt: skip
_OTHERS = (
    "comment",
    "mentions",
    "relatedlink",
    "itemlistelement",
    "haspart",
    "about",
    "citation",
    "isrelatedto",
    "blogpost",
    "associatedmedia",
    "suggestedanswer",
    "review",
    "subjectof",
    "workexample",
    "recommendations",
    "speakable",
    "breadcrumb",
)
"""Properties whose objects are other works than the report."""


@dataclass
class LinkedData:
    """The objects of a page's JSON-LD, in document order."""

    nodes: list[Node] = field(default_factory=list)
    by_id: dict[str, list[Node]] = field(default_factory=dict)
    foreign: set[int] = field(default_factory=set)
    mended: int = 0
    skipped: int = 0

    def resolve(self, value: object) -> list[object]:
        """Return the values that a property holds: lists opened, references followed once."""
        found: list[object] = []
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and set(item) <= {"@id", "@type"} and "@id" in item:
                found.extend(self.by_id.get(str(item["@id"]), []) or [item])
            elif isinstance(item, str) and item in self.by_id:
                found.extend(self.by_id[item])
            elif isinstance(item, dict) and isinstance(item.get("@list"), list):
                found.extend(item["@list"])
            elif item is not None:
                found.append(item)
        return found


def read(blocks: Iterable[str]) -> LinkedData:
    """Read the JSON-LD blocks of a page."""
    data = LinkedData()
    for number, block in enumerate(blocks):
        if number >= MAX_JSON_BLOCKS or len(data.nodes) >= MAX_JSON_NODES:
            data.skipped += 1
            continue
        values, strict = lenient_json.load(block)
        data.mended += not strict
        for value in values:
            _collect(data, value)
    for node in data.nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > 1 and set(node) - {"@id", "@type"}:
            data.by_id.setdefault(name, []).append(node)
    return data


def _collect(data: LinkedData, value: lenient_json.Json) -> None:
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack and len(data.nodes) < MAX_JSON_NODES:
        item, foreign = stack.pop()
        if isinstance(item, list):
            stack.extend((part, foreign) for part in reversed(item))
        elif isinstance(item, dict):
            if "@graph" not in item or len(item) > 2:
                data.nodes.append(item)
                if foreign:
                    data.foreign.add(id(item))
            stack.extend(
                (item[key], foreign or _names_others(key))
                for key in reversed(list(item))
                if isinstance(item[key], (dict, list))
            )


def _names_others(key: str) -> bool:
    return key.rpartition(":")[2].lower() in _OTHERS


def types(node: Node) -> list[str]:
    """Return the types of an object in lower case, without the vocabulary's address."""
    stated = node.get("@type", node.get("type"))
    if isinstance(stated, str) and stated.isalpha():
        return [stated.lower()]
    found = stated if isinstance(stated, list) else [stated]
    return [
        item.rstrip("/").rpartition("/")[2].rpartition(":")[2].lower()
        for item in found
        if isinstance(item, str)
    ]


def label(node: Node) -> str:
    """Return how a source is named that is this object: ``json-ld NewsArticle``."""
    stated = node.get("@type", node.get("type"))
    first = stated[0] if isinstance(stated, list) and stated else stated
    name = str(first or "").rstrip("/").rpartition("/")[2].rpartition(":")[2]
    return f"json-ld {name[:60]}"


def get(node: Node, name: str) -> object:
    """Return a property whatever prefix or case it is written with."""
    if name in node:
        return node[name]
    lowered = name.lower()
    # Most properties that are asked for are absent under any spelling.
    if lowered not in "\n".join(node).lower():
        return None
    for key in node:
        if key.rpartition(":")[2].rpartition("/")[2].lower() == lowered:
            return node[key]
    return None


def text(value: object, depth: int = 0) -> str:
    """Return the text of a property: of a string, a language map, or the first of a list."""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        value = [value[key] for key in ("@value", "name", "#text", "rendered") if value.get(key)]
    if isinstance(value, list) and depth < _DEEP:
        return next(filter(None, (text(item, depth + 1) for item in value[:_LIST])), "")
    return ""


def main_nodes(data: LinkedData, known: Iterable[str], titles: Iterable[str]) -> list[Node]:
    """Return the objects that describe the report, the most telling first.

    ``known`` are the addresses of the page, ``titles`` what it calls itself; where a page states
    several articles, the ones that share neither are other reports.
    """
    own = {_address(address) for address in known} - {""}
    headings = {plain(title) for title in titles} - {""}
    ranked = []
    for position, node in enumerate(data.nodes):
        kinds = types(node)
        rank = 0 if ARTICLES.intersection(kinds) else 1 if _WORKS.intersection(kinds) else 2
        if rank == 2 or id(node) in data.foreign:
            continue
        here = any(_address(address) in own for address in _addresses(node))
        named = plain(text(get(node, "headline")) or text(get(node, "name"))) in headings
        ranked.append((rank, not (here or named), position, node))
    ranked.sort(key=lambda entry: entry[:3])
    articles = [entry for entry in ranked if entry[0] == 0]
    if len(articles) > 3 and not any(not entry[1] for entry in articles):
        ranked = [entry for entry in ranked if entry[0] != 0]
    elif any(not entry[1] for entry in articles):
        ranked = [entry for entry in ranked if entry[0] != 0 or not entry[1]]
    return [entry[3] for entry in ranked]


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = get(node, key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _address(url: str) -> str:
    """Reduce a URL to what tells pages apart."""
    parts = addresses.split(url)
    site = parts.netloc.lower().removeprefix("www.")
    return (site + unquote(parts.path)).rstrip("/").lower() if parts.path.strip("/") else ""
