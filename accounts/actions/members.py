"""Colleagues: their role, their end date, their devices."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.errors import AccessEnded, BeyondReach, EndDateNeeded, LastCoordinator, OwnRole
from accounts.events import devices_blocked, member_changed
from accounts.models import Membership, Organization, User
from accounts.rights import Right, Role
from core.errors import NotHere
from core.events import announce
from privacy import audit
from privacy.verbs import Verb

VOLUNTEER_DAYS = 90
VOLUNTEER_DAYS_AT_MOST = 365
CANNOT_BE_MISSED = frozenset({Role.COORDINATOR, Role.NETWORK_COORDINATOR})


@transaction.atomic
def change_role(
    membership: Membership, *, role: str, by: Membership, expires_at: datetime | None = None
) -> Membership:
    """Give the colleague another role; without `expires_at` the end date stays or gets its default.

    All sessions of the colleague end, so that no open page keeps the old role.
    Raises: NotAllowed, NotHere, AccessEnded, OwnRole, BeyondReach, LastCoordinator, EndDateNeeded.
    """
    by.require(Right.MANAGE_MEMBERS, within=membership.organization)
    membership = _locked(membership, by=by)
    refuse_own(membership, by=by)
    refuse_beyond_reach(membership.role, role, by=by)
    if role != membership.role:
        refuse_if_last(membership)
        membership.role_since = timezone.now()

    membership.role = role
    membership.expires_at = end_date(role, expires_at or membership.expires_at)
    membership.save(update_fields=["role", "role_since", "expires_at"])
    _changed(membership, Verb.MEMBER_CHANGED, by=by)
    return membership


@transaction.atomic
def set_expiry(membership: Membership, *, expires_at: datetime | None, by: Membership) -> Membership:
    """Let the colleague's access end by itself at that moment; None means never (not for volunteers).

    Raises: NotAllowed, NotHere, AccessEnded, OwnRole, BeyondReach, LastCoordinator, EndDateNeeded.
    """
    by.require(Right.MANAGE_MEMBERS, within=membership.organization)
    membership = _locked(membership, by=by, even_expired=True)
    refuse_own(membership, by=by)
    refuse_beyond_reach(membership.role, by=by)
    if expires_at is not None:
        refuse_if_last(membership)

    membership.expires_at = end_date(membership.role, expires_at)
    membership.save(update_fields=["expires_at"])
    _changed(membership, Verb.MEMBER_CHANGED, by=by)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Membership) -> Membership:
    """End the colleague's access now, with every session.

    Raises: NotAllowed, NotHere, AccessEnded, BeyondReach, LastCoordinator.
    """
    by.require(Right.MANAGE_MEMBERS, within=membership.organization)
    membership = _locked(membership, by=by, even_expired=True)
    refuse_beyond_reach(membership.role, by=by)
    refuse_if_last(membership)

    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    _changed(membership, Verb.MEMBER_ENDED, by=by)
    return membership


@transaction.atomic
def block_devices(membership: Membership, *, by: Membership) -> Membership:
    """End every session, socket and remembered device of the colleague, as after a theft.

    The password and the second factor stay: a lost phone is followed by a recovery.
    Raises: NotAllowed, NotHere, AccessEnded.
    """
    by.require(Right.MANAGE_MEMBERS, within=membership.organization)
    membership = _locked(membership, by=by, even_expired=True)

    end_sessions(membership)
    audit.record(Verb.DEVICES_BLOCKED, by=by, about=membership)
    announce(devices_blocked, membership_id=membership.pk, user_id=membership.user_id)
    return membership


def end_date(role: str, wanted: datetime | None) -> datetime | None:
    """When access ends by itself: for volunteers always, 90 days from now unless said otherwise.

    Raises: EndDateNeeded.
    """
    now = timezone.now()
    if role == Role.VOLUNTEER:
        wanted = wanted or now + timedelta(days=VOLUNTEER_DAYS)
        # The day chosen in a calendar is over at its end, so one more is allowed.
        if wanted > now + timedelta(days=VOLUNTEER_DAYS_AT_MOST + 1):
            raise EndDateNeeded(days=VOLUNTEER_DAYS_AT_MOST)
    if wanted is not None and wanted <= now:
        raise EndDateNeeded(days=VOLUNTEER_DAYS_AT_MOST)
    return wanted


def end_sessions(membership: Membership) -> None:
    """Every session of the user is over with its next request."""
    User.objects.filter(memberships=membership).update(session_round=F("session_round") + 1)


def refuse_own(membership: Membership, *, by: Membership) -> None:
    """Raises: OwnRole."""
    if membership.pk == by.pk:
        raise OwnRole


def refuse_beyond_reach(*roles: str, by: Membership) -> None:
    """Raises: BeyondReach."""
    if not by.reach.issuperset(roles):
        raise BeyondReach


def refuse_if_last(membership: Membership) -> None:
    """Refuse what would leave the organization without anybody of this kind, now or at a known date.

    Raises: LastCoordinator.
    """
    if membership.role not in CANNOT_BE_MISSED:
        return
    colleagues = Membership.objects.filter(organization=membership.organization_id, role=membership.role)
    if not colleagues.current().people().filter(expires_at=None).exclude(pk=membership.pk).exists():
        raise LastCoordinator


def _locked(membership: Membership, *, by: Membership, even_expired: bool = False) -> Membership:
    """The colleague, locked together with the organization: who else is left is counted below."""
    Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)
    rows = Membership.objects.visible_to(by).people()
    found = rows.locked().found(pk=membership.pk)
    if found.ended_at is not None or not (even_expired or found.is_current):
        raise AccessEnded
    if found.user_id is None:
        raise NotHere
    return found


def _changed(membership: Membership, verb: Verb, *, by: Membership) -> None:
    end_sessions(membership)
    audit.record(verb, by=by, about=membership)
    announce(member_changed, membership_id=membership.pk, user_id=membership.user_id)
