"""Partner keys in the admin."""

from partners.admin.keys import PartnerKeyAdmin

__all__ = ["PartnerKeyAdmin"]
