"""Fixed limits of what extraction reads, so that hostile pages cost no more than ordinary ones.

The largest pages of the press are about 2 MB; everything here leaves them whole.
"""

from __future__ import annotations

MAX_HTML_BYTES = 6 * 1024 * 1024
"""Of an HTML page only this much is read; the rest is left out and said so."""

MAX_PDF_BYTES = 64 * 1024 * 1024
"""A larger PDF file is not opened."""

MAX_XMP_BYTES = 1024 * 1024
"""Larger XMP packets are not read."""

MAX_DEPTH = 200
"""Elements nested deeper are flattened where libxml2 (which stops at 256) gave up."""

MAX_TAGS = 300_000
"""Tags of a page; what is behind the last of them is left out."""

MAX_ATTRIBUTES = 200
"""A tag with more attributes is read without them."""

MAX_ELEMENTS = 100_000
"""Elements looked at for classes and dates, in document order."""

MAX_JSON_BLOCKS = 40
"""JSON-LD blocks a page."""

MAX_JSON_CHARS = 1_000_000
"""Characters of one JSON-LD block."""

MAX_MENDED_CHARS = 300_000
"""Characters that are read of a block that is not valid JSON or is longer."""

MAX_JSON_DEPTH = 64
"""Nesting of JSON-LD."""

MAX_JSON_NODES = 5_000
"""Objects of a page's JSON-LD."""

MAX_AUTHORS = 20
"""Authors a report."""

MAX_TEXT = 20_000
"""Characters of any text of metadata that is looked at."""

MAX_HEADINGS = 200
"""Headings of a page."""

MAX_TITLE = 500
MAX_NAME = 200
MAX_DESCRIPTION = 3_000
MAX_URL = 4_000
"""Characters of one value; longer text is cut, a longer URL is not one."""

MAX_READABLE = 1_000_000
"""Characters of a page's readable text."""
