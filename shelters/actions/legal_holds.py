"""A legal hold on one household: two coordinators, a reason from a list, ninety days at most.

It works from the moment it is asked, for one day: while the second person is being called, nothing
that was demanded is destroyed.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.newcomers import refuse_newcomer
from accounts.rights import Right
from core.errors import BadInput, NotHere
from privacy import audit, retention
from privacy.errors import AlreadyHeld, AskSomebodyElse, HoldOver, SecondPersonNeeded
from privacy.models import LegalHold
from privacy.models.holds import HOURS_TO_CONFIRM, LONGEST_DAYS
from privacy.verbs import Verb
from shelters.actions import erasing
from shelters.models import Household
from shelters.models.families import look_again

RENEWABLE = timedelta(days=14)
ASK_AGAIN_AFTER = timedelta(days=7)


@transaction.atomic
def ask(household: Household, *, reason: str, by: Membership) -> LegalHold:
    """Keep this household from being erased for a day, until a second person makes it ninety.

    Raises: NotAllowed, NotHere, BadInput, AlreadyHeld, AskSomebodyElse.
    """
    by.require(Right.HOLD_LEGALLY, within=household.organization)
    if reason not in LegalHold.Reason.values:
        raise BadInput({"reason": reason})
    household = Household.objects.visible_to(by).locked().found(pk=household.pk)
    now = timezone.now()
    known = LegalHold.objects.visible_to(by).filter(household_id=household.pk)
    if known.in_force(now).filter(ends_at__gt=now + RENEWABLE).exists() or known.waiting().exists():
        raise AlreadyHeld
    if known.filter(
        asked_by__in=_accesses_of(by), confirmed_by=None, asked_at__gt=now - ASK_AGAIN_AFTER
    ).exists():
        raise AskSomebodyElse
    held = LegalHold.objects.create(
        organization_id=household.organization_id,
        household_id=household.pk,
        reason=reason,
        asked_by=by.pk,
        asked_at=now,
        lasts_hours=HOURS_TO_CONFIRM,
        ends_at=now + timedelta(hours=HOURS_TO_CONFIRM),
    )
    look_again(household.organization_id)
    audit.record(Verb.LEGAL_HOLD_ASKED, by=by, about=household)
    return held


@transaction.atomic
def confirm(hold_id: UUID, *, by: Membership) -> LegalHold:
    """The second person says yes: ninety days from now.

    Raises: NotAllowed, NotHere, HoldOver, SecondPersonNeeded, TooNew.
    """
    held = _waiting(hold_id, by=by)
    if held.asked_by in _accesses_of(by):
        raise SecondPersonNeeded
    refuse_newcomer(by)
    held.confirmed_by = by.pk
    held.begun_at = timezone.now()
    held.lasts_hours = LONGEST_DAYS * 24
    held.ends_at = held.begun_at + timedelta(days=LONGEST_DAYS)
    held.save(update_fields=["confirmed_by", "begun_at", "lasts_hours", "ends_at"])
    audit.record(Verb.LEGAL_HOLD_CONFIRMED, by=by, about=held)
    return held


@transaction.atomic
def withdraw(hold_id: UUID, *, by: Membership) -> LegalHold:
    """It was a mistake: only while nobody has confirmed it. A confirmed one ends by itself, so that
    nothing is destroyed by hand while a demand is open.

    Raises: NotAllowed, NotHere, HoldOver.
    """
    held = _waiting(hold_id, by=by)
    held.ended_at, held.ended_by = timezone.now(), by.pk
    held.save(update_fields=["ended_at", "ended_by"])
    look_again(held.organization_id)
    audit.record(Verb.LEGAL_HOLD_WITHDRAWN, by=by, about=held)
    return held


def is_held(household: Household) -> bool:
    """Whether a legal hold keeps this household, or one that is the same family by merges."""
    return not retention.held(household.organization_id).isdisjoint(erasing.joined([household.pk]))


def _accesses_of(by: Membership) -> set[UUID]:
    """Every access that this person has or had here: who comes in a second time is no second person."""
    own = Membership.objects.filter(organization=by.organization_id, user=by.user_id)
    return set(own.values_list("pk", flat=True))


def follow(household: Household, *, to: Household, own_only: bool = False) -> None:
    """Some persons leave `household` for `to`: what is held there is held here, by the same two people.

    `own_only`: not what holds another household that was merged into it.
    """
    together = [household.pk] if own_only else erasing.joined([household.pk])
    held = LegalHold.objects.filter(organization_id=to.organization_id, household_id__in=together)
    there = LegalHold.objects.filter(organization_id=to.organization_id, household_id=to.pk)
    known = set(there.in_force().values_list("asked_by", "asked_at"))
    LegalHold.objects.bulk_create(
        LegalHold(
            organization_id=each.organization_id,
            household_id=to.pk,
            reason=each.reason,
            asked_by=each.asked_by,
            asked_at=each.asked_at,
            confirmed_by=each.confirmed_by,
            begun_at=each.begun_at,
            lasts_hours=each.lasts_hours,
            ends_at=each.ends_at,
        )
        for each in held.in_force()
        if (each.asked_by, each.asked_at) not in known
    )
    look_again(to.organization_id)


def _waiting(hold_id: UUID, *, by: Membership) -> LegalHold:
    by.require(Right.HOLD_LEGALLY, within=by.organization)
    held = LegalHold.objects.visible_to(by).select_for_update(no_key=True).filter(pk=hold_id).first()
    if held is None:
        raise NotHere
    if held.is_confirmed or held.ended_at is not None or held.ends_at <= timezone.now():
        raise HoldOver
    return held
