"""What alerts announce, after the commit. Ids only."""

from django.dispatch import Signal

alert_told = Signal()  # message_id, network_id: published, changed, hidden, shown again, withdrawn, ended
report_received = Signal()  # network_id
