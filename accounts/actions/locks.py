"""Locking an organization, and opening it again by two people. Nothing is destroyed."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.errors import AskedAlready, NobodyAsked, NotLocked, SamePerson
from accounts.events import organization_locked, organization_reopened
from accounts.models import Lock, Membership, Organization, User
from accounts.newcomers import refuse_newcomer
from accounts.rights import Right
from core.events import announce
from privacy import audit
from privacy.verbs import Verb


@transaction.atomic
def lock(*, by: Membership) -> Lock:
    """Hide everything of the member's organization and end every session of everybody who works there.

    Pressing it again changes nothing. Background work that ends and erases goes on.
    Raises: NotAllowed.
    """
    by.require(Right.LOCK, within=by.organization)
    organization = _locked_row(by)
    pressed = Lock.objects.visible_to(by).open().first()
    if pressed is not None:
        return pressed

    pressed = Lock.objects.create(organization=organization, locked_by=by)
    _mark(organization, pressed)
    colleagues = Membership.objects.filter(organization=organization).current().people()
    user_ids = list(colleagues.values_list("user", flat=True))
    User.objects.filter(pk__in=user_ids).update(session_round=F("session_round") + 1)
    audit.record(Verb.LOCKED, by=by, about=pressed)
    announce(organization_locked, organization_id=organization.pk, user_ids=user_ids)
    return pressed


@transaction.atomic
def ask_to_reopen(*, by: Membership) -> Lock:
    """Ask to reopen; within twelve hours another coordinator confirms.

    Raises: NotAllowed, NotLocked, AskedAlready.
    """
    by.require(Right.REOPEN, within=by.organization)
    pressed = _open_lock(by)
    asker = pressed.asked_by
    if asker is not None and asker.user_id != by.user_id:
        raise AskedAlready

    pressed.reopen_asked_by, pressed.reopen_asked_at = by, timezone.now()
    pressed.save(update_fields=["reopen_asked_by", "reopen_asked_at"])
    audit.record(Verb.REOPENING_ASKED, by=by, about=pressed)
    return pressed


@transaction.atomic
def confirm_reopening(*, by: Membership) -> Lock:
    """Open what another coordinator asked to open. Of two who confirm at once, one does it.

    Raises: NotAllowed, NotLocked, NobodyAsked, SamePerson, TooNew.
    """
    by.require(Right.REOPEN, within=by.organization)
    pressed = _open_lock(by)
    asker = pressed.asked_by
    if asker is None:
        raise NobodyAsked
    if asker.user_id == by.user_id:
        raise SamePerson
    refuse_newcomer(by)
    return _reopen(pressed, by=by)


@transaction.atomic
def confirm_from_the_shell(organization: Organization) -> Lock:
    """Open what a coordinator asked to open, where no second one is left.

    Whoever has the shell is the second person; the trail shows the site itself.
    Raises: NotLocked, NobodyAsked.
    """
    robot = robot_of(organization)
    pressed = _open_lock(robot)
    if pressed.asked_by is None:
        raise NobodyAsked
    return _reopen(pressed, by=robot)


def _reopen(pressed: Lock, *, by: Membership) -> Lock:
    pressed.reopened_by, pressed.reopened_at = by, timezone.now()
    pressed.save(update_fields=["reopened_by", "reopened_at"])
    _mark(pressed.organization, None)
    audit.record(Verb.REOPENED, by=by, about=pressed)
    announce(organization_reopened, organization_id=pressed.organization_id)
    return pressed


def _mark(organization: Organization, pressed: Lock | None) -> None:
    organization.locked_at = pressed.locked_at if pressed else None
    organization.save(update_fields=["locked_at"])


def _open_lock(by: Membership) -> Lock:
    """The open lock, once nobody else is opening it."""
    _locked_row(by)
    pressed = Lock.objects.visible_to(by).open().select_related("organization", "reopen_asked_by").first()
    if pressed is None:
        raise NotLocked
    return pressed


def _locked_row(by: Membership) -> Organization:
    return Organization.objects.select_for_update(no_key=True).get(pk=by.organization_id)
