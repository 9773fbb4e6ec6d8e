"""What appointments announce, after the commit. Ids only."""

from django.dispatch import Signal

appointment_changed = Signal()  # appointment_id, organization_id
programme_changed = Signal()  # programme_id
act_begun = Signal()  # act_id, organization_id
act_undone = Signal()  # act_id, organization_id
notice_written = Signal()  # notice_id, organization_id
problem_published = Signal()  # problem_id
