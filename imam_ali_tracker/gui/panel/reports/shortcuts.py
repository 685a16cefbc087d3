"""The address in a file that is a link to a page, as browsers and desktops leave them."""

from __future__ import annotations

import configparser
import plistlib

_SECTIONS = ("InternetShortcut", "Desktop Entry")
"""Of ``.url`` (Windows) and ``.desktop`` (freedesktop.org) files."""
_MOST_BYTES = 64 * 1024
_XML = (b"<?xml", b"<!DOCTYPE plist", b"<plist")


def shortcut_address(content: bytes) -> str:
    """Return the address in a ``.url``, ``.webloc`` or ``.desktop`` file; empty for other files."""
    if len(content) > _MOST_BYTES:
        return ""
    if content.startswith(b"bplist00"):
        return _in_binary_list(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_XML):
        return _in_xml_list(content)
    return _in_sections(_decoded(content).lstrip("\ufeff \t\r\n"))


def _in_binary_list(content: bytes) -> str:
    try:
        values = plistlib.loads(content, fmt=plistlib.FMT_BINARY)
    except (plistlib.InvalidFileException, RecursionError):
        return ""
    url = values.get("URL") if isinstance(values, dict) else None
    return url.strip() if isinstance(url, str) else ""


def _in_xml_list(content: bytes) -> str:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return ""
    for key in root.iter("key") if root.tag == "plist" else ():
        value = key.getnext()
        if (key.text or "").strip() == "URL" and value is not None:
            return (value.text or "").strip()
    return ""


def _in_sections(text: str) -> str:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return ""
    urls = (parser.get(section, "URL", fallback=None) for section in _SECTIONS)
    return next((url.strip() for url in urls if url), "")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
