"""QGIS's own places: browser, data source manager, drops, locator, options, layer tree."""
