"""The second of two people has had their role for some days, so that nobody invites or promotes their own
second person."""

from datetime import timedelta

from django.utils import timezone

from accounts.errors import TooNew
from accounts.models import Membership

HOURS = 72


def refuse_newcomer(member: Membership) -> None:
    """Refuse whoever came, or got another role, less than 72 hours ago, unless nobody of the organization
    has been here longer: a new site must be able to work from its first day.

    Raises: TooNew.
    """
    since = timezone.now() - timedelta(hours=HOURS)
    if member.role_since <= since:
        return
    # Those who have left count too: a house whose people all changed is no new house.
    older = Membership.objects.filter(organization=member.organization_id, created_at__lte=since).people()
    if older.exists():
        raise TooNew(hours=HOURS)
