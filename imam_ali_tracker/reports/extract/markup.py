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
# Beginning with a plain "<" instead of ignoring case lets the search skip to the next tag.
_INERT = re.compile(
    rb"<(?:!--|((?:[sS](?:[cC][rR][iI][pP][tT]|[tT][yY][lL][eE]|[vV][gG]|[eE][lL][eE][cC][tT])"
    rb"|[nN](?:[aA][vV]|[oO][sS][cC][rR][iI][pP][tT])))\b[^<>]*>)"
)
_ENDS = {
    name: re.compile(rb"</%s" % name, re.IGNORECASE)
    for name in (b"script", b"style", b"svg", b"nav", b"noscript", b"select")
}
_RAW_TEXT = (b"script", b"style", b"svg")
_DATA = re.compile(rb"ld\+json", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
_LONG_TAG = 2048
_LONG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9:-]*)[\s/][^<>]{%d,}>?" % _LONG_TAG)
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_KEPT = _VOID | frozenset(b"a h1 h2 p script time title".split())


def without_inert(content: bytes) -> bytes:
    """Return the page without comments and without what scripts, drawings, menus contain.

    JSON-LD scripts keep their text. Empty elements stay in place.
    """
    parts = []
    position = 0
    while True:
        found = _INERT.search(content, position)
        if not found:
            break
        name = found.group(1)
        if name is None:
            parts.append(content[position : found.start()])
            end = content.find(b"-->", found.end() - 2)
            position = end + 3 if end >= 0 else len(content)
            continue
        opening = found.group()
        if opening.endswith(b"/>") and name.lower() == b"svg":
            parts.append(content[position : found.end()])
            position = found.end()
            continue
        close = _ENDS[name.lower()].search(content, found.end())
        # What is never closed goes to the end of the page, as in browsers; but menus do not.
        unclosed = len(content) if name.lower() in _RAW_TEXT else found.end()
        end = close.start() if close else unclosed
        kept = end if name.lower() == b"script" and _DATA.search(opening) else found.end()
        parts.append(content[position:kept])
        position = end
    parts.append(content[position:])
    return b"".join(parts)


def parse(content: bytes) -> tuple[etree._Element | None, bool]:
    """Parse UTF-8 HTML and return (root or ``None`` where there is no element, complete).

    ``complete`` is false where the page has too many tags, or is nested too deeply even after
    flattening.
    """
    content, complete = _bounded(without_inert(content.replace(b"\0", b"")))
    root = _parse(content)
    if root is None or not _cut_off(root):
        return root, complete
    root = _parse(_flattened(content))
    return root, complete and (root is None or not _cut_off(root))


def _bounded(content: bytes) -> tuple[bytes, bool]:
    """Return (the page without tags that are too many or too long, whole)."""
    pieces = content.split(b"<", MAX_TAGS)
    whole = len(pieces) <= MAX_TAGS
    if not whole:
        content = b"<".join(pieces[:-1])
    if max(map(len, pieces)) > _LONG_TAG:
        content = _without_attribute_floods(content)
    return content, whole


def _without_attribute_floods(content: bytes) -> bytes:
    """Take the attributes off tags that have hundreds: libxml2 compares each with each."""
    return _LONG.sub(
        lambda tag: (
            b"<%s>" % tag.group(1)
            if len(_QUOTED.sub(b"", tag.group()).split()) > MAX_ATTRIBUTES
            else tag.group()
        ),
        content,
    )


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
