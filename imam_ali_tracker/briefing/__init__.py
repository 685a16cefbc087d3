"""Map layouts for briefings, filled from a case and exported."""
