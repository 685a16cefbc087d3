"""The window in which a briefing is put together, looked at and printed."""
