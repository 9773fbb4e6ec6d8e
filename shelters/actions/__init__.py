"""Verbs: every write of this app. Importing the package makes every undo known (changes.py)."""

from shelters.actions import (
    availability,
    capacity,
    changes,
    counts,
    drafts,
    holds,
    households,
    houses,
    names,
    stays,
)

__all__ = [
    "availability",
    "capacity",
    "changes",
    "counts",
    "drafts",
    "holds",
    "households",
    "houses",
    "names",
    "stays",
]
