"""Reports: fetching, metadata, mentions and citations."""
