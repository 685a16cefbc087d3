"""The vector data provider ``imam_ali_tracker``: stored tables and derived layers of a case.

A layer's provider is a façade over a native one (``ogr``, ``postgres``) that does all reading, so
that no Python runs per feature. Stored layers front the case's own tables; derived layers front a
temporary GeoPackage that this package fills from those tables and keeps in step with them.
"""
