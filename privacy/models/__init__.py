"""The audit trail, and what erasing leaves behind: receipts, shorter times, legal holds."""

from privacy.models.audit import AuditCheckpoint, AuditEntry, AuditHead, Outcome
from privacy.models.holds import LegalHold
from privacy.models.receipts import Receipt
from privacy.models.retention import Canary, RetentionChoice, Tally

__all__ = [
    "AuditCheckpoint",
    "AuditEntry",
    "AuditHead",
    "Canary",
    "LegalHold",
    "Outcome",
    "Receipt",
    "RetentionChoice",
    "Tally",
]
