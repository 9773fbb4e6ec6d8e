"""Erasing households with everything that hangs on them, children first. Holds no clock: see retention."""

from collections import Counter
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from shelters.models import Change, Hold, Household, Person, SplitNote, Stay


def households(ids: Collection[UUID]) -> Counter[str]:
    """Erase these locked households; how many rows of which model went.

    Whatever else points at them goes with them by the foreign keys of later apps.
    """
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
        found += newest
    return found
