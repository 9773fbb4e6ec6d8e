"""Back in after a lost phone or password: two coordinators and a code of 24 hours."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import factors
from accounts.actions import codes
from accounts.actions.members import end_sessions, refuse_beyond_reach
from accounts.actions.passwords import refuse_weak
from accounts.actions.robots import robot_of
from accounts.errors import AccessEnded, RecoveryOpen, TwoCoordinators, WorksElsewhere, WrongCode
from accounts.events import member_changed
from accounts.models import Membership, Recovery, User
from accounts.newcomers import refuse_newcomer
from accounts.rights import Right
from core.events import announce
from privacy import audit, walls
from privacy.verbs import Verb

ASKED_DAYS = 7
CODE_HOURS = 24


@transaction.atomic
def ask(membership: Membership, *, by: Membership) -> Recovery:
    """Ask that the colleague gets in again; another coordinator decides within a week.

    Raises: NotAllowed, NotHere, AccessEnded, BeyondReach, WorksElsewhere, RecoveryOpen.
    """
    by.require(Right.MANAGE_MEMBERS, within=membership.organization)
    membership = Membership.objects.visible_to(by).people().locked().found(pk=membership.pk)
    refuse_beyond_reach(membership.role, by=by)
    _refuse_unless_only_here(membership)
    waiting = Recovery.objects.filter(membership=membership, used_at=None, code_hash="")
    waiting.filter(ends_at__lte=timezone.now()).delete()
    if waiting.exists():
        raise RecoveryOpen

    recovery = Recovery.objects.create(
        organization_id=membership.organization_id,
        membership=membership,
        asked_by=by,
        ends_at=timezone.now() + timedelta(days=ASKED_DAYS),
    )
    audit.record(Verb.RECOVERY_ASKED, by=by, about=membership)
    return recovery


@transaction.atomic
def approve(recovery: Recovery, *, by: Membership) -> str:
    """Approve what another coordinator asked. The code is shown once and works for 24 hours.

    Raises: NotAllowed, NotHere, BeyondReach, AccessEnded, TwoCoordinators, TooNew, WorksElsewhere.
    """
    by.require(Right.MANAGE_MEMBERS, within=recovery.organization)
    recovery = Recovery.objects.visible_to(by).open().filter(code_hash="").locked().found(pk=recovery.pk)
    refuse_beyond_reach(recovery.membership.role, by=by)
    if by.user_id in {recovery.asked_by.user_id, recovery.membership.user_id}:
        raise TwoCoordinators
    refuse_newcomer(by)
    _refuse_unless_only_here(recovery.membership)

    _end_open(recovery.membership.user, but=recovery)
    code, recovery.code_hash = codes.fresh()
    recovery.approved_by = by
    recovery.ends_at = timezone.now() + timedelta(hours=CODE_HOURS)
    recovery.save(update_fields=["code_hash", "approved_by", "ends_at"])
    audit.record(Verb.RECOVERY_APPROVED, by=by, about=recovery.membership)
    return code


@transaction.atomic
def give(user: User) -> tuple[Recovery, str]:
    """A code for somebody whom no two coordinators can bring back, and its row: for the shell, whose
    holder has the whole machine. It works once, for 24 hours.

    All sessions end now; the password and the second factors of before end when the code is used. The
    robot of every organization where the person works writes it down there.
    Raises: AccessEnded when the person works nowhere or may not sign in.
    """
    with walls.on_behalf(None, user=user.pk):
        own = Membership.objects.filter(user=user).current().select_related("organization")
        memberships = list(own.order_by("pk"))
    if not memberships or not user.is_active:
        raise AccessEnded
    first = memberships[0]
    code, code_hash = codes.fresh()
    for membership in memberships:
        with walls.within(membership.organization_id):
            Membership.objects.locked().get(pk=membership.pk)
            _end_open(user)
            audit.record(Verb.RECOVERY_APPROVED, by=robot_of(membership.organization), about=membership)
    with walls.within(first.organization_id):
        recovery = Recovery.objects.create(
            organization_id=first.organization_id,
            membership=first,
            asked_by=robot_of(first.organization),
            by_technician=True,
            code_hash=code_hash,
            ends_at=timezone.now() + timedelta(hours=CODE_HOURS),
        )
        end_sessions(first)
    announce(member_changed, membership_id=first.pk, user_id=user.pk)
    return recovery, code


@transaction.atomic
def use(code: str, *, password: str) -> Membership:
    """Set the colleague's new password. Every second factor and every session of before is gone.

    Raises: WrongCode, BadInput for the password.
    """
    stored = codes.stored(code)
    with walls.on_behalf(None, door=stored):
        seen = Recovery.objects.open().filter(code_hash=stored).first()
    if seen is None:
        raise WrongCode
    with walls.within(seen.organization_id):
        return _use(seen, password)


def _use(seen: Recovery, password: str) -> Membership:
    """Behind the walls of its organization, locked and looked at again."""
    recovery = Recovery.objects.open().locked().filter(pk=seen.pk).first()
    membership = recovery.membership if recovery else None
    user = membership.user if membership else None
    if recovery is None or membership is None or user is None or not _still_opens(recovery):
        raise WrongCode
    refuse_weak(password, user=user)

    user.set_password(password)
    user.save(update_fields=["password"])
    factors.take_away(user)
    end_sessions(membership)
    recovery.used_at = timezone.now()
    recovery.save(update_fields=["used_at"])
    audit.record(Verb.RECOVERED, by=membership, about=membership)
    announce(member_changed, membership_id=membership.pk, user_id=user.pk)
    # The session round was raised in the database: who signs in now needs the new one.
    user.refresh_from_db()
    return membership


def _end_open(user: User | None, *, but: Recovery | None = None) -> None:
    """An earlier code that nobody used must not stay valid beside the new one."""
    others = Recovery.objects.filter(membership__user=user).open()
    if but is not None:
        others = others.exclude(pk=but.pk)
    others.update(ends_at=timezone.now())


def _still_opens(recovery: Recovery) -> bool:
    """What was true when the code was given must be true when it is used."""
    if recovery.by_technician:
        return recovery.membership.is_current
    return _is_only_here(recovery.membership)


def _refuse_unless_only_here(membership: Membership) -> None:
    """One password opens all memberships of a person: two people of one organization must not
    get into another one that way."""
    if not membership.is_current:
        raise AccessEnded
    if not _is_only_here(membership):
        raise WorksElsewhere


def _is_only_here(membership: Membership) -> bool:
    with walls.on_behalf(membership.organization_id, user=membership.user_id):
        elsewhere = Membership.objects.filter(user=membership.user_id).exclude(pk=membership.pk)
        return membership.is_current and not elsewhere.current().exists()
