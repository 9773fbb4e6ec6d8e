"""The rows of a benchmark: one network that is asked, others that fill the tables, houses that fill up."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, models
from django.test import Client

from accounts.models import Membership, Network, Organization
from shelters.actions import availability
from shelters.models import Availability, Bed, Group, Household, Person, Room, Shelter, Stay
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory

GROUPS_PER_HOUSE = 5
HOUSES_PER_NETWORK = 10
FORM_TOKEN = "b" * 32
FAMILY = [("18-59", "woman"), ("18-59", "man"), ("5-11", "not_stated"), ("0-4", "not_stated")]


@dataclass
class Job:
    """One family, the four beds it gets, and who checks it in."""

    member: Membership
    shelter: Shelter
    household: Household
    persons: list[Person]
    beds: list[Bed]
    headers: dict[str, str] = field(default_factory=dict)


def headers_of(member: Membership) -> dict[str, str]:
    """The cookies and the form token of a browser in which this member has signed in."""
    client = Client()
    sign_in(client, member)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={FORM_TOKEN}"
    return {"Cookie": cookies, "X-CSRFToken": FORM_TOKEN, "Accept": "application/json"}


def network_of_fifty_figures() -> Membership:
    """10 houses with 5 groups each; a colleague in one of them."""
    network = NetworkFactory()
    groups = list(Group.objects.filter(organization=None, hand_over_only=False)[:GROUPS_PER_HOUSE])
    for _each in range(HOUSES_PER_NETWORK):
        places = [PlacesFactory(shelter__organization__network=network, group=groups[0])]
        places += [PlacesFactory(shelter=places[0].shelter, group=group) for group in groups[1:]]
        availability.recount(places[0].shelter)
    member: Membership = MembershipFactory(organization=places[0].organization)
    return member


def colleagues(count: int) -> list[Membership]:
    """More members of the house that is asked for its network."""
    house = Membership.objects.order_by("created_at")[0].organization
    return [MembershipFactory(organization=house) for _each in range(count)]


def fill(shelters: int) -> None:
    """Other networks of the same size, until the table holds so many shelters."""
    template = Shelter.objects.filter(mode=Shelter.Mode.COUNT).order_by("pk")[0]
    missing = (shelters - Shelter.objects.count()) // HOUSES_PER_NETWORK
    begun = Network.objects.count()
    networks = Network.objects.bulk_create(
        Network(code=f"fill-{begun + n}", name=f"Red {begun + n}", time_zone="UTC") for n in range(missing)
    )
    houses = Organization.objects.bulk_create(
        OrganizationFactory.build(network=network) for network in networks
    )
    copy_rows(Shelter, template.pk, HOUSES_PER_NETWORK, [house.pk for house in houses])
    with connection.cursor() as cursor:
        columns = _columns(Availability, changed={"id", "organization_id", "network_id", "shelter_id"})
        cursor.execute(
            f"INSERT INTO shelters_availability (id, organization_id, network_id, shelter_id, {columns})"
            f" SELECT gen_random_uuid(), s.organization_id, s.network_id, s.id, {_of('t', columns)}"
            " FROM shelters_shelter s"
            " CROSS JOIN (SELECT * FROM shelters_availability WHERE shelter_id = %s) t"
            " WHERE NOT EXISTS (SELECT FROM shelters_availability a WHERE a.shelter_id = s.id)",
            [template.pk],
        )
        cursor.execute("ANALYZE")


def copy_rows(model: type[models.Model], template: object, times: int, organizations: list[object]) -> None:
    """`times` copies of one shelter for each of these organizations, in their networks."""
    columns = _columns(model, changed={"id", "organization_id", "network_id", "name"})
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} (id, organization_id, network_id, name, {columns})"
            f" SELECT gen_random_uuid(), o.id, o.network_id, 'Albergue ' || n, {_of('t', columns)}"
            f" FROM (SELECT * FROM {model._meta.db_table} WHERE id = %s) t,"
            " (SELECT id, network_id FROM accounts_organization WHERE id = ANY(%s)) o,"
            " generate_series(1, %s) n",
            [template, organizations, times],
        )


def _columns(model: type[models.Model], changed: set[str]) -> str:
    return ", ".join(f'"{each.column}"' for each in model._meta.concrete_fields if each.column not in changed)


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column}" for column in columns.split(", "))


def houses(count: int, *, rooms: int, families: int) -> list[Job]:
    """Houses with rooms of four beds, one colleague each, and families that wait at the door.

    The jobs come in turns: no two neighbours in the list are of the same house.
    """
    group = Group.objects.get(organization=None, code="any")
    turns: list[list[Job]] = [[] for _each in range(families)]
    for _each in range(count):
        shelter = ShelterFactory()
        organization = shelter.organization
        member = MembershipFactory(organization=organization)
        headers = headers_of(member)
        made = Room.objects.bulk_create(
            Room(organization=organization, shelter=shelter, name=str(n), group=group) for n in range(rooms)
        )
        beds = Bed.objects.bulk_create(
            Bed(organization=organization, room=room, label=str(n)) for room in made for n in range(4)
        )
        households = Household.objects.bulk_create(
            Household(organization=organization) for _each in range(families)
        )
        persons = Person.objects.bulk_create(
            Person(organization=organization, household=household, number=n, age_band=band, gender=gender)
            for household in households
            for n, (band, gender) in enumerate(FAMILY, start=1)
        )
        availability.recount(shelter)
        for n, household in enumerate(households):
            four = slice(4 * n, 4 * n + 4)
            turns[n].append(Job(member, shelter, household, persons[four], beds[four], headers))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [job for turn in turns for job in turn]


def everybody_leaves(jobs: list[Job]) -> None:
    """Back to the door: beds empty, figures right, nothing left of the round before."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE shelters_stay, shelters_change, privacy_auditentry")
        for shelter in shelters_of(jobs):
            availability.recount(shelter)
        cursor.execute("VACUUM ANALYZE shelters_availability, shelters_household")


def shelters_of(jobs: list[Job]) -> Iterator[Shelter]:
    """Each house once."""
    return iter({job.shelter.pk: job.shelter for job in jobs}.values())


def people_in(jobs: list[Job]) -> tuple[int, int]:
    """Open stays, and what the figures say about them: the same, or the run was not honest."""
    keys = [shelter.pk for shelter in shelters_of(jobs)]
    rows = Availability.objects.filter(shelter__in=keys)
    counted = rows.aggregate(total=models.Sum("in_use"))["total"]
    return Stay.objects.open().filter(shelter__in=keys).count(), counted or 0
