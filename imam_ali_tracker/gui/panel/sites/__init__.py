"""The tracked sites in the panel."""
