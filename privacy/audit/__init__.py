"""The audit trail: one line in every action, one chain per organization."""

from privacy.audit.checkpoints import checkpoint, erase_before
from privacy.audit.verifying import Finding, Report, verify
from privacy.audit.writing import Actor, flush, record

__all__ = ["Actor", "Finding", "Report", "checkpoint", "erase_before", "flush", "record", "verify"]
