"""The claim checker."""
