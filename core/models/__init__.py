"""What every model of the project shares."""

from core.models.answers import KeptAnswer
from core.models.rows import Row

__all__ = ["KeptAnswer", "Row"]
