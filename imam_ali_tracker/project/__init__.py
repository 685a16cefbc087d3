"""A case in a QGIS project: layers, groups, styles, forms, relations and temporal settings."""
