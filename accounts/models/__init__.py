"""Networks, organizations, people who work in them, and how they come in."""

from accounts.models.invitations import Invitation
from accounts.models.locks import Lock
from accounts.models.members import Membership
from accounts.models.organizations import Network, Organization
from accounts.models.phones import VisitPhone
from accounts.models.recoveries import Recovery
from accounts.models.users import User

__all__ = [
    "Invitation",
    "Lock",
    "Membership",
    "Network",
    "Organization",
    "Recovery",
    "User",
    "VisitPhone",
]
