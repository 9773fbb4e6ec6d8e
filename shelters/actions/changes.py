"""The history of a house, and taking back what was done within a day."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import NotAllowed, TooLate
from core.models.prepared import add
from privacy import audit
from privacy.verbs import Verb
from shelters.errors import CannotUndo
from shelters.models import Change, Household, Shelter
from shelters.models.changes import oldest_undoable

Undo = Callable[[Change, Membership], None]
UNDO_OF: dict[str, Undo] = {}


def undoes(*verbs: Verb) -> Callable[[Undo], Undo]:
    """Register the function that takes back a change of this verb."""

    def _register(undo: Undo) -> Undo:
        for verb in verbs:
            UNDO_OF[verb] = undo
        return undo

    return _register


def house_of(change: Change) -> Shelter:
    """The house of a change that has one; its lock is held while the change is undone.

    Raises: CannotUndo.
    """
    if change.shelter is None:
        raise CannotUndo
    return change.shelter


def locked_household(change: Change) -> Household:
    """The household of a change that has one, locked after its house.

    Raises: NotHere.
    """
    found: Household = Household.objects.locked().found(pk=change.household_id)
    return found


def write_down(
    verb: Verb,
    *,
    by: Membership,
    shelter: Shelter | None = None,
    household: Household | None = None,
    **before: Any,
) -> Change:
    """Keep what is needed to take this back, and put the deed into the audit trail.

    One of `shelter` and `household` is given. `before` holds ids, counts and former answers; its
    keys are read by the undo of the same verb, and it goes when the household goes.
    """
    about = household or shelter
    assert about is not None  # noqa: S101  a change is about something
    audit.record(verb, by=by, about=about, within=about.organization_id)
    change = Change(
        organization_id=about.organization_id,
        shelter=shelter,
        household=household,
        verb=verb,
        by=by,
        before=before,
    )
    add([change])
    return change


@transaction.atomic
def undo(change: Change, *, by: Membership) -> Change:
    """Take back one change within 24 hours, wholly or not at all.

    Everybody may take back their own deed; those of others take the right to see the history.

    Raises: NotAllowed, TooLate, CannotUndo.
    """
    by.require(Right.PLACE, within=change.organization)
    if change.by_id != by.pk and not by.may(Right.SEE_HISTORY):
        raise NotAllowed
    shelter = Shelter.objects.filter(changes=change).locked().first()
    change = Change.objects.visible_to(by).locked().found(pk=change.pk)
    if change.at <= oldest_undoable():
        raise TooLate
    if change.undone_at is not None or change.verb not in UNDO_OF:
        raise CannotUndo
    change.shelter = shelter
    try:
        with transaction.atomic():
            UNDO_OF[change.verb](change, by)
    except IntegrityError as taken:
        raise CannotUndo from taken
    change.undone_at = timezone.now()
    change.undone_by = by
    change.save(update_fields=["undone_at", "undone_by"])
    audit.record(Verb.UNDONE, by=by, about=change)
    return change
