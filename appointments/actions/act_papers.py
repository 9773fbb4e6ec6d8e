"""The list of one act on paper: whose appointments it changed, house by house, by the code on the card."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from accounts.models import Membership
from accounts.rights import Right
from appointments.models import Appointment, AppointmentChange, Notice
from privacy import audit
from privacy.verbs import Verb
from shelters.models import Shelter, Stay


@dataclass
class House:
    """The lines of one house; families who sleep in none of ours stand at the end, without a house."""

    shelter: Shelter | None
    lines: list[Appointment] = field(default_factory=list)


@transaction.atomic
def paper(notice: Notice, *, by: Membership) -> list[House]:
    """The changed appointments of the member's organization, each house by code. Written down as a list.

    Each line has `people`, how many are on it. Raises: NotAllowed.
    """
    by.require(Right.SEE_TOMORROW, within=notice.organization)
    changes = AppointmentChange.objects.visible_to(by).filter(share__act=notice.act_id, undone_at=None)
    rows = Appointment.objects.visible_to(by).filter(pk__in=changes.values("appointment"))
    lines = list(rows.select_related("household", "programme", "place").annotate(people=Count("covers")))
    sleeps_in = _houses_of({line.household_id for line in lines})
    houses = {house.pk: house for house in Shelter.objects.visible_to(by)}
    found: dict[UUID | None, House] = {}
    for line in sorted(lines, key=lambda line: (line.household.code, line.starts_at)):
        shelter = houses.get(sleeps_in.get(line.household_id))
        house = found.setdefault(shelter.pk if shelter else None, House(shelter))
        house.lines.append(line)
    audit.record(Verb.TOMORROW_LISTED, by=by, about=Appointment)
    return sorted(found.values(), key=lambda house: (house.shelter is None, str(house.shelter)))


def _houses_of(household_ids: set[UUID]) -> dict[UUID, UUID]:
    rows = Stay.objects.open().filter(household__in=household_ids).order_by("starts_at")
    return dict(rows.values_list("household", "shelter"))
