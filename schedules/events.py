"""What schedules announce, after the commit. Ids only."""

from django.dispatch import Signal

turn_changed = Signal()  # turn_id, organization_id
seats_freed = Signal()  # organization_id
