"""Families who left long ago, a share of them with a sealed called name, and how many of them are left."""

from uuid import UUID

from django.db import connection

from privacy import keyring, sealed
from privacy.keyring.places import today
from shelters.models import Household, Person
from tests.load.town import Job

# Of each expired household: itself, 4 persons, 4 stays, a change.
ROWS_OF_A_HOUSEHOLD = 10
# One household of so many has a called name, sealed until today: its key goes by itself. The keys of days
# that are over would go at one stroke.
NAMED = 10
A_TIME = 1_000


def plant(job: Job, households: int) -> None:
    """Families who left forty days ago, written by the database itself, then the names."""
    organization = job.shelter.organization_id
    with connection.cursor() as cursor:
        for statement in (HOUSEHOLDS, PERSONS, STAYS, CHANGES):
            cursor.execute(
                statement,
                {
                    "organization": organization,
                    "shelter": job.shelter.pk,
                    "bed": job.beds[0].pk,
                    "member": job.member.pk,
                    "households": households,
                    "named": NAMED,
                },
            )
        seal_names(households // NAMED)
        cursor.execute("ANALYZE")


def seal_names(count: int) -> None:
    """A called name in each household that is to have one."""
    rows = Person.objects.filter(household__language="bench", household__code__endswith="0", number=1)
    people = list(rows.order_by("pk")[:count])
    for person in people:
        sealed.write(person, "called_name", "Guadalupe", day=today())
    Person.objects.bulk_update(people, ["called_name"], batch_size=A_TIME)


def drop_names(tenant: UUID) -> None:
    """Whatever names are left, at one stroke: what follows is about rows."""
    keyring.destroy_day(tenant, today())
    Person.objects.filter(household__language="bench", called_name__isnull=False).update(called_name=None)


def households() -> int:
    """Planted households that are still there."""
    return Household.objects.filter(language="bench").count()


def named() -> int:
    """Planted households whose name is still there."""
    return Person.objects.filter(household__language="bench", called_name__isnull=False).count()


HOUSEHOLDS = """
INSERT INTO shelters_household (id, organization_id, code, language, opened_at, left_at, names_until)
SELECT gen_random_uuid(), %(organization)s, 'b' || lpad(n::text, 12, '0'), 'bench',
       now() - interval '50 days', now() - interval '40 days',
       CASE WHEN mod(n, %(named)s) = 0 THEN now() ELSE now() - interval '37 days' END
FROM generate_series(1, %(households)s) n
"""
PERSONS = """
INSERT INTO shelters_person (id, organization_id, household_id, number, age_band, gender, sleeps_with_parent,
                             lower, ground_floor, cot, near_bathroom, quiet)
SELECT gen_random_uuid(), %(organization)s, h.id, n, '18-59', 'woman',
       false, false, false, false, false, false
FROM shelters_household h CROSS JOIN generate_series(1, 4) n WHERE h.language = 'bench'
"""
STAYS = """
INSERT INTO shelters_stay (id, organization_id, household_id, person_id, shelter_id, bed_id, shares_bed,
                           state, starts_at, ended_at, end_reason, late_reason)
SELECT gen_random_uuid(), %(organization)s, h.id, p.id, %(shelter)s, %(bed)s, false, 'in_use',
       h.opened_at, h.left_at, 'not_stated', ''
FROM shelters_household h JOIN shelters_person p ON p.household_id = h.id WHERE h.language = 'bench'
"""
CHANGES = """
INSERT INTO shelters_change (id, organization_id, household_id, verb, by_id, at, before)
SELECT gen_random_uuid(), %(organization)s, h.id, 'checked_out', %(member)s, h.left_at, '{}'
FROM shelters_household h WHERE h.language = 'bench'
"""
