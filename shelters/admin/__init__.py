"""The lists behind the staff pages. Read-only wherever an action has its own page."""

from shelters.admin import assignments, beds, figures, groups, history, houses, people

__all__ = ["assignments", "beds", "figures", "groups", "history", "houses", "people"]
