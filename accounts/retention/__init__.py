"""How long rows of this app, of the rooms below and of Django stay. Importing it declares the rules."""

from accounts.retention import access, below

__all__ = ["access", "below"]
