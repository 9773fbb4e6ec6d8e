"""Houses, rooms, beds and households."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.actions import collecting
from accounts.models.organizations import COLLECTABLE
from shelters.actions import availability, names
from shelters.models import Bed, Group, Household, Person, Places, Room, Shelter
from tests.factories.accounts import OrganizationFactory


def group(code: str) -> Group:
    """A built-in group."""
    return Group.objects.get(organization=None, code=code)


class ShelterFactory(DjangoModelFactory):
    class Meta:
        model = Shelter

    organization = factory.SubFactory(OrganizationFactory)
    network = factory.LazyAttribute(lambda shelter: shelter.organization.network)
    name = factory.Sequence(lambda n: f"Albergue {n}")
    mode = Shelter.Mode.ROOMS
    time_zone = "America/Tijuana"
    area = "Zona Norte"
    address = "Calle 1"
    address_visibility = Shelter.AddressVisibility.PUBLIC
    phone = "+52 664 000 0000"


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    shelter = factory.SubFactory(ShelterFactory)
    organization = factory.LazyAttribute(lambda room: room.shelter.organization)
    name = factory.Sequence(lambda n: f"Cuarto {n}")
    group = factory.LazyFunction(lambda: group("any"))
    position = factory.Sequence(lambda n: n * 10)


class BedFactory(DjangoModelFactory):
    class Meta:
        model = Bed

    room = factory.SubFactory(RoomFactory)
    organization = factory.LazyAttribute(lambda bed: bed.room.organization)
    label = factory.Sequence(lambda n: f"{n}")


class PlacesFactory(DjangoModelFactory):
    class Meta:
        model = Places

    shelter = factory.SubFactory(ShelterFactory, mode=Shelter.Mode.COUNT)
    organization = factory.LazyAttribute(lambda places: places.shelter.organization)
    group = factory.LazyFunction(lambda: group("any"))
    installed = 20


class HouseholdFactory(DjangoModelFactory):
    """`ages=["18-59", "0-4"]` makes these persons; without it, one adult."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)

    @factory.post_generation
    def ages(self: Any, create: bool, bands: list[str] | None, **extra: Any) -> None:
        for number, band in enumerate(bands or [Person.AgeBand.ADULT], start=1):
            PersonFactory(household=self, number=number, age_band=band)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    household = factory.SubFactory(HouseholdFactory)
    organization = factory.LazyAttribute(lambda person: person.household.organization)
    number = factory.Sequence(lambda n: n + 1)
    age_band = Person.AgeBand.ADULT
    gender = Person.Gender.WOMAN


def make_room(shelter: Shelter, beds: int, *, code: str = "any", **facts: Any) -> Room:
    """A room with beds labelled 1..n, figures up to date. `lower=1` makes the first bed a lower bunk."""
    lower = facts.pop("lower", 0)
    room = RoomFactory(shelter=shelter, group=group(code), **facts)
    for number in range(1, beds + 1):
        BedFactory(room=room, label=str(number), lower=number <= lower)
    availability.recount(shelter)
    return room


def make_household(organization: Any, *people: str) -> Household:
    """Persons from short words: "woman", "man", "lgbtq", "adult", "baby", "child", "teen", "baby*" (in
    a parent's bed)."""
    bands = {"baby": "0-4", "child": "5-11", "teen": "12-17"}
    household = Household.objects.create(organization=organization)
    for number, word in enumerate(people, start=1):
        kind = word.rstrip("*")
        PersonFactory(
            household=household,
            number=number,
            age_band=bands.get(kind, Person.AgeBand.ADULT),
            gender=kind if kind in Person.Gender.values else Person.Gender.NOT_STATED,
            sleeps_with_parent=word.endswith("*"),
        )
    return household


# Words that stand nowhere by chance; the names of further persons end with their number.
CANARY_NAME = "Quetzalcanario"
CANARY_NOTES = "canary-notes: two bags under the stairs"
CANARY_WAY = "canary-way +52 664 555 4471"


def tell(household: Household, *, by: Any) -> Household:
    """The organization asks for everything, and the household answers with canaries."""
    collecting.choose(household.organization, asked=COLLECTABLE, by=by)
    by.organization.refresh_from_db()
    called = {person.number: f"{CANARY_NAME} {person.number}" for person in household.persons.all()}
    return names.keep(household, called=called, notes=CANARY_NOTES, contact_way=CANARY_WAY, by=by)
