"""Positions as people write them: degrees in every usual form, MGRS, plus codes. No QGIS."""
