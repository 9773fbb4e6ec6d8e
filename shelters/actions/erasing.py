"""Erasing households with everything that hangs on them: the keys first, then the rows, children first.

Whoever calls this holds the locks of the households. It asks no clock: see shelters/retention.py.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from privacy import keyring, sealed
from privacy.keyring import Subject
from privacy.purge import early
from shelters.models import Change, ErasureRequest, Hold, Household, Person, SplitNote, Stay

WORDS_OF_HOUSEHOLD = ("notes", "contact_way")
OWN_WORDS = Q(notes__isnull=False) | Q(contact_way__isnull=False)
AT_ONCE = timedelta(0)


def words(households: Iterable[Household]) -> int:
    """Erase the called names, notes and ways to reach these households; how many there were.

    The keys are destroyed before the columns are emptied: whoever is killed in between leaves what
    nobody can read.

    Raises: KeyringUnavailable.
    """
    erased, ids = 0, []
    for household in households:
        persons = list(Person.objects.filter(household=household).filter(called_name__isnull=False))
        envelopes: list[tuple[Household | Person, str]] = [(person, "called_name") for person in persons]
        envelopes += [
            (household, name) for name in WORDS_OF_HOUSEHOLD if getattr(household, name) is not None
        ]
        destroy_keys(household, {_day(row, column) for row, column in envelopes})
        erased += len(envelopes)
        ids.append(household.pk)
    Person.objects.filter(household__in=ids).filter(called_name__isnull=False).update(called_name=None)
    Household.objects.filter(pk__in=ids).filter(OWN_WORDS).update(notes=None, contact_way=None)
    return erased


def destroy_keys(household: Household, days: Collection[date | None]) -> None:
    """Destroy every key that seals, or could seal, words of this household.

    The key of those who are present gets no fence: the family may come back and give a name again.

    Raises: KeyringUnavailable.
    """
    until = household.names_until
    for day in {*days, *([until.astimezone(UTC).date()] if until else [])}:
        if day is not None:
            keyring.destroy(Subject(household.organization_id, household.pk, day))
    keyring.retire(Subject(household.organization_id, household.pk, None), idle=AT_ONCE)


@early.erases("households")
def households(ids: Collection[UUID]) -> Counter[str]:
    """Erase these households; how many rows of which model went.

    Whatever else points at them goes with them by the foreign keys of later apps.

    Raises: KeyringUnavailable.
    """
    with_words = OWN_WORDS | Q(persons__called_name__isnull=False)
    words(Household.objects.filter(with_words, pk__in=ids).distinct())
    # Whoever asked for this does not wait any more.
    ErasureRequest.objects.pending().filter(household__in=ids).update(done_at=timezone.now())
    gone: Counter[str] = Counter()
    gone += erase(Change.objects.filter(household__in=ids))
    gone += erase(SplitNote.objects.filter(household__in=ids))
    # A stay stands with its person even where a merge has moved the person on.
    gone += erase(Stay.objects.filter(Q(household__in=ids) | Q(person__household__in=ids)))
    gone += erase(Hold.objects.filter(household__in=ids))
    gone += erase(Person.objects.filter(household__in=ids))
    gone += erase(Household.objects.filter(pk__in=ids))
    return gone


def erase(rows: QuerySet) -> Counter[str]:  # type: ignore[type-arg]  # of any model
    """Delete the rows and what depends on them; how many of which model."""
    _total, by_model = rows.delete()
    return Counter(by_model)


def with_merged(ids: Iterable[UUID]) -> list[UUID]:
    """These households and all that were merged into them, and into those."""
    found = list(ids)
    newest = found
    while newest:
        newest = list(Household.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        found = found + newest
    return found


def ends(ids: Iterable[UUID]) -> set[UUID]:
    """The households that these were merged into in the end; one that was not merged is its own end."""
    found: set[UUID] = set()
    going = set(ids)
    while going:
        rows = list(Household.objects.filter(pk__in=going).values_list("pk", "merged_into"))
        found |= {pk for pk, into in rows if into is None}
        going = {into for _pk, into in rows if into is not None}
    return found


def joined(ids: Iterable[UUID]) -> list[UUID]:
    """Everything that is one family with these by merges, up to the end and down again.

    What holds one of them holds all: the persons of a merged household live in another one.
    """
    return with_merged(ends(ids))


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


def _day(row: Household | Person, column: str) -> date | None:
    """The day of an envelope. One that was changed from outside opens under no key anyway."""
    try:
        return sealed.day_of(row, column)
    except sealed.CannotOpen:
        return None
