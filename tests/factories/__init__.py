"""Rows for tests, one file per app."""
