"""The audit trail."""

from privacy.models.audit import AuditEntry

__all__ = ["AuditEntry"]
