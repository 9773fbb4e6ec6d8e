"""What happened at the door. Ids only."""

from django.dispatch import Signal

# membership_id, user_id: a new role, an end date, an end, a recovery.
member_changed = Signal()
# membership_id, user_id: all sessions of the user are over.
devices_blocked = Signal()
# membership_id, invitation_id: somebody came in.
membership_begun = Signal()
