"""Programmes and what families have to do with them."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.rights import Role
from appointments.models import (
    Appointment,
    AppointmentPerson,
    Closure,
    Duty,
    Programme,
    ProgrammePlace,
    ProgrammeRule,
    ProgrammeState,
    Tracking,
    Workshop,
)
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import HouseholdFactory, ShelterFactory


class ProgrammeFactory(DjangoModelFactory):
    """A programme of the network, open since a year, with one rule. `network=None`: of its own house."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    network = factory.LazyAttribute(lambda programme: programme.organization.network)
    code = factory.Sequence(lambda n: f"programme-{n}")
    name_en = factory.Sequence(lambda n: f"Programme {n}")
    name_es = factory.Sequence(lambda n: f"Programa {n}")
    kind = Programme.Kind.SCREENING

    @factory.post_generation
    def begun(self: Any, create: bool, extracted: Any, **extra: Any) -> None:
        if extracted is False:
            return
        ProgrammeState.objects.create(
            organization=self.organization,
            network=self.network,
            programme=self,
            since=timezone.now() - timedelta(days=365),
            zone="America/Mexico_City",
            state=ProgrammeState.State.OPEN,
        )
        ProgrammeRuleFactory(programme=self)


class ProgrammeRuleFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeRule

    programme = factory.SubFactory(ProgrammeFactory, begun=False)
    organization = factory.LazyAttribute(lambda rule: rule.programme.organization)
    network = factory.LazyAttribute(lambda rule: rule.programme.network)
    valid_from = factory.LazyFunction(lambda: timezone.now() - timedelta(days=365))
    zone = "America/Mexico_City"
    documents_en = "Card of the shelter\nBirth certificates"
    documents_es = "Tarjeta del albergue\nActas de nacimiento"


class ProgrammePlaceFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammePlace

    programme = factory.SubFactory(ProgrammeFactory)
    organization = factory.LazyAttribute(lambda place: place.programme.organization)
    network = factory.LazyAttribute(lambda place: place.programme.network)
    name = factory.Sequence(lambda n: f"Puerta {n}")
    zone = "America/Tijuana"


class TrackingFactory(DjangoModelFactory):
    class Meta:
        model = Tracking

    household = factory.SubFactory(HouseholdFactory)
    organization = factory.LazyAttribute(lambda tracking: tracking.household.organization)
    programme = factory.LazyAttribute(lambda tracking: ProgrammeFactory(organization=tracking.organization))


class ClosureFactory(DjangoModelFactory):
    """`first_day` and `last_day` are said each time."""

    class Meta:
        model = Closure

    programme = factory.SubFactory(ProgrammeFactory)
    organization = factory.LazyAttribute(lambda closure: closure.programme.organization)
    network = factory.LazyAttribute(lambda closure: closure.programme.network)


class DutyFactory(DjangoModelFactory):
    """Every week, all day; `first_on` is said each time."""

    class Meta:
        model = Duty

    tracking = factory.SubFactory(TrackingFactory)
    organization = factory.LazyAttribute(lambda duty: duty.tracking.organization)
    zone = "America/Tijuana"
    made_by = factory.LazyAttribute(
        lambda duty: MembershipFactory(organization=duty.organization, role=Role.COORDINATOR)
    )


class AppointmentFactory(DjangoModelFactory):
    """Tomorrow at this hour; `covers=[persons]` are on it, all of the household unless it says otherwise."""

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    household = factory.SubFactory(HouseholdFactory)
    organization = factory.LazyAttribute(lambda row: row.household.organization)
    programme = factory.LazyAttribute(lambda row: ProgrammeFactory(organization=row.organization))
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
    zone = "America/Tijuana"
    status = Appointment.Status.CONFIRMED
    made_by = factory.LazyAttribute(
        lambda row: MembershipFactory(organization=row.organization, role=Role.COORDINATOR)
    )

    @factory.post_generation
    def covers(self: Any, create: bool, persons: Any, **extra: Any) -> None:
        for person in self.household.persons.all() if persons is None else persons:
            AppointmentPerson.objects.create(organization=self.organization, appointment=self, person=person)


class WorkshopFactory(DjangoModelFactory):
    class Meta:
        model = Workshop

    shelter = factory.SubFactory(ShelterFactory)
    organization = factory.LazyAttribute(lambda workshop: workshop.shelter.organization)
    network = factory.LazyAttribute(lambda workshop: workshop.shelter.network)
    topic = Workshop.Topic.REGISTER
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
    made_by = factory.LazyAttribute(
        lambda row: MembershipFactory(organization=row.organization, role=Role.COORDINATOR)
    )
