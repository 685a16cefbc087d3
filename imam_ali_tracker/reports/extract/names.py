"""Names of authors in the text that announces them: "By Jane Doe and John Roe, staff writers"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from imam_ali_tracker.reports.extract.limits import MAX_NAME
from imam_ali_tracker.reports.extract.words import by_length, plain, words

_ADDRESS = re.compile(r"https?://\S*|\S+@\S+\.\w+|(?<!\w)@\w+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PIECES = re.compile(
    r"[\n\x1f]|\s+[|\u2022\u00b7\u2013\u2014-]\s+|\s*[|\u2022\u00b7\u2013\u2014]\s*|\s/\s|\s{3,}"
)
_DATE = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d]+\.?,?\s+\d{4}"
    r"|[^\W\d]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}:\d{2}|(?:19|20)\d\d)"
)
NAME_PARTICLES = frozenset((
    "de", "da", "do", "dos", "das", "del", "della", "der", "den", "van", "von", "zu", "zum",
    "zur", "la", "le", "el", "al", "bin", "ibn", "abu", "ben", "bint", "di", "du", "ten",
    "ter", "af", "av", "y", "e", "of", "the", "vom", "und",
))  # fmt: skip
_ENDS = " ,.:;|/*\"'\u201c\u201d\u201e\u2013\u2014-\u00bb\u00ab>\u2192"
_BEGIN = re.compile(r"\W*([Bb][Yy](?=[A-Z])|[^\W\d_]+)")
_DIGIT = re.compile(r"\d")
_SIGNS = _ENDS.replace(".", "")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\.\w+|\b(?:Jr|Sr|Inc|Ltd|Co|Dr))\.$")
_SHORT_NAME = 5
_MANY_TOKENS = 6


class _Patterns(NamedTuple):
    by: re.Pattern[str]
    label: re.Pattern[str]
    separator: re.Pattern[str]
    stamp: re.Pattern[str]
    other: re.Pattern[str]
    leading: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    by = "|".join(map(re.escape, by_length("by")))
    label = "|".join(map(re.escape, by_length("author_labels")))
    joined = "|".join(map(re.escape, by_length("and")))
    weekday = "|".join(map(re.escape, by_length("weekdays")))
    other = "|".join(map(re.escape, by_length("not_authors")))
    colon = r"\s*[:\uff1a]\s*"
    return _Patterns(
        re.compile(rf"^\W*(?:(?:{by})(?:{colon}|\s+|$)|[Bb][Yy](?=[A-Z]))", re.IGNORECASE),
        re.compile(rf"^\W*(?:{label}|{by})(?:{colon}|\s*$)", re.IGNORECASE),
        re.compile(rf"\s*,?\s+(?:{joined})\s+|\s*[;&\u3001\u060c+/]\s*|\s*,\s*", re.IGNORECASE),
        re.compile(rf"\W*\b(?:{weekday})?[\s,.]*{_DATE}", re.IGNORECASE),
        re.compile(rf"^\W*(?:{other})(?:{colon}|\s+|$)", re.IGNORECASE),
        re.compile(rf"^\W*(?:(?:{joined})\s+|[,&])", re.IGNORECASE),
    )


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """Return how bylines can begin, for telling quickly that most lines are none."""
    found = set()
    for word in (*by_length("by"), *by_length("author_labels")):
        begin = _BEGIN.match(word)
        if begin:
            found.add(begin.group(1).lower())
    return frozenset(found)


def announces(text: str) -> bool:
    """Tell whether a line begins as bylines do: "By …", "Text: …"."""
    begin = _BEGIN.match(text)
    if not begin or begin.group(1).lower() not in _first_words():
        return False
    patterns = _patterns()
    found = patterns.by.match(text) or patterns.label.match(text)
    return bool(found) and len(text) > found.end() if found else False


def names_other_role(text: str) -> bool:
    """Tell whether text announces somebody else than an author: "Photo by", "Reviewed by"."""
    return bool(text) and bool(_patterns().other.match(text))


def read_names(text: str) -> list[str]:
    """Return the names in a byline, in its order, without what it says of them.

    Lines and elements of the text, parted by line breaks or unit separators, are read one by one;
    the first that names somebody is the byline, as far as "and" or a comma carries it on.
    """
    text = _ADDRESS.sub(" ", _BRACKETS.sub(" ", text[: 4 * MAX_NAME]))
    patterns = _patterns()
    pieces = [piece.strip() for piece in _PIECES.split(_whole_words(text)) if piece.strip()]
    if len(pieces) > 1:
        announced = [number for number, piece in enumerate(pieces) if announces(piece)]
        pieces = pieces[announced[0] :] if announced else pieces
    names: list[str] = []
    open_end = False
    for piece in pieces[:12]:
        goes_on = piece.lower().strip(_ENDS) in words("and") or patterns.separator.match(
            f" {piece} "
        )
        if names and not (open_end or goes_on):
            break
        if patterns.other.match(piece):
            open_end = False
            continue
        found = _of_piece(patterns.leading.sub("", piece), patterns)
        known = set(map(plain, names))
        names += [
            name for name in found if plain(name) not in known and (not known or is_person(name))
        ]
        open_end = piece.endswith((",", "&")) or piece.lower().strip(_ENDS) in words("and")
    return names


def declared_names(text: str) -> list[str]:
    """Return the names in an author field of metadata: whole, where it is a single name."""
    text = _ADDRESS.sub(" ", _BRACKETS.sub(" ", text[: 4 * MAX_NAME]))
    patterns = _patterns()
    text = _without_announcement(text, patterns)
    stamp = patterns.stamp.search(text) if _DIGIT.search(text) else None
    text = text[: stamp.start()] if stamp and stamp.start() else text
    parts = patterns.separator.split(text.strip(_SIGNS))
    if len(parts) == 2 and "," in text and all(len(part.split()) == 1 for part in parts):
        parts = [" ".join(reversed(parts))]
    names: list[str] = []
    for part in parts:
        tokens = part.split()
        cased = any(char.islower() or char.isupper() for char in part)
        name = _trimmed(part if cased else _without_title(tokens)) if tokens else ""
        name = " ".join(name.split())
        if _possible(name) and not (names and _describes(name)):
            names.append(name)
    return list(dict.fromkeys(names))


def _whole_words(text: str) -> str:
    """Join what elements cut within a word or a name: "Peter Hamb" + "y", "Jane" + "Doe"."""
    text = re.sub(r"\x1f+", "\x1f", text)
    text = re.sub(r"(?<=[^\W\d_])\x1f(?=[^\W\d_A-Z])", "", text)
    return re.sub(r"(?:^|(?<=\x1f))(\w+)\s*\x1f\s*([^\W\d_]+)$", r"\1 \2", text.strip("\x1f "))


def _of_piece(piece: str, patterns: _Patterns) -> list[str]:
    stamp = patterns.stamp.search(piece) if _DIGIT.search(piece) else None
    if stamp:
        before, after = piece[: stamp.start()], piece[stamp.end() :]
        piece = (
            before
            if before.strip(_ENDS) or not announces(after.strip(_ENDS))
            else after.strip(_ENDS)
        )
    piece = _without_announcement(piece, patterns)
    parts = patterns.separator.split(piece.strip(_SIGNS))
    if len(parts) == 2 and "," in piece and all(len(part.split()) == 1 for part in parts):
        parts = [" ".join(reversed(parts))]
    names: list[str] = []
    for part in parts:
        name = _leading_name(patterns.by.sub("", part, count=1) if names else part)
        if patterns.other.match(part):
            break
        if not _possible(name) or (names and _describes(name)):
            if names and "," in piece:
                break
            continue
        if plain(name) not in {plain(known) for known in names}:
            names.append(name)
    return names


def _without_announcement(text: str, patterns: _Patterns) -> str:
    """Take "Author:", "By" and the like off the front, also where they stand one behind another."""
    for _ in range(3):
        begin = _BEGIN.match(text)
        if not begin or begin.group(1).lower() not in _first_words():
            break
        text = patterns.by.sub("", patterns.label.sub("", text, count=1), count=1)
    return text


def _leading_name(part: str) -> str:
    """Return the name that text begins with: capitalised words and what joins them."""
    tokens = part.strip(_SIGNS).split()
    if not tokens:
        return ""
    if not any(char.islower() or char.isupper() for char in tokens[0]):
        return _without_title(tokens)
    if tokens[0][0].islower() and tokens[0] not in NAME_PARTICLES:
        return " ".join(tokens) if len(tokens) <= 3 and part == part.lower() else tokens[0]
    if len(tokens) == 2 and tokens[1].islower() and tokens[1] not in words("cut") | words("roles"):
        return "" if tokens[0].lower() in words("cut") else " ".join(tokens)
    taken: list[str] = []
    for token in tokens:
        if taken and token.lower().strip(_ENDS) in words("cut"):
            break
        if (
            not any(char.isupper() for char in token)
            and token not in NAME_PARTICLES
            and token[0].isalpha()
        ):
            break
        taken.append(token)
    while taken and taken[-1] in NAME_PARTICLES:
        taken.pop()
    if len(taken) == 1 and len(tokens) <= _SHORT_NAME and tokens[-1][:1].isupper():
        return _trimmed(" ".join(tokens))
    person = _without_roles(taken)
    return _trimmed(" ".join(person if is_person(" ".join(person)) else taken))


def _without_title(tokens: list[str]) -> str:
    """Return a name in a script without capitals, without the profession behind it."""
    while len(tokens) > 1 and tokens[-1].lower() in words("roles"):
        tokens = tokens[:-1]
    return " ".join(tokens)


def _trimmed(name: str) -> str:
    """Return a name without signs around it; the point of an abbreviation stays."""
    bare = name.strip(_ENDS)
    return f"{bare}." if _ABBREVIATED.search(name.rstrip(_SIGNS)) else bare


def _without_roles(tokens: list[str]) -> list[str]:
    """Return the tokens between a role in front of a name and the first behind it."""
    roles = [
        token.lower().strip(_ENDS) in words("roles") - words("organisations") for token in tokens
    ]
    first = roles.index(False) if False in roles else 0
    last = roles.index(True, first) if True in roles[first:] else len(tokens)
    return tokens[first:last]


def _possible(name: str) -> bool:
    """Tell whether text may name someone: a few words, nothing that pages print in that place."""
    lowered = name.lower().strip(_ENDS)
    if not 2 <= len(name) <= 60 or lowered in words("not_names") or lowered in words("and"):
        return False
    tokens = name.split()
    if len(tokens) > 1 and any(char.isdigit() for char in name):
        return False
    return len(tokens) <= _MANY_TOKENS and any(char.isalpha() for char in name)


def _describes(part: str) -> bool:
    """Tell whether a part behind a name is a role, an employer or a place rather than a name."""
    tokens = part.lower().replace("-", " ").split()
    if len(tokens) < 2 and part[:1].isascii():
        return True
    known = words("roles") | words("organisations")
    return bool(known.intersection(tokens)) or part[:1].islower()


def is_person(name: str) -> bool:
    """Tell whether a name reads as a person's: two to five capitalised words, none of a firm."""
    tokens = name.split()
    if any(token.lower().strip(".,") in words("organisations") for token in tokens):
        return False
    if not any(char.islower() or char.isupper() for char in name):
        return 1 <= len(tokens) <= 5
    capital = sum(token[:1].isupper() for token in tokens)
    small = sum(token.lower() in NAME_PARTICLES for token in tokens)
    return 2 <= len(tokens) <= 5 and capital >= 2 and capital + small >= len(tokens)
