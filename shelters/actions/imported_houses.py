"""Houses from a file: found again by number or name, added or changed in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organization
from accounts.models.organizations import known_zone
from core.errors import BadInput
from shelters.actions import availability, seating
from shelters.actions.group_words import GroupWords
from shelters.models import Group, Places, Shelter
from shelters.sheets import cells
from shelters.sheets.columns import Row
from shelters.sheets.known_columns import HOUSE_COLUMNS, MOST_ADDRESS
from shelters.sheets.plans import Change, Line, Plan
from shelters.sheets.words import plain

FACTS = ("reference", "name", "address", "area", "phone")
LABELS = {column.key: column.label for column in HOUSE_COLUMNS}


@dataclass(frozen=True)
class Terms:
    """What a file does not tell. It only concerns houses that are new."""

    time_zone: str
    address_visibility: str = Shelter.AddressVisibility.AREA

    def check(self) -> None:
        """Refuse what does not exist.

        Raises: BadInput.
        """
        try:
            known_zone(self.time_zone)
        except ValidationError as unknown:
            raise BadInput({"time_zone": unknown.messages}) from unknown
        if self.address_visibility not in Shelter.AddressVisibility.values:
            raise BadInput({"addresses": [", ".join(Shelter.AddressVisibility.values)]})


@dataclass
class House:
    """One house of the file, on one or several rows (a row for each group)."""

    shelter: Shelter
    is_new: bool
    facts: dict[str, str]
    first: int
    changes: list[Change] = field(default_factory=list)
    installed: dict[UUID, int | None] = field(default_factory=dict)
    new_places: list[Places] = field(default_factory=list)
    changed_places: list[Places] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether anything of a known house would differ."""
        return not self.is_new and bool(self.changes or self.new_places or self.changed_places)


class Book:
    """The houses of an organization, to be found by number or by name."""

    def __init__(self, by: Membership) -> None:
        self.houses: list[Shelter] = list(
            Shelter.objects.filter(organization=by.organization_id).prefetch_related("places")
        )
        self._visible = set(Shelter.objects.visible_to(by).values_list("pk", flat=True))
        self._by_reference = {house.reference: house for house in self.houses if house.reference}
        # An exact name wins over one that differs in capitals and accents only.
        self._by_name = {plain(house.name): house for house in self.houses}
        self._by_name |= {house.name: house for house in self.houses}

    def find(self, *, reference: str, name: str) -> Shelter | None:
        """The house with this number, else the one with this name."""
        if reference and reference in self._by_reference:
            return self._by_reference[reference]
        return self._by_name.get(name) or self._by_name.get(plain(name))

    def is_open_to_reader(self, house: Shelter) -> bool:
        """False for houses to which a limited colleague is not assigned."""
        return house.pk in self._visible


class Planner:
    """Understands the rows of a file one after the other."""

    def __init__(self, by: Membership, terms: Terms) -> None:
        self.by, self.terms = by, terms
        self.book = Book(by)
        self.groups = GroupWords(by.organization_id)
        self.others = _other_operators(by.organization)
        self.found: dict[UUID, House] = {}
        self.new: dict[str, House] = {}
        self.references: dict[str, House] = {}

    def read(self, row: Row) -> Line:
        """What becomes of one row."""
        line = Line(row.number, row.text("name") if row.has("name") else "", wrongs=row.wrongs)
        if plain(row.values.get("operator", "")) in self.others:
            line.is_left_out, line.note = True, _("Belongs to another organization of the network.")
            return line
        facts, group, installed = self._understood(row)
        if row.wrongs:
            return line
        house = self._house(row, facts)
        if house is None:
            return line
        line.is_new = house.is_new
        if house.first == row.number:
            line.changes += house.changes
        if group is None:
            if house.is_new:
                cells.meaning(row, "group", self.groups.words, offered=self.groups.offered)
            return line
        line.detail = f"{group}: {shown(installed)}"
        if group.pk in house.installed:
            told = gettext("Row %(row)s is the same shelter with the same group. Keep one of them.")
            row.refuse("group" if row.has("group") else "name", told % {"row": house.first})
            return line
        house.installed[group.pk] = installed
        if house.shelter.mode == Shelter.Mode.COUNT:
            self._set_places(house, group, installed, row, line)
        else:
            line.note = _("Counts by its beds: the capacity of the file is left out.")
        return line

    def houses(self) -> list[House]:
        """All houses of the file."""
        return [*self.found.values(), *self.new.values()]

    def _understood(self, row: Row) -> tuple[dict[str, str], Group | None, int | None]:
        facts = {name: row.text(name) if row.has(name) else "" for name in FACTS}
        if row.has("postal_code") and (code := row.text("postal_code")):
            facts["address"] = ", ".join(part for part in (facts["address"], code) if part)
            if len(facts["address"]) > MOST_ADDRESS:
                row.refuse("address", gettext("This is too long together with the postal code. Shorten it."))
        if not facts["name"]:
            row.refuse("name", gettext("The name is missing. Write the name of the shelter."))
        installed = None
        if row.has("installed"):
            installed = cells.count(row, "installed", or_not_stated=True)
        return facts, self._group(row), installed

    def _group(self, row: Row) -> Group | None:
        """Everybody where the file has no such column; None where group and capacity are both empty."""
        if not row.has("group"):
            anyone: Group = self.groups.anyone
            return anyone
        if not row.text("group") and not (row.has("installed") and row.text("installed")):
            return None
        group: Group | None = cells.meaning(row, "group", self.groups.words, offered=self.groups.offered)
        return group

    def _house(self, row: Row, facts: dict[str, str]) -> House | None:
        """The house of the row: one of the rows above, one that exists, or a new one."""
        known = self.book.find(reference=facts["reference"], name=facts["name"])
        above = (
            self.found.get(known.pk) if known else self.new.get(plain(facts["name"]))
        ) or self.references.get(facts["reference"])
        if above:
            return above if self._is_same(row, facts, above) else None
        if known and not self.book.is_open_to_reader(known):
            row.refuse("name", gettext("You are not assigned to this shelter. Ask a coordinator who is."))
            return None
        house = self._known(known, facts, row) if known else self._fresh(facts, row)
        if facts["reference"]:
            self.references[facts["reference"]] = house
        return house

    def _is_same(self, row: Row, facts: dict[str, str], above: House) -> bool:
        """A further row of a house repeats its facts and gives another group."""
        where = {"row": above.first}
        if facts["reference"] and facts["reference"] == above.facts["reference"] and facts != above.facts:
            row.refuse(
                "reference",
                gettext("Row %(row)s has this number already. Each shelter needs its own.") % where,
            )
        elif facts != above.facts:
            row.refuse(
                "name", gettext("Row %(row)s is the same shelter with other facts. Make them alike.") % where
            )
        return not row.wrongs

    def _known(self, known: Shelter, facts: dict[str, str], row: Row) -> House:
        house = House(known, is_new=False, facts=facts, first=row.number)
        for name, new in facts.items():
            old = getattr(known, name)
            # An empty cell never deletes what somebody knew.
            if new and new != old:
                house.changes.append(Change(LABELS[name], old, new))
                setattr(known, name, new)
        self.found[known.pk] = house
        return house

    def _fresh(self, facts: dict[str, str], row: Row) -> House:
        shelter = Shelter(
            organization=self.by.organization,
            network_id=self.by.organization.network_id,
            mode=Shelter.Mode.COUNT,
            time_zone=self.terms.time_zone,
            address_visibility=self.terms.address_visibility,
            **facts,
        )
        self.new[plain(facts["name"])] = house = House(shelter, is_new=True, facts=facts, first=row.number)
        return house

    def _set_places(self, house: House, group: Group, installed: int | None, row: Row, line: Line) -> None:
        places = None if house.is_new else _places_of(house.shelter, group)
        if places is None:
            house.new_places.append(
                Places(
                    organization_id=self.by.organization_id,
                    shelter=house.shelter,
                    group=group,
                    installed=installed,
                )
            )
            if not house.is_new:
                line.changes.append(Change(str(group), "", shown(installed)))
        elif row.has("installed") and places.installed != installed:
            self._change_places(house, places, installed, row, line)

    def _change_places(
        self, house: House, places: Places, installed: int | None, row: Row, line: Line
    ) -> None:
        if places.out_of_service > (installed or 0) + places.mats:
            told = gettext("%(count)s places are out of service there. Bring them back first.")
            row.refuse("installed", told % {"count": places.out_of_service})
            return
        line.changes.append(Change(LABELS["installed"], shown(places.installed), shown(installed)))
        places.installed = installed
        house.changed_places.append(places)


def plan(rows: list[Row], by: Membership, terms: Terms) -> Plan:
    """What the rows would do to the houses of the member's organization."""
    planner = Planner(by, terms)
    lines = [planner.read(row) for row in rows]
    _refuse_equal_names(planner, rows)
    houses = planner.houses()
    new = sum(house.is_new for house in houses)
    changed = sum(house.is_changed for house in houses)
    return Plan(
        lines,
        summary=_summary(houses),
        new=new,
        changed=changed,
        unchanged=len(houses) - new - changed,
        work=houses,
    )


def write(plan: Plan, _by: Membership) -> None:
    """Write what the plan says about houses that the caller has locked, in bulk."""
    houses: Sequence[House] = plan.work
    new = [house.shelter for house in houses if house.is_new]
    changed = [house.shelter for house in houses if house.is_changed]
    Shelter.objects.bulk_create(new, batch_size=500)
    Shelter.objects.bulk_update([house.shelter for house in houses if house.changes], FACTS, batch_size=200)
    Places.objects.bulk_create((row for house in houses for row in house.new_places), batch_size=500)
    altered = [row for house in houses for row in house.changed_places]
    for places in altered:
        opened = seating.opened_over(places) if places.over_ceiling else 0
        places.over_ceiling = max(opened, places.over)
    Places.objects.bulk_update(altered, ["installed", "over_ceiling"], batch_size=200)
    touched = [shelter.pk for shelter in (*new, *changed)]
    for start in range(0, len(touched), 500):
        batch = touched[start : start + 500]
        availability.recount_all(list(Shelter.objects.filter(pk__in=batch).prefetch_related("places")))


def _refuse_equal_names(planner: Planner, rows: Iterable[Row]) -> None:
    """Two houses of one organization cannot end up with the same name or the same number."""
    by_number = {row.number: row for row in rows}
    planned = {house.shelter.pk: house for house in planner.houses()}
    for fact, told in (
        ("name", _("Another shelter has this name already. Each needs its own.")),
        ("reference", _("Another shelter has this number already. Each needs its own.")),
    ):
        taken: dict[str, UUID] = {}
        for shelter in (*planner.book.houses, *(house.shelter for house in planner.new.values())):
            value = getattr(shelter, fact)
            if value and taken.setdefault(value, shelter.pk) != shelter.pk:
                house = planned.get(shelter.pk) or planned.get(taken[value])
                if house:
                    by_number[house.first].refuse(fact, str(told))


def _summary(houses: Sequence[House]) -> str:
    """59 shelters, 54 with a capacity, 3,849 places, 5 not stated."""
    stated = [house for house in houses if any(value is not None for value in house.installed.values())]
    places = sum(value or 0 for house in houses for value in house.installed.values())
    parts = [
        ngettext("%(count)s shelter", "%(count)s shelters", len(houses)) % {"count": grouped(len(houses))},
        gettext("%(count)s with a capacity") % {"count": grouped(len(stated))},
        ngettext("%(count)s place", "%(count)s places", places) % {"count": grouped(places)},
        gettext("%(count)s not stated") % {"count": grouped(len(houses) - len(stated))},
    ]
    return ", ".join(parts)


def grouped(number: int) -> str:
    """3,849 as the reader's language writes it."""
    return number_format(number, use_l10n=True, force_grouping=True)


def shown(installed: int | None) -> str:
    """A capacity in a table."""
    return "–" if installed is None else grouped(installed)


def _places_of(shelter: Shelter, group: Group) -> Places | None:
    return next((row for row in shelter.places.all() if row.group_id == group.pk), None)


def _other_operators(own: Organization) -> set[str]:
    """Names of the other organizations of the network: their rows are not ours to import."""
    names = Organization.objects.filter(network=own.network_id).exclude(pk=own.pk)
    return {plain(name) for name in names.values_list("name", flat=True)} - {plain(own.name), ""}
