"""Rows of everything about appointments that ends and can hold a text."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership
from appointments.models import (
    AppointmentChange,
    BarrierChain,
    BarrierEntry,
    BarrierTally,
    CalendarLink,
    Duty,
    DutyMark,
    GapStep,
    HandCount,
    Notice,
    ProgrammeAct,
)
from privacy.verbs import Verb
from shelters.models import Household, Shelter
from tests.factories.appointments import (
    AppointmentFactory,
    ProgrammeFactory,
    TrackingFactory,
    WorkshopFactory,
)

ZONE = "America/Tijuana"


def make_appointments(household: Household, *, at: Shelter, by: Membership) -> None:
    """One row at least of every such model, of one family and its house."""
    programme = ProgrammeFactory(organization=household.organization)
    here: dict[str, Any] = {"organization": household.organization}
    _of_programme(here, programme, by)
    _of_family(here, household, programme, by)
    workshop = WorkshopFactory(shelter=at, made_by=by)
    HandCount.objects.create(**here, workshop=workshop, question="no_phone", hands=3)


def _of_programme(here: dict[str, Any], programme: Any, by: Membership) -> None:
    act = ProgrammeAct.objects.create(
        **here, programme=programme, kind="close", effective_at=timezone.now(), zone=ZONE, by=by, asked="x"
    )
    Notice.objects.create(**here, kind="act", act=act)
    month = timezone.now().date().replace(day=1)
    BarrierTally.objects.create(**here, programme=programme, month=month, kind="language")


def _of_family(here: dict[str, Any], household: Household, programme: Any, by: Membership) -> None:
    appointment = AppointmentFactory(household=household, programme=programme, made_by=by)
    GapStep.objects.create(**here, appointment=appointment, kind="call", result="done", by=by)
    AppointmentChange.objects.create(**here, appointment=appointment, verb=Verb.CHECKED_IN, by=by)
    BarrierEntry.objects.create(
        **here, household=household, number=1, programme=programme, kind="language",
        happened_at=timezone.now(), zone=ZONE, entered_by=by, hash="x",
    )  # fmt: skip
    BarrierChain.objects.create(**here, household=household)
    CalendarLink.objects.create(**here, household=household, secret_hash="x", made_by=by)
    tracking = TrackingFactory(household=household, programme=programme)
    tomorrow = timezone.now().date() + timedelta(days=1)
    duty = Duty.objects.create(**here, tracking=tracking, first_on=tomorrow, zone=ZONE, made_by=by)
    DutyMark.objects.create(**here, duty=duty, due_on=tomorrow, outcome="done", by=by)
