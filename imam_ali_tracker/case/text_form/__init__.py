"""The text form of a case: a folder of GeoJSON and CSV files for version control and review.

======================  ==========================================================================
file                    content
======================  ==========================================================================
``case_info.json``      the case's title, schema version, marking
``<table>.csv``         a table without geometry: a header, then one row a line
``<table>.geojson``     a table with geometry: a feature collection, one feature a line
======================  ==========================================================================

Columns stand in the order of the schema, rows in an order that follows from their content only, so
that exporting a case twice gives the same bytes and a change of one row changes one line. Text is
UTF-8 with LF. An empty cell is NULL. Reading and writing files needs no QGIS
(:mod:`.reading`, :mod:`.writing`).
"""

from __future__ import annotations

from imam_ali_tracker.case.text_form.exchange import export_case, import_case

__all__ = ["export_case", "import_case"]
