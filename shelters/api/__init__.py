"""Shelters, places and households over HTTP: every write is an action of shelters.actions."""
