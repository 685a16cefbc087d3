"""The dock panel in which an analyst works on a case."""
