"""The page of reports: fetch, review, attach, re-check."""
