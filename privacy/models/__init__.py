"""The audit trail."""

from privacy.models.audit import AuditCheckpoint, AuditEntry, AuditHead

__all__ = ["AuditCheckpoint", "AuditEntry", "AuditHead"]
