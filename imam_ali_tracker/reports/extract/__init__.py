"""From the bytes of a report to its metadata: pure, without network and without QGIS.

``extract`` says what a report is, with the origin of every value; ``readable_text`` gives its text
for looking through. Everything else in this package is their business.
"""

from __future__ import annotations

from imam_ali_tracker.reports.extract.extractor import extract, extract_with_text, readable_text
from imam_ali_tracker.reports.extract.model import Kind, ReportMetadata, Value

__all__ = ["Kind", "ReportMetadata", "Value", "extract", "extract_with_text", "readable_text"]
