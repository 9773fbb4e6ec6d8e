"""A purge of many expired rows beside the check-ins of busy desks, and what reading a sealed name costs."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from uuid import UUID

from django.db import connection

from privacy import keyring, sealed
from shelters.models import Household, Person
from tests.deploy.commands import ROOT
from tests.load import town
from tests.load.arrivals import check_in
from tests.load.client import Outcome, drive
from tests.load.lists import refuse_errors
from tests.load.report import Report
from tests.load.sizes import Sizes
from tests.load.town import Job

# Of each expired household: itself, 4 persons, 4 stays, a change.
ROWS_OF_A_HOUSEHOLD = 10
NAMES = 200


def measure(port: int, environment: dict[str, str], sizes: Sizes, report: Report) -> None:
    """The same check-ins with and without a purge of the same database."""
    jobs = town.houses(sizes.houses, rooms=sizes.rooms, families=sizes.families)
    orders = [check_in(job) for job in jobs]
    planted = plant(jobs[0], sizes.expired // ROWS_OF_A_HOUSEHOLD)
    quiet = [checked_in(port, orders, jobs, sizes) for _round in range(sizes.rounds)]
    with purging(environment) as purge:
        wait_until_it_erases(purge)
        before, begun = expired(), time.monotonic()
        beside = [checked_in(port, orders, jobs, sizes) for _round in range(sizes.rounds)]
        was_running = purge.poll() is None
        rate = ROWS_OF_A_HOUSEHOLD * (before - expired()) / (time.monotonic() - begun)
    tell(report, sizes, planted, quiet, beside, rate, was_running=was_running)
    names(jobs[0].shelter.organization_id, report)


def checked_in(port: int, orders: list[bytes], jobs: list[Job], sizes: Sizes) -> Outcome:
    """One round into empty houses."""
    town.everybody_leaves(jobs)
    outcome = drive(port, orders, clients=sizes.desks)
    refuse_errors("check-in", [outcome])
    return outcome


@contextmanager
def purging(environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """The purge as the worker runs it, in a process of its own, until the measuring ends."""
    command = [sys.executable, "-W", "ignore", "manage.py", "purge", "--verbosity", "0"]
    process = subprocess.Popen(command, cwd=ROOT, env={"PATH": "", **environment})
    try:
        yield process
    finally:
        process.kill()  # it may be killed anywhere
        process.wait(10)


def wait_until_it_erases(purge: "subprocess.Popen[bytes]") -> None:
    """Starting Python takes longer than a quick measurement."""
    before = expired()
    while expired() == before:
        if purge.poll() is not None:
            raise SystemExit(f"The purge ended with {purge.returncode} and erased nothing.")
        time.sleep(0.05)


def plant(job: Job, households: int) -> int:
    """Families who left forty days ago, written by the database itself; how many rows."""
    with connection.cursor() as cursor:
        for statement in (HOUSEHOLDS, PERSONS, STAYS, CHANGES):
            cursor.execute(
                statement,
                {
                    "organization": job.shelter.organization_id,
                    "shelter": job.shelter.pk,
                    "bed": job.beds[0].pk,
                    "member": job.member.pk,
                    "households": households,
                },
            )
        cursor.execute("ANALYZE")
    return households * ROWS_OF_A_HOUSEHOLD


def expired() -> int:
    """Planted households that are still there."""
    return Household.objects.filter(language="bench").count()


def tell(
    report: Report,
    sizes: Sizes,
    planted: int,
    quiet: list[Outcome],
    beside: list[Outcome],
    rate: float,
    *,
    was_running: bool,
) -> None:
    """The part of the table, and its aim."""
    report.part(f"Check-in of a family of 4, {sizes.desks} desks, beside a purge of {planted} expired rows")
    report.row("", "families/s", "median ms", "p95 ms", "rows/s")
    for title, runs, rows in (("without a purge", quiet, ""), ("with a purge", beside, f"{rate:.0f}")):
        figures = [median(run.rate for run in runs), median(run.p50 for run in runs), p95_of(runs)]
        report.row(title, f"{figures[0]:.0f}", *(f"{figure:.1f}" for figure in figures[1:]), rows)
    if not was_running:
        report.row("the purge had ended before the check-ins: too few rows")
    report.part("Aims for forgetting")
    report.aim("p95 with a purge against without", p95_of(beside) / p95_of(quiet), most=1.5)


def p95_of(runs: list[Outcome]) -> float:
    """Milliseconds, the middle one of the rounds."""
    return median(run.p95 for run in runs)


def names(tenant: UUID, report: Report) -> None:
    """Opening the called name of one household: keys from their files, then from memory."""
    people = list(Person.objects.filter(organization=tenant).exclude(household__language="bench")[:NAMES])
    for person in people:
        sealed.write(person, "called_name", "Guadalupe", day=None)
    report.part(f"Called names of {len(people)} households")
    report.row("", "ms each")
    keyring.current().cache.clear()
    for title in ("keys from their files", "keys in memory"):
        begun = time.perf_counter()
        for person in people:
            sealed.read(person, "called_name")
        report.row(title, f"{(time.perf_counter() - begun) * 1000 / len(people):.2f}")


HOUSEHOLDS = """
INSERT INTO shelters_household (id, organization_id, code, language, opened_at, left_at, names_until)
SELECT gen_random_uuid(), %(organization)s, 'b' || lpad(n::text, 12, '0'), 'bench',
       now() - interval '50 days', now() - interval '40 days', now() - interval '37 days'
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
