"""Tools by which an analyst works on the map itself."""
