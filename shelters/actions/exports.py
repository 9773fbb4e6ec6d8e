"""Figures that leave the house: shelters and availability of the own network, never a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.rights import Right
from core.errors import Text
from privacy import audit
from privacy.verbs import Verb
from shelters.actions.group_words import GroupWords
from shelters.models import Availability, Shelter
from shelters.sheets.known_columns import HOUSE_COLUMNS
from shelters.sheets.writing import Value

_LABELS: dict[str, Text] = {column.key: column.label for column in HOUSE_COLUMNS}


class Subject(StrEnum):
    """What can be exported."""

    SHELTERS = "shelters"
    AVAILABILITY = "availability"


@dataclass(frozen=True)
class Figures:
    """Column names and rows, ready to be written into a file."""

    headers: list[str]
    rows: list[list[Value]]


HEADERS: dict[Subject, list[Text]] = {
    # Named as the import reads them, so that an export can be corrected and imported again.
    Subject.SHELTERS: [
        *(_LABELS[key] for key in ("reference", "name", "operator", "address", "area", "phone")),
        *(_LABELS[key] for key in ("group", "installed")),
        _("mats and tents"),
        _("way of counting"),
        _("who may read the address"),
        _("as of (UTC)"),
    ],
    Subject.AVAILABILITY: [
        _("shelter"),
        _LABELS["operator"],
        _LABELS["area"],
        _LABELS["group"],
        _LABELS["installed"],
        _("mats and tents"),
        pgettext_lazy("places", "free"),
        pgettext_lazy("places", "held"),
        _("in use"),
        _("out of service"),
        _("over capacity"),
        _("old figure"),
        _("as of (UTC)"),
    ],
}


@transaction.atomic
def export(subject: Subject, *, by: Membership) -> Figures:
    """The figures that the member may read, written down as exported.

    A hidden shelter of another organization has neither address nor figures here.
    Raises: NotAllowed.
    """
    by.require(Right.EXPORT_FIGURES, within=by.organization)
    write_rows = _shelters if subject is Subject.SHELTERS else _availability
    figures = Figures([str(header) for header in HEADERS[subject]], list(write_rows(by)))
    audit.record(Verb.FIGURES_EXPORTED, by=by, about=by.organization)
    return figures


def _shelters(by: Membership) -> Iterator[list[Value]]:
    words = GroupWords(by.organization_id)
    figures: dict[object, list[Availability]] = {}
    for row in Availability.objects.visible_to(by).select_related("group").order_by("group__position"):
        figures.setdefault(row.shelter_id, []).append(row)
    for house in _houses(by):
        is_own = house.organization_id == by.organization_id
        is_silent = house.is_hidden and not is_own
        facts: list[Value] = [
            house.reference if is_own else "",
            house.name,
            house.organization.name,
            house.address if is_own or _is_public(house) else "",
            "" if is_silent else house.area,
            "" if is_silent else house.phone,
        ]
        kept: list[Value] = [str(house.get_mode_display()), str(house.get_address_visibility_display())]
        rows = [] if is_silent else figures.get(house.pk, [])
        for row in rows:
            group = words.word_for(row.group) if is_own else str(row.group)
            yield [*facts, group, row.installed, row.mats, *kept, row.as_of]
        if not rows:
            yield [*facts, "", None, None, *kept, None]


def _availability(by: Membership) -> Iterator[list[Value]]:
    rows = (
        Availability.objects.visible_to(by)
        .select_related("group", "shelter", "shelter__organization")
        .order_by("shelter__organization__name", "shelter__name", "group__position")
    )
    for row in rows:
        house = row.shelter
        if house.is_hidden and house.organization_id != by.organization_id:
            continue
        yield [
            house.name,
            house.organization.name,
            house.area,
            str(row.group),
            row.installed,
            row.mats,
            row.free,
            row.held,
            row.in_use,
            row.out_of_service,
            row.over,
            gettext("yes") if row.is_stale else gettext("no"),
            row.as_of,
        ]


def _houses(by: Membership) -> list[Shelter]:
    houses = Shelter.objects.in_network_of(by).select_related("organization")
    return list(houses.order_by("organization__name", "name"))


def _is_public(house: Shelter) -> bool:
    return house.address_visibility == Shelter.AddressVisibility.PUBLIC
