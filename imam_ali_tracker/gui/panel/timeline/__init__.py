"""The page of the panel that shows observations and reports on one time axis."""
