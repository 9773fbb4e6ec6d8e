"""Erasing households with everything that hangs on them: the keys first, then the rows, children first.

Whoever calls this holds the locks of the households. It asks no clock: see shelters/retention.py.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from privacy import keyring, sealed
from privacy.keyring import Subject
from privacy.purge import early
from shelters.models import ErasureRequest, Household, Person
from shelters.models.families import ends, joined, with_merged

__all__ = [
    "destroy_keys",
    "ends",
    "erase",
    "follow_request",
    "households",
    "joined",
    "with_merged",
    "words",
]

WORDS_OF_HOUSEHOLD = ("notes", "contact_way")
OWN_WORDS = Q(notes__isnull=False) | Q(contact_way__isnull=False)
AT_ONCE = timedelta(0)
# Days that never come. The words of a household that is here are sealed under none, or under one of these
# after a part of them had to be forgotten: so they have a key that the forgotten part never had.
ALSO_PRESENT = (date.max, date.max - timedelta(days=1))


def words(households: Iterable[Household]) -> int:
    """Erase the called names, notes and ways to reach these households; how many there were.

    The keys are destroyed before the columns are emptied: whoever is killed in between leaves what
    nobody can read.

    Raises: KeyringUnavailable.
    """
    erased = {household.pk: household for household in households}
    named = Person.objects.filter(household__in=erased).filter(called_name__isnull=False)
    sealed_until = [(erased[person.household_id], day_of(person, "called_name")) for person in named]
    sealed_until += [
        (household, day_of(household, name))
        for household in erased.values()
        for name in WORDS_OF_HOUSEHOLD
        if getattr(household, name) is not None
    ]
    destroy_keys(erased.values(), sealed_until)
    named.update(called_name=None)
    Household.objects.filter(pk__in=erased).filter(OWN_WORDS).update(notes=None, contact_way=None)
    return len(sealed_until)


def destroy_keys(
    households: Collection[Household], sealed_until: Collection[tuple[Household, date | None]]
) -> None:
    """Destroy every key that seals, or could seal, words of these households.

    The key of those who are present gets no fence: the family may come back and give a name again.

    Raises: KeyringUnavailable.
    """
    own_ends = [(each, each.names_until.astimezone(UTC).date()) for each in households if each.names_until]
    here = (None, *ALSO_PRESENT)
    ends = {(each.organization_id, each.pk, day) for each, day in [*sealed_until, *own_ends]}
    keyring.destroy_many({Subject(*end) for end in ends if end[2] not in here})
    returning = {Subject(*end) for end in ends if end[2] in here}
    returning |= {Subject(each.organization_id, each.pk, None) for each in households}
    keyring.retire_many(returning, idle=AT_ONCE)


# What apps above do before households go: they destroy the keys of their own rows about them.
_first: list[Callable[[Collection[UUID]], None]] = []


def before_households(
    prepare: Callable[[Collection[UUID]], None],
) -> Callable[[Collection[UUID]], None]:
    """Register what an app above must do just before households are erased."""
    _first.append(prepare)
    return prepare


@early.erases("households")
def households(ids: Collection[UUID]) -> Counter[str]:
    """Erase these households; how many rows of which model went.

    Whatever else points at them goes with them by the foreign keys of later apps.

    Raises: KeyringUnavailable.
    """
    for prepare in _first:
        prepare(ids)
    with_words = OWN_WORDS | Q(persons__called_name__isnull=False)
    words(Household.objects.filter(with_words, pk__in=ids).distinct())
    # Whoever asked for this does not wait any more.
    ErasureRequest.objects.pending().filter(household__in=ids).update(done_at=timezone.now())
    # Children first, each kind in one statement. A stay goes with its person too: a merge may have moved the
    # person on.
    return erase(Household.objects.filter(pk__in=ids))


def erase(rows: QuerySet) -> Counter[str]:  # type: ignore[type-arg]  # of any model
    """Delete the rows and what depends on them; how many of which model."""
    _total, by_model = rows.delete()
    return Counter(by_model)


def follow_request(household: Household, *, to: Household) -> None:
    """Some persons leave `household` for `to` while it waits to be erased: then both wait."""
    rows = ErasureRequest.objects.pending().filter(household__in=joined([household.pk]))
    waiting = rows.order_by("due_at").first()
    if waiting is not None:
        ErasureRequest.objects.create(
            organization_id=to.organization_id,
            household=to,
            language=waiting.language,
            asked_by_id=waiting.asked_by_id,
            asked_at=waiting.asked_at,
            due_at=waiting.due_at,
        )


def day_of(row: sealed.Owned, column: str) -> date | None:
    """The day of an envelope. One that was changed from outside opens under no key anyway."""
    try:
        return sealed.day_of(row, column)
    except sealed.CannotOpen:
        return None
