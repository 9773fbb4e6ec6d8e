"""Files with households: two coordinators agree, one takes it away sealed, and after a day it is over."""

import secrets
from collections.abc import Collection, Iterator
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import SamePerson
from accounts.models import Membership
from accounts.newcomers import refuse_newcomer
from accounts.rights import Right
from core.codes import ALPHABET
from core.errors import NotHere
from privacy import audit
from privacy.verbs import Verb
from shelters import own_sheets
from shelters.actions.erasing import with_merged
from shelters.errors import ApprovedAlready, ExportOver, NoHouseholdsAsked, NothingLeft, WeakPassphrase
from shelters.models import Demand, Household, HouseholdExport, Person, Stay
from shelters.models.families import in_time
from shelters.models.households import HouseholdQuerySet
from shelters.names import words_of
from shelters.sheets.sealing import as_sealed_zip
from shelters.sheets.writing import Value, as_csv

HOURS = 24
SHORTEST = 16
GROUPS, GROUP = 5, 4  # of a proposed passphrase: 100 random bits
GIVE_HOUSEHOLDS = {Demand.Wanted.HOUSEHOLDS, Demand.Wanted.LIST}


@transaction.atomic
def ask_for_demand(demand: Demand, *, with_names: bool = False, by: Membership) -> HouseholdExport:
    """Ask for the file of an open demand: the households that it names, or everybody who is here.

    Raises: NotAllowed, NotHere, NoHouseholdsAsked, NothingLeft.
    """
    by.require(Right.EXPORT_HOUSEHOLDS, within=demand.organization)
    demand = Demand.objects.visible_to(by).open().found(pk=demand.pk)
    if demand.wanted not in GIVE_HOUSEHOLDS:
        raise NoHouseholdsAsked
    if demand.wanted == Demand.Wanted.HOUSEHOLDS and not _those(_named(demand)).exists():
        raise NothingLeft
    return _ask(HouseholdExport.Reason.DEMAND, with_names=with_names, by=by, demand=demand)


@transaction.atomic
def ask_for_family(household: Household, *, with_names: bool = False, by: Membership) -> HouseholdExport:
    """Ask for the file that a family wants of itself.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.EXPORT_HOUSEHOLDS, within=household.organization)
    household = Household.objects.visible_to(by).found(pk=household.pk)
    return _ask(HouseholdExport.Reason.FAMILY, with_names=with_names, by=by, household=household)


@transaction.atomic
def approve(export: HouseholdExport, *, names: bool = False, by: Membership) -> HouseholdExport:
    """Agree to what another coordinator asked; called names only where both say so.

    Raises: NotAllowed, NotHere, ExportOver, ApprovedAlready, SamePerson, TooNew.
    """
    by.require(Right.EXPORT_HOUSEHOLDS, within=export.organization)
    export = _live(export, by)
    if export.approved_by_id is not None:
        raise ApprovedAlready
    if export.asked_by.user_id == by.user_id:
        raise SamePerson
    refuse_newcomer(by)

    export.approved_by, export.approved_at = by, timezone.now()
    export.names_approved = export.with_names and names
    export.save(update_fields=["approved_by", "approved_at", "names_approved"])
    audit.record(Verb.EXPORT_APPROVED, by=by, about=export)
    return export


@transaction.atomic
def withdraw(export: HouseholdExport, *, by: Membership) -> HouseholdExport:
    """Nobody takes the file any more. One coordinator is enough.

    Raises: NotAllowed, NotHere, ExportOver.
    """
    by.require(Right.EXPORT_HOUSEHOLDS, within=export.organization)
    export = _live(export, by)
    export.withdrawn_at = timezone.now()
    export.save(update_fields=["withdrawn_at"])
    audit.record(Verb.EXPORT_WITHDRAWN, by=by, about=export)
    return export


@transaction.atomic
def take(export: HouseholdExport, *, passphrase: str, by: Membership) -> bytes:
    """The file, sealed to the passphrase: made now, kept nowhere. Only for the one who asked.

    Raises: NotAllowed, NotHere, ExportOver, WeakPassphrase, NoHouseholdsAsked, NothingLeft.
    """
    by.require(Right.EXPORT_HOUSEHOLDS, within=export.organization)
    if len(passphrase) < SHORTEST or len(set(passphrase)) < SHORTEST // 2:
        raise WeakPassphrase(least=SHORTEST)
    export = _live(export, by)
    if export.asked_by.user_id != by.user_id:
        raise NotHere
    if export not in HouseholdExport.objects.ready():
        raise ExportOver

    households = list(households_of(export))
    persons = sum(len(household.persons.all()) for household in households)
    export.taken += 1
    export.households_given, export.persons_given = len(households), persons
    export.save(update_fields=["taken", "households_given", "persons_given"])
    audit.record(Verb.EXPORT_TAKEN, by=by, about=export)
    files = {"records.csv": as_csv(_headers(export), _rows(export, households)), "about.txt": _about(export)}
    if export.reason == HouseholdExport.Reason.FAMILY:
        sheets = own_sheets.of(households, with_words=export.names_approved)
        # Names are in clear even in a sealed file.
        files |= {
            f"records-{number}.csv": as_csv(sheet.headers, sheet.rows)
            for number, sheet in enumerate(sheets, start=2)
        }
    return as_sealed_zip(files, passphrase=passphrase)


def households_of(export: HouseholdExport) -> Iterator[Household]:
    """What the file is about, with persons at hand: everybody only where everybody was asked for.

    Raises: NoHouseholdsAsked, NothingLeft.
    """
    demand, readable = export.demand, in_time(export.organization_id)
    if demand is not None and demand.wanted == Demand.Wanted.LIST:
        rows = Household.objects.current().filter(readable)
    elif demand is not None and demand.wanted != Demand.Wanted.HOUSEHOLDS:
        raise NoHouseholdsAsked
    else:
        rows = _those(_named(demand) if demand else [export.household_id]).filter(readable)
        if not rows.exists():
            raise NothingLeft
    rows = rows.filter(organization=export.organization_id)
    return rows.order_by("opened_at", "pk").prefetch_related("persons").iterator(chunk_size=200)


def new_passphrase() -> str:
    """A proposal that nobody guesses and everybody can copy from paper; it is kept nowhere."""
    groups = ("".join(secrets.choice(ALPHABET) for _each in range(GROUP)) for _group in range(GROUPS))
    return "-".join(groups)


def _named(demand: Demand) -> list[UUID | None]:
    return list(demand.named.values_list("household", flat=True))


def _those(ids: Collection[UUID | None]) -> HouseholdQuerySet:
    """These households where their people are now: what they were merged into, and what into that."""
    rows = Household.objects.filter(pk__in=[key for key in ids if key])
    known: set[UUID] = set()
    while newest := set(rows.values_list("pk", flat=True)) - known:
        known |= newest
        rows = Household.objects.filter(merged__in=newest)
    inhabited = Person.objects.filter(household=OuterRef("pk"))
    return Household.objects.filter(Exists(inhabited), pk__in=with_merged(known))


def _ask(
    reason: str,
    *,
    with_names: bool,
    by: Membership,
    demand: Demand | None = None,
    household: Household | None = None,
) -> HouseholdExport:
    export = HouseholdExport.objects.create(
        organization=by.organization,
        reason=reason,
        demand=demand,
        household=household,
        with_names=with_names,
        asked_by=by,
        ends_at=timezone.now() + timedelta(hours=HOURS),
    )
    audit.record(Verb.EXPORT_ASKED, by=by, about=export)
    return export


def _live(export: HouseholdExport, by: Membership) -> HouseholdExport:
    """The export, locked, if it is in time and no lock was pressed since.

    Raises: NotHere, ExportOver.
    """
    found = HouseholdExport.objects.visible_to(by).locked().found(pk=export.pk)
    if not HouseholdExport.objects.live().filter(pk=found.pk).exists():
        raise ExportOver
    return found


def _headers(export: HouseholdExport) -> list[str]:
    names = [_("called name")] if export.names_approved else []
    return [
        _("code"),
        _("person"),
        _("age"),
        _("shelter"),
        _("room"),
        _("bed"),
        _("from"),
        _("until"),
        *names,
    ]


def _rows(export: HouseholdExport, households: list[Household]) -> Iterator[list[Value]]:
    """One line a stay; a person without any has one line without a bed."""
    for household in households:
        called = words_of(household).called if export.names_approved else {}
        # A stay that ended before a merge stands with its person, not with the household of now.
        stays = Stay.objects.filter(person__household=household).select_related("shelter", "bed__room")
        by_person: dict[object, list[Stay]] = {}
        for stay in stays.order_by("starts_at"):
            by_person.setdefault(stay.person_id, []).append(stay)
        for person in household.persons.all():
            name = [called[person.pk].text] if person.pk in called else [""] * export.names_approved
            places = [_place(stay) for stay in by_person.get(person.pk, [])]
            for place in places or [_NOWHERE]:
                yield [str(household), person.number, str(person.get_age_band_display()), *place, *name]


_NOWHERE: list[Value] = ["", "", "", None, None]


def _place(stay: Stay) -> list[Value]:
    bed = stay.bed
    room = bed.room.name if bed else ""
    return [stay.shelter.name, room, bed.label if bed else "", stay.starts_at, stay.ended_at]


def _about(export: HouseholdExport) -> bytes:
    """What this file is, so that a copy that turns up elsewhere can be traced to its two people."""
    lines = [
        _("Export %(number)s of %(day)s (UTC).")
        % {"number": export.pk, "day": timezone.now().strftime("%Y-%m-%d %H:%M")},
        _("What for: %(reason)s.") % {"reason": export.get_reason_display()},
        _("Households: %(households)s, persons: %(persons)s.")
        % {"households": export.households_given, "persons": export.persons_given},
        _("Asked by one coordinator, approved by another. Only for the purpose named here; then erase it."),
    ]
    return "\n".join(lines).encode("utf-8-sig")
