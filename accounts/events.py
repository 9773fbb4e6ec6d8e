"""What happened at the door. Ids only."""

from django.dispatch import Signal

# membership_id, user_id: a new role, an end date, an end, a recovery.
member_changed = Signal()
# membership_id, user_id: all sessions of the user are over.
devices_blocked = Signal()
# organization_id, user_ids: everything of it is hidden, every session is over.
organization_locked = Signal()
# organization_id: two people opened it again.
organization_reopened = Signal()
# membership_id, invitation_id, organization_id: somebody came in.
membership_begun = Signal()
