"""Texts from reports where Qt would guess whether they are markup."""

from __future__ import annotations

from html import escape


def as_plain(text: str) -> str:
    """Return a text that a tool tip shows as it is, whatever markup it seems to hold."""
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>") if text else ""
