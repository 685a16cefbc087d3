"""The language of a report: declared, and checked against what the text says."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache

from imam_ali_tracker.core.paths import resource
from imam_ali_tracker.reports.extract import linked_data as ld
from imam_ali_tracker.reports.extract.document import Page
from imam_ali_tracker.reports.extract.markup import XML_LANG
from imam_ali_tracker.reports.extract.model import Value

_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)*")
_SAMPLE = 3000
_LONGEST_TAG = 35
_GLANCE = 1500
_MANY_HITS = 20
_ENOUGH = 25
_SCRIPTS = (
    (re.compile("[\u3041-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
    (re.compile("[\u0e01-\u0e7f]"), "th"),
    (re.compile("[\u0e81-\u0eff]"), "lo"),
    (re.compile("[\u1780-\u17ff]"), "km"),
    (re.compile("[\u1000-\u109f]"), "my"),
    (re.compile("[\u10a0-\u10ff]"), "ka"),
    (re.compile("[\u0530-\u058f]"), "hy"),
    (re.compile("[\u1200-\u137f]"), "am"),
    (re.compile("[\u0b80-\u0bff]"), "ta"),
    (re.compile("[\u0c00-\u0c7f]"), "te"),
    (re.compile("[\u0d00-\u0d7f]"), "ml"),
    (re.compile("[\u0c80-\u0cff]"), "kn"),
    (re.compile("[\u0a80-\u0aff]"), "gu"),
    (re.compile("[\u0a00-\u0a7f]"), "pa"),
    (re.compile("[\u0d80-\u0dff]"), "si"),
)
_ALPHABETS = (
    # Arabic script: letters of Urdu, Kurdish, Pashto, Persian; Cyrillic: of Ukrainian and so on.
    (
        re.compile("[\u0600-\u06ff]"),
        "ar",
        (
            (re.compile("[\u0679\u0688\u0691\u06d2]"), "ur"),
            (re.compile("[\u06d5\u06c6\u06ce]"), "ckb"),
            (re.compile("[\u067c\u0689\u0696\u069a\u06d0]"), "ps"),
            (re.compile("[\u067e\u0686\u0698\u06af\u06a9\u06cc]"), "fa"),
        ),
    ),
    (re.compile("[\u0590-\u05ff]"), "he", ()),
    (re.compile("[\u0370-\u03ff]"), "el", ()),
    (re.compile("[\u0900-\u097f]"), "hi", ()),
    (re.compile("[\u0980-\u09ff]"), "bn", ()),
    (
        re.compile("[\u0400-\u04ff]"),
        "ru",
        (
            (re.compile("[\u0456\u0457\u0454\u0491]"), "uk"),
            (re.compile("[\u045e]"), "be"),
            (re.compile("[\u0452\u0459\u045a\u045b]"), "sr"),
        ),
    ),
)
_OTHER_SCRIPT = re.compile("[\u0530-\u058f\u0a00-\u9fff\uac00-\ud7af]")
_OUTDATED = {
    "iw": "he", "in": "id", "ji": "yi", "ger": "de", "eng": "en", "fre": "fr", "gr": "el",
    "cn": "zh", "jp": "ja", "kr": "ko", "ua": "uk", "cz": "cs", "dk": "da", "se": "sv",
}  # fmt: skip
_LONG_NAMES = {
    "english": "en", "deutsch": "de", "german": "de", "french": "fr", "spanish": "es",
    "arabic": "ar", "persian": "fa", "hebrew": "he", "russian": "ru", "italian": "it",
}  # fmt: skip


def read_language(page: Page, text: str) -> Value[str] | None:
    """Return the language as a tag such as ``ar`` or ``en-GB``.

    ``text`` is what the page prints: it decides where nothing is declared, and where it is
    plainly in another language than the template of the site says.
    """
    declared = [(source, tag) for source, raw in _declared(page) if (tag := normalise(raw))]
    heard = None if declared and _reads_as(text, _base(declared[0][1])) else detect(text)
    values = [Value(tag, source, 0.97) for source, tag in declared]
    if heard:
        language, share = heard
        agreeing = next((value for value in values if _base(value.value) == language), None)
        if agreeing:
            values.remove(agreeing)
            values.insert(0, agreeing)
        elif not values or share > 0.75:
            values.insert(0, Value(language, "words of the text", 0.9 if share > 0.75 else 0.7))
        else:
            values.append(Value(language, "words of the text", 0.4))
    if not values:
        return None
    first = values[0]
    others = {
        value.value: value for value in reversed(values) if _base(value.value) != _base(first.value)
    }
    return Value(first.value, first.source, first.confidence, tuple(others.values()))


def _reads_as(text: str, language: str) -> bool:
    """Tell whether a text is plainly in a language: every sixth word is one of its commonest."""
    found = _WORD.findall(text[:_GLANCE].lower())
    common = _function_words().get(language, frozenset())
    return sum(map(common.__contains__, found)) > max(_MANY_HITS, len(found) // 6)


def normalise(raw: str) -> str:
    """Return a language tag in its usual spelling, empty where it is none."""
    raw = raw.strip()[:_LONGEST_TAG].split(",")[0].strip()
    if raw.lower() in _LONG_NAMES:
        return _LONG_NAMES[raw.lower()]
    if not _TAG.fullmatch(raw):
        return ""
    parts = re.split("[-_]", raw)
    base = _OUTDATED.get(parts[0].lower(), parts[0].lower())
    rest = [part.upper() if len(part) == 2 else part.title() for part in parts[1:]]
    return "-".join([base, *rest]) if base not in ("und", "zxx", "mul", "xx") else ""


def _base(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0]


def _declared(page: Page) -> list[tuple[str, str]]:
    found = []
    root = page.root
    if root is not None:
        found += [
            ("html lang", root.get("lang") or ""),
            ("html xml:lang", root.get(XML_LANG) or root.get("xml:lang") or ""),
        ]
        body = root.find("body")
        if body is not None:
            found.append(("body lang", body.get("lang") or ""))
    found += [
        (f"meta {name}", content) for name, content in page.meta("og:locale", "content-language")
    ]
    for node in page.articles[:1]:
        kind = ld.label(node)
        found.append((f"{kind}.inLanguage", ld.text(ld.get(node, "inLanguage"))))
    found += [
        (f"meta {name}", content)
        for name, content in page.meta("language", "dc.language", "dcterms.language", "inlanguage")
    ]
    return [entry for entry in found if entry[1]]


def _by_letters(sample: str) -> tuple[str, float] | None:
    """Recognise the language of a text without sentences by the letters that it writes with."""
    for script, language, particular in _ALPHABETS:
        if len(script.findall(sample)) < len(sample) * 0.3:
            continue
        for letters, other in particular:
            if letters.search(sample):
                return other, 0.5
        return language, 0.5
    return None


@lru_cache(maxsize=1)
def _function_words() -> dict[str, frozenset[str]]:
    data: dict[str, str] = json.loads(
        resource("reports", "function_words.json").read_text(encoding="utf-8")
    )
    return {
        language: frozenset(words.split())
        for language, words in data.items()
        if language != "about"
    }


def function_words(language: str) -> frozenset[str]:
    """Return the most frequent words of a language, none for one that is not known."""
    return _function_words().get(_base(language), frozenset())


@lru_cache(maxsize=1)
def _languages_of() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for language, words in _function_words().items():
        for word in words:
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


def detect(text: str) -> tuple[str, float] | None:
    """Recognise the language of a text: (language, how surely from 0 to 1), or ``None``."""
    sample = text[:_SAMPLE]
    if len(sample) < _ENOUGH:
        return None
    for script, language in _SCRIPTS if _OTHER_SCRIPT.search(sample) else ():
        share = len(script.findall(sample)) / len(sample)
        if share > (0.04 if language == "ja" else 0.3):
            return language, min(1.0, 0.5 + share)
    votes: Counter[str] = Counter()
    table = _languages_of()
    hits = 0
    found = _WORD.findall(sample.lower())
    for word in found:
        languages = table.get(word)
        if languages:
            hits += 1
            for language in languages:
                votes[language] += 1
    if hits < 8 or hits < len(found) / 8:
        return _by_letters(sample)
    (first, most), *others = votes.most_common(2)
    second = others[0][1] if others else 0
    return first, most / hits * min(1.0, (most - second) / most * 3 + 0.2)
