"""What is shared out in turns, in the admin."""

from schedules.admin import amenities

__all__ = ["amenities"]
