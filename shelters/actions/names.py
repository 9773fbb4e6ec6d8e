"""Called names, notes and ways to reach a family: written down sealed, sealed anew when their end changes.

Their end is `Household.names_until`, and its day (UTC) is the day of their key. Whoever calls the
functions below holds the lock of the household. A former key goes only after the commit, so a
transaction that fails leaves everything readable; without a keyring people still come and go, and
what is sealed waits under its former key for the purge.

Under legal hold nobody takes a word out: neither a desk, nor a coordinator, nor the time that ran out.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Membership, Organization
from accounts.rights import Right
from core.errors import BadInput
from privacy import audit, retention, sealed
from privacy.errors import UnderLegalHold
from privacy.keyring import Fenced, KeyringUnavailable, Subject
from privacy.verbs import Verb
from shelters.actions import demands, erasing, seating
from shelters.errors import NotAsked
from shelters.models import Household, Person
from shelters.names import LONGEST, Told, is_over, refuse_unfit, tidy, told

RULE = "called_name"  # of shelters/retention.py
OF_HOUSEHOLD = ("notes", "contact_way")


@transaction.atomic
def keep(
    household: Household,
    *,
    by: Membership,
    called: Mapping[int, str] | None = None,
    notes: str | None = None,
    contact_way: str | None = None,
) -> Household:
    """Write down what a family told: `called` by the number of the person, notes, how to reach it.

    None leaves an answer as it is, an empty text empties it. What goes, goes from backups too: what stays
    is sealed under another key. Under legal hold more may be written beside what is there, but nothing of
    it goes.

    Raises: NotAllowed, NotHere, BadInput (nobody has that number), NotAsked, TooManyLetters,
    OneNameOnly, LooksLikeNumber, LooksLikePassword, Fenced (their time is over), UnderLegalHold,
    KeyringUnavailable.
    """
    by.require(Right.PLACE, within=household.organization)
    household = seating.lock_household(household, by=by)
    if is_over(household.names_until):
        raise Fenced
    persons = {person.number: person for person in household.persons.all()}
    if not set(called or {}) <= set(persons):
        raise BadInput({"called": sorted(set(called or {}) - set(persons))})
    rows: list[tuple[Household | Person, str, str | None]] = [
        *((persons[number], "called_name", text) for number, text in (called or {}).items()),
        (household, "notes", notes),
        (household, "contact_way", contact_way),
    ]
    told_now = [(row, column, tidy(column, text)) for row, column, text in rows if text is not None]
    is_less = any(_loses(row, column, text) for row, column, text in told_now)
    if is_less and _is_held(household):
        raise UnderLegalHold
    was = days_of(household) if is_less else set()
    asked = by.organization.collects
    changed = [
        _write(row, column, text, household=household, asked=column in asked)
        for row, column, text in told_now
    ]
    if is_less:
        renew(household, was=was)
    if any(changed):
        audit.record(Verb.WORDS_CHANGED, by=by, about=household)
    return household


@transaction.atomic
def erase(organization: Organization, column: str, *, by: Membership) -> int:
    """Erase all called names, all notes or all ways to reach somebody, now; how many there were.

    Households under legal hold keep theirs. Backups keep the envelopes, so what else was told is sealed
    under another key, and the one that opens them goes.

    Raises: NotAllowed, NamedInDemand, BadInput.
    """
    by.require(Right.EDIT_SHELTER, within=organization)
    demands.refuse_wiping(organization)
    if column not in ("called_name", *OF_HOUSEHOLD):
        raise BadInput({"column": column})
    model, owner = (Person, "household") if column == "called_name" else (Household, "pk")
    rows = model.objects.filter(**{"organization": organization, f"{column}__isnull": False})
    rows = rows.exclude(**{f"{owner}__in": _held(organization.pk)})
    households = list(Household.objects.filter(pk__in=rows.values(owner)).locked())
    former = {household.pk: days_of(household) for household in households}
    count = rows.filter(**{f"{owner}__in": [each.pk for each in households]}).update(**{column: None})
    for household in households:
        if column in OF_HOUSEHOLD:
            setattr(household, column, None)
        renew(household, was=former[household.pk])
    audit.record(Verb.WORDS_ERASED, by=by, about=organization)
    return count


def written(organization: Organization, *, by: Membership) -> dict[str, int]:
    """How many called names, notes and ways to reach somebody are kept now.

    Raises: NotAllowed.
    """
    by.require(Right.EDIT_SHELTER, within=organization)
    persons = Person.objects.filter(organization=organization, called_name__isnull=False)
    households = Household.objects.filter(organization=organization)
    counts = households.aggregate(notes=Count("notes"), contact_way=Count("contact_way"))
    return {"called_name": persons.count(), **counts}


def days_of(household: Household) -> set[date | None]:
    """Until which days the words of the household and its persons are sealed now."""
    named = Person.objects.filter(household=household, called_name__isnull=False)
    ends = {erasing.day_of(person, "called_name") for person in named}
    return ends | {erasing.day_of(household, name) for name in OF_HOUSEHOLD if getattr(household, name)}


def renew(household: Household, *, was: Collection[date | None]) -> None:
    """Something that was told about the household is gone, or has gone elsewhere: what stays is sealed under
    another key, so that no backup opens the rest. Called when the rows are saved.

    `was`: the `days_of` the household before that.

    Without a keyring, and under legal hold, the former key stays until the household's own end.
    """
    until = _day(household.names_until)
    # A day later: the purge destroys the key of every envelope when the time is over, whatever its day.
    later = [until + timedelta(days=number) for number in range(1, len(was) + 2)] if until else []
    fresh = next((day for day in later or (None, *erasing.ALSO_PRESENT) if day not in was), until)
    changed = _sealed_anew(household, fresh, was=was)
    if changed:
        household.save(update_fields=changed)


def stay(household: Household) -> None:
    """The household is here or expected: nothing ends until it leaves."""
    if household.left_at is not None or household.names_until is not None:
        _end(household, left_at=None, until=None)


def leave(household: Household, *, left_at: datetime | None) -> None:
    """The household is gone: its names end after the hours of its organization."""
    hours = retention.hours(household.organization_id, RULE)
    _end(household, left_at=left_at, until=timezone.now() + timedelta(hours=hours))


def end_with(household: Household, *, other: Household) -> None:
    """Neither is here: the household and its names end with the other, whichever is later.

    If one of them only waited, both count as gone from now on: the family may stand at the desk, and
    its former entry may be about to be erased.
    """
    if household.left_at is None or other.left_at is None:
        leave(household, left_at=timezone.now())
        return
    ends = [end for end in (household.names_until, other.names_until) if end]
    until = max(ends) if len(ends) == 2 else None
    _end(household, left_at=max(household.left_at, other.left_at), until=until)


def hand_over(persons: Iterable[Person], *, out_of: Household, to: Household) -> None:
    """Persons go to another household of their organization: their names are sealed for that one.

    Sets `household` and `called_name` of each; does not save.

    Raises: KeyringUnavailable, where somebody has a name; UnderLegalHold, where it would be lost because
    its time is over.
    """
    persons = list(persons)
    is_lost = is_over(out_of.names_until) or is_over(to.names_until)
    if is_lost and any(person.called_name for person in persons) and _is_held(out_of):
        raise UnderLegalHold
    for person in persons:
        name = _text(person, "called_name", of=out_of)
        person.household = to
        _seal(person, "called_name", name, to)


def join(source: Household, *, into: Household) -> None:
    """A merge: what was noted about one family is noted with the other, as far as there is room.

    The source keeps its own until its end, so that parting them again is possible.

    Raises: KeyringUnavailable.
    """
    for column in OF_HOUSEHOLD:
        theirs, ours = _text(source, column, of=source), _text(into, column, of=into)
        both = "\n".join(filter(None, [ours, theirs])) if column == "notes" else ours or theirs
        if theirs and both != ours and len(both) <= LONGEST[column]:
            _seal(into, column, both, into)
            into.save(update_fields=[column])


def part(source: Household, *, out_of: Household) -> None:
    """A merge is undone: what came from the source goes from the other household.

    Raises: KeyringUnavailable.
    """
    for column in OF_HOUSEHOLD:
        theirs, both = _text(source, column, of=source), _text(out_of, column, of=out_of)
        if theirs and both.endswith(theirs):
            _seal(out_of, column, both.removesuffix(theirs).rstrip("\n"), out_of)
            out_of.save(update_fields=[column])


def _write(row: Household | Person, column: str, text: str, *, household: Household, asked: bool) -> bool:
    """Seal one tidy answer and save it; whether it is another one than before."""
    former = told(row, column)
    if former == Told(text):
        return False
    if text and not asked:
        raise NotAsked
    refuse_unfit(column, text)
    _seal(row, column, text, household)
    row.save(update_fields=[column])
    return True


def _loses(row: Household | Person, column: str, text: str) -> bool:
    """Whether something of what is there is no part of what is written now."""
    former = told(row, column)
    return former.is_unreadable or former.text not in text


def _is_held(household: Household) -> bool:
    return household.pk in _held(household.organization_id)


def _held(tenant: UUID) -> list[UUID]:
    """The households under legal hold, with those that are one family with them by merges."""
    return erasing.joined(retention.held(tenant))


def _seal(row: Household | Person, column: str, text: str, household: Household) -> None:
    """Seal with the end of this household; what is over is not sealed again but goes."""
    until = household.names_until
    sealed.write(row, column, "" if is_over(until) else text, day=_day(until))


def _text(row: Household | Person, column: str, *, of: Household) -> str:
    """The text to be sealed elsewhere; what is over, erased or damaged has none.

    Raises: KeyringUnavailable.
    """
    try:
        return "" if is_over(of.names_until) else sealed.read(row, column)
    except (sealed.Erased, sealed.CannotOpen):
        return ""


def _end(household: Household, *, left_at: datetime | None, until: datetime | None) -> None:
    """Save the exit and the end of the names, and seal everything anew where that is another day."""
    former = household.names_until
    columns = ["left_at", "names_until"]
    if _day(until) != _day(former) or is_over(former):
        columns += _sealed_anew(household, _day(until))
    household.left_at, household.names_until = left_at, until
    household.save(update_fields=columns)


def _sealed_anew(household: Household, day: date | None, *, was: Collection[date | None] = ()) -> list[str]:
    """Seal the words of the household and its persons until another day; which columns of its own changed.

    Without a keyring, and under legal hold, they stay as they are: the purge finds the day of each in
    its envelope.
    """
    persons = list(Person.objects.filter(household=household, called_name__isnull=False))
    own = [column for column in OF_HOUSEHOLD if getattr(household, column) is not None]
    if (own or persons) and _is_held(household):
        return []
    former = {column: getattr(household, column) for column in own}
    rows: list[tuple[Household | Person, str]] = [(household, column) for column in own]
    rows += [(person, "called_name") for person in persons]
    ends = {erasing.day_of(row, column) for row, column in rows} | {_day(household.names_until), *was}
    try:
        for row, column in rows:
            sealed.write(row, column, _text(row, column, of=household), day=day)
        is_needed = any(getattr(row, column) is not None for row, column in rows)
        for end in ends - {day} if is_needed else ends:
            sealed.retire_on_commit(Subject(household.organization_id, household.pk, end))
    except (Fenced, KeyringUnavailable):
        for column, envelope in former.items():
            setattr(household, column, envelope)
        return []
    Person.objects.bulk_update(persons, ["called_name"])
    return own


def _day(until: datetime | None) -> date | None:
    """The day of the key: keys end at midnight UTC."""
    return until.astimezone(UTC).date() if until else None
