"""What extraction says of a report: every value with where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from imam_ali_tracker.core.dates import ReportedDate

T = TypeVar("T")


class Kind(str, Enum):
    """What the bytes are, whatever name or header they came under."""

    HTML = "html"
    PDF = "pdf"
    FEED = "feed"
    XML = "xml"
    JSON = "json"
    TEXT = "text"
    IMAGE = "image"
    ARCHIVE = "archive"
    BINARY = "binary"
    EMPTY = "empty"


@dataclass(frozen=True)
class Value(Generic[T]):
    """A value with its origin.

    Attributes
    ----------
    value:
        What the page says.
    source:
        Where it says so, such as ``json-ld NewsArticle.datePublished`` or ``printed byline``.
    confidence:
        From 0 to 1: how often a value from such a source is what a reader takes from the page.
    runners_up:
        Differing values from other sources, best first; they have no runners-up themselves.
    """

    value: T
    source: str
    confidence: float
    runners_up: tuple[Value[T], ...] = ()


@dataclass(frozen=True)
class ReportMetadata:
    """What a report says of itself; ``None`` where it says nothing.

    ``conflicts`` are sentences about sources that contradict each other, ``notes`` sentences about
    what could not be read. Text is plain text: markup in it is content and must be escaped
    wherever it is shown.
    """

    kind: Kind
    url: str
    encoding: str = ""
    title: Value[str] | None = None
    authors: Value[tuple[str, ...]] | None = None
    publisher: Value[str] | None = None
    published: Value[ReportedDate] | None = None
    modified: Value[ReportedDate] | None = None
    language: Value[str] | None = None
    description: Value[str] | None = None
    canonical_url: Value[str] | None = None
    image: Value[str] | None = None
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
