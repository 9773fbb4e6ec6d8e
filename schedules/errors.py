"""What schedules say no to, and what to do then."""
