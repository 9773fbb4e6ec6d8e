"""Walls between organizations: for whom the database works just now, and what it refuses to show.

`within` says for whom; on PostgreSQL every row of another organization is then out of reach
(docs/decisions/0010-walls.md). On SQLite the wall in the code stands alone.
"""

from privacy.walls.context import Context, NoTenant, at_the_end, become, current, on_behalf, within
from privacy.walls.declared import opened, wall
from privacy.walls.guard import openly

__all__ = [
    "Context",
    "NoTenant",
    "at_the_end",
    "become",
    "current",
    "on_behalf",
    "opened",
    "openly",
    "wall",
    "within",
]
