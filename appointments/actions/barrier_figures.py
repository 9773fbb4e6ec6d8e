"""Figures about barriers for advocacy (R31): never a cell that a few families can be read from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from accounts.models import Membership, Organization
from accounts.rights import Right
from appointments.models import BarrierTally, Programme
from privacy import audit, walls
from privacy.verbs import Verb

SMALLEST = 5  # k, field-guide section 3
QUARTERS = 8

Cell = tuple[UUID, date, str]


@dataclass(frozen=True)
class Figure:
    """One cell; None where fewer than five households, or one house alone, could be read from it."""

    programme: Programme
    quarter: date
    kind: str
    households: int | None
    entries: int | None


def of_house(organization: Organization, *, by: Membership) -> list[Figure]:
    """The own figures, by programme, quarter and kind.

    Raises: NotAllowed.
    """
    by.require(Right.EXPORT_FIGURES, within=organization)
    audit.record(Verb.FIGURES_EXPORTED, by=by, about=organization)
    return _shown({organization.pk: _cells(organization.pk)}, by=by)


def of_network(*, by: Membership) -> list[Figure]:
    """The figures of all organizations together. What is left when the largest house is taken away must
    be five households as well, so that no house can subtract itself and read another one.

    Raises: NotAllowed.
    """
    by.require(Right.EXPORT_FIGURES, within=by.organization)
    houses: dict[UUID, dict[Cell, tuple[int, int]]] = {}
    network = Organization.objects.filter(network=by.organization.network_id).order_by("pk")
    for tenant in network.values_list("pk", flat=True):
        with walls.on_behalf(tenant):
            houses[tenant] = _cells(tenant)
    audit.record(Verb.FIGURES_EXPORTED, by=by, about=by.organization)
    return _shown(houses, by=by, is_network=True)


def quarter_of(day: date) -> date:
    """The first day of the quarter. Only quarters are told: months beside them could be subtracted."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def _cells(tenant: UUID) -> dict[Cell, tuple[int, int]]:
    """(households, entries) of one organization. Languages are not told apart."""
    rows = BarrierTally.objects.in_time(tenant).values("programme", "month", "kind")
    cells: defaultdict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows.annotate(h=Sum("households"), e=Sum("entries")):
        cell = cells[row["programme"], quarter_of(row["month"]), row["kind"]]
        cell[0] += row["h"]
        cell[1] += row["e"]
    return {key: (households, entries) for key, (households, entries) in cells.items()}


def _shown(
    houses: Mapping[UUID, Mapping[Cell, tuple[int, int]]], *, by: Membership, is_network: bool = False
) -> list[Figure]:
    programmes = {programme.pk: programme for programme in Programme.objects.visible_to(by)}
    keys = sorted({cell for cells in houses.values() for cell in cells}, key=_by_quarter)
    figures = []
    for key in keys:
        programme_id, quarter, kind = key
        parts = [cells[key] for cells in houses.values() if key in cells]
        if programme_id in programmes and any(households > 0 for households, _ in parts):
            tells = is_telling([households for households, _ in parts], is_network=is_network)
            figures.append(
                Figure(
                    programmes[programme_id],
                    quarter,
                    kind,
                    sum(households for households, _ in parts) if tells else None,
                    sum(entries for _, entries in parts) if tells else None,
                )
            )
    return figures


def _by_quarter(cell: Cell) -> tuple[date, str, str]:
    programme_id, quarter, kind = cell
    return quarter, str(programme_id), kind


def is_telling(households: Iterable[int], *, is_network: bool) -> bool:
    """Whether a sum of these houses may be shown."""
    counts = sorted(households)
    return sum(counts) >= SMALLEST and (not is_network or sum(counts[:-1]) >= SMALLEST)
