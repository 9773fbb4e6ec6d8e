"""The staff site: who comes in, and the pages about colleagues, organizations and the audit trail."""

from accounts.admin import audit, invitations, members, networks, receipts, recoveries

__all__ = ["audit", "invitations", "members", "networks", "receipts", "recoveries"]
