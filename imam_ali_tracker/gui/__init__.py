"""Windows: the panel, dialogs, map tools and QGIS's own places."""
