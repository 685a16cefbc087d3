"""Bytes of HTML to a tree, within fixed limits.

libxml2 stops without a word at an element nested 256 deep; such pages are flattened and read
again. Scripts, styles, drawings and menus are taken out before parsing: they are more than half of
the bytes of a page and, but for JSON-LD, never the report.
"""

from __future__ import annotations

import re

from lxml import etree

from imam_ali_tracker.reports.extract.limits import MAX_ATTRIBUTES, MAX_DEPTH, MAX_TAGS

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SUSPECT_DEPTH = 250
_INERT_NAMES = (b"script", b"style", b"svg", b"nav", b"noscript", b"select")


def _any_case(name: bytes) -> bytes:
    """Return a pattern of a name in any case.

    Unlike the flag for ignoring case it leaves the search its plain beginning to skip to.
    """
    return b"".join(b"[%c%c]" % (char, char - 32) for char in name)


_INERT = re.compile(
    rb"<(?=[!sSnN])(?:!--|(%s)\b[^<>]*>)" % b"|".join(_any_case(name) for name in _INERT_NAMES)
)
_ENDS = {name: re.compile(b"</" + _any_case(name) + rb"\b[^<>]*>?") for name in _INERT_NAMES}
_RAW_TEXT = (b"script", b"style", b"svg")
_DATA = re.compile(rb"ld\+json", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
_LONG_TAG = 2048
_LONG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9:-]*)[\s/][^<>]{%d,}>?" % _LONG_TAG)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_KEPT = _VOID | frozenset(b"a h1 h2 p script time title".split())


def without_inert(content: bytes) -> bytes:
    """Return the page without comments, scripts, styles, drawings and menus, but with JSON-LD."""
    parts = []
    position = 0
    while True:
        found = _INERT.search(content, position)
        if not found:
            break
        name = (found.group(1) or b"").lower()
        if name == b"script" and _DATA.search(found.group()):
            close = _ENDS[name].search(content, found.end())
            end = close.end() if close else len(content)
            parts.append(content[position:end])
        else:
            # A comment may be within a word; an element that is gone leaves a gap.
            parts += [content[position : found.start()], b" " if name else b""]
            end = _end_of(name, content, found)
        position = end
    parts.append(content[position:])
    return b"".join(parts)


def _end_of(name: bytes, content: bytes, opening: re.Match[bytes]) -> int:
    """Return where a comment or an element ends that begins with ``opening``."""
    if not name:
        end = content.find(b"-->", opening.end() - 2)
        return end + 3 if end >= 0 else len(content)
    if name == b"svg" and opening.group().endswith(b"/>"):
        return opening.end()
    close = _ENDS[name].search(content, opening.end())
    if close:
        return close.end()
    # What is never closed goes to the end of the page, as in browsers; but menus do not.
    return len(content) if name in _RAW_TEXT else opening.end()


def parse(content: bytes) -> tuple[etree._Element | None, bool]:
    """Parse UTF-8 HTML and return (root or ``None`` where there is no element, complete).

    Bytes that are not UTF-8 become U+FFFD.
    ``complete`` is false where the page has too many tags, or is nested too deeply even after
    flattening.
    """
    # What is not the report goes first: everything after has half the bytes to look at.
    content, complete = _bounded(_valid_utf8(without_inert(content).replace(b"\0", b"")))
    root = _parse(content)
    if root is None or not _cut_off(root):
        return root, complete
    root = _parse(_flattened(content))
    return root, complete and (root is None or not _cut_off(root))


def _valid_utf8(content: bytes) -> bytes:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace").encode("utf-8")
    return content


def _bounded(content: bytes) -> tuple[bytes, bool]:
    """Return (the page without tags that are too many or too long, whole)."""
    whole = len(content) <= MAX_TAGS or content.count(b"<") <= MAX_TAGS
    if not whole:
        content = b"<".join(content.split(b"<", MAX_TAGS)[:-1])
    return _without_attribute_floods(content), whole


def _without_attribute_floods(content: bytes) -> bytes:
    """Take the attributes off tags that have hundreds: libxml2 compares each with each.

    Only where a long stretch has no tag can there be such a one.
    """
    parts = []
    done = at = 0
    while at + _LONG_TAG < len(content):
        if content.find(b"<", at, at + _LONG_TAG) < 0:
            start = content.rfind(b"<", done, at)
            tag = _LONG.match(content, start) if start >= 0 else None
            if tag and len(_QUOTED.sub(b"", tag.group()).split()) > MAX_ATTRIBUTES:
                parts += [content[done:start], b"<%s>" % tag.group(1)]
                done = tag.end()
            at = max(at, tag.end() - _LONG_TAG if tag else 0)
        at += _LONG_TAG
    parts.append(content[done:])
    return b"".join(parts) if len(parts) > 1 else content


def _parse(content: bytes) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def _cut_off(root: etree._Element) -> bool:
    """Tell whether the parser gave up: the last branch of the tree then reaches its limit.

    The parser's log would say so too, but newer versions of lxml keep only its first lines.
    """
    depth = 0
    last: etree._Element | None = root
    while last is not None and depth < _SUSPECT_DEPTH:
        last = next(last.iterchildren(reversed=True), None)
        depth += 1
    return depth >= _SUSPECT_DEPTH


def _flattened(content: bytes) -> bytes:
    """Take out the tags of elements nested too deeply, but not what they contain."""
    parts = []
    position = depth = 0
    for tag in _TAG.finditer(content):
        name = tag.group(2).lower()
        if name in _KEPT:
            continue
        if not tag.group(1):
            depth += 1
            drop = depth > MAX_DEPTH
        else:
            drop = depth > MAX_DEPTH
            depth = max(0, depth - 1)
        if drop:
            parts.append(content[position : tag.start()])
            position = tag.end()
    parts.append(content[position:])
    return b" ".join(parts)
