"""Expression functions: the case and the geodesy in labels, layouts, forms and ``qgis_process``."""
