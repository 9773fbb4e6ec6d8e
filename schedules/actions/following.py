"""Turns when two households become one, or one becomes two.

A family has one open turn of a kind: of two, the later one gives way and its seat is free. Who goes back to
the own household takes along the turns that came with it, and the day of the last turn goes with everybody,
so that parting makes nobody a newcomer. Who parts before a draw stands on its list beside the others. With
whom a turn first came stays written when the family is joined again.
"""

from django.db.models import Q
from django.utils import timezone

from core.events import announce
from schedules.actions import placing
from schedules.actions.marks import OF
from schedules.events import seats_freed
from schedules.models import Draw, Turn, TurnMemory, TurnRequest
from shelters.actions.erasing import with_merged
from shelters.actions.following import Going, Way


def draws(going: Going) -> None:
    """A draw that is being made is waited for: what it gives to one of the two follows as every other turn,
    where otherwise it would stay with a file that nobody opens any more."""
    both = Q(requests__household=going.out_of) | Q(requests__household=going.to)
    asked = Draw.objects.filter(both, done_at=None).values("pk")
    list(Draw.objects.filter(pk__in=asked).locked().order_by("pk"))


def turns(going: Going) -> None:
    """Of two households that are one family now, all; back go those that came along."""
    if going.way is Way.SPLIT:
        return
    rows = Turn.objects.filter(household=going.out_of).select_related("amenity__shelter")
    if going.way is Way.UNMERGE:
        origins = [str(key) for key in with_merged([going.to.pk])]
        rows = rows.filter(**{f"before__{OF}__in": origins})
    for row in rows.locked():
        if row.state in Turn.OPEN:
            _give_way(row, going)
            row.refresh_from_db()
        row.household = going.to
        if going.way is Way.MERGE:
            row.before = {OF: str(going.out_of.pk), **row.before}
        row.save(update_fields=["household", "before"])


def requests(going: Going) -> None:
    """On each list once. After a draw nothing is copied: its places are given."""
    standing = TurnRequest.objects.standing().select_related("draw")
    own = set(standing.filter(household=going.to).values_list("draw", flat=True))
    rows = standing.filter(household=going.out_of)
    if going.way is Way.MERGE:
        rows.filter(draw__in=own).update(withdrawn_at=timezone.now())
        TurnRequest.objects.filter(household=going.out_of).update(household=going.to)
        return
    has_children = any(person.is_minor for person in going.persons)
    TurnRequest.objects.bulk_create(
        TurnRequest(
            organization_id=row.organization_id,
            draw=row.draw,
            household=going.to,
            way=row.way,
            earliest=row.earliest,
            latest=row.latest,
            slots=row.slots if has_children else 1,
            priority_id=row.priority_id,
            asked_at=row.asked_at,
            asked_by_id=row.asked_by_id,
        )
        for row in rows.filter(draw__done_at=None).exclude(draw__in=own)
    )


def memories(going: Going) -> None:
    """Of two that are one the later day and the fewer misses; who parts remembers what the family does. A
    turn that was lost is repeated once, by the family that stays."""
    known = {row.kind: row for row in TurnMemory.objects.filter(household=going.to)}
    for row in TurnMemory.objects.filter(household=going.out_of):
        same = known.get(row.kind)
        if same is None:
            copy = TurnMemory(organization_id=row.organization_id, household=going.to, kind=row.kind)
            copy.served_on, copy.misses = row.served_on, row.misses
            copy.repeats_first = row.repeats_first and going.way is not Way.SPLIT
            copy.save(force_insert=True)
        elif going.way is Way.MERGE:
            same.served_on = max(filter(None, [same.served_on, row.served_on]), default=None)
            same.misses = min(same.misses, row.misses)
            same.repeats_first = same.repeats_first or row.repeats_first
            same.save(update_fields=["served_on", "misses", "repeats_first"])
        if going.way is Way.MERGE:
            row.delete()


# The draws first: what they write is looked at afterwards.
FOLLOWERS = (draws, turns, requests, memories)


def _give_way(row: Turn, going: Going) -> None:
    """Of two open turns of a kind the later one ends."""
    same = Turn.objects.open().filter(household=going.to, kind=row.kind).first()
    if same is None:
        return
    later = max(row, same, key=lambda turn: (turn.starts_at, turn.pk))
    placing.free(later)
    Turn.objects.filter(pk=later.pk).update(state=Turn.State.CANCELLED, state_since=timezone.now())
    announce(seats_freed, organization_id=later.organization_id)
