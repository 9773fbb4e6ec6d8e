"""A purge of many expired rows beside the check-ins of busy desks, and what names and their keys cost."""

import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import UUID

from django.conf import settings
from django.db import connection

from privacy import keyring, sealed
from privacy.keyring import files
from privacy.keyring.wrapping import WRAPPED_BYTES
from privacy.purge import erasing
from privacy.retention import RULES
from shelters.actions import availability
from shelters.models import Person
from tests.deploy.commands import ROOT
from tests.load import expired, town
from tests.load.arrivals import check_in
from tests.load.client import Outcome, drive
from tests.load.expired import ROWS_OF_A_HOUSEHOLD
from tests.load.lists import refuse_errors
from tests.load.report import Report
from tests.load.sizes import Sizes
from tests.load.town import Job

NAMES = 200
MOST_NAMES_ALONE = 500


@dataclass
class Beside:
    """Check-ins beside a purge: their rounds, and how many households it got through in a second."""

    runs: list[Outcome]
    rate: float
    was_running: bool


def measure(port: int, environment: dict[str, str], sizes: Sizes, report: Report) -> None:
    """The same check-ins without a purge, beside one of names, and beside one of rows."""
    jobs = town.houses(sizes.houses, rooms=sizes.rooms, families=sizes.families)
    orders = [check_in(job) for job in jobs]
    tenant = jobs[0].shelter.organization_id
    expired.plant(jobs[0], sizes.expired // ROWS_OF_A_HOUSEHOLD)

    def rounds() -> list[Outcome]:
        return [checked_in(port, orders, jobs, sizes) for _round in range(sizes.rounds)]

    quiet = rounds()
    of_names = beside_purge(environment, expired.named, rounds)
    alone, bare = names_alone(tenant), bare_files(MOST_NAMES_ALONE)
    expired.drop_names(tenant)
    of_rows = beside_purge(environment, expired.households, rounds)
    tell(report, sizes, quiet, of_names, of_rows)
    tell_names(report, alone, bare)
    read_names(tenant, report)


def checked_in(port: int, orders: list[bytes], jobs: list[Job], sizes: Sizes) -> Outcome:
    """One round into empty houses."""
    everybody_leaves(jobs)
    outcome = drive(port, orders, clients=sizes.desks)
    refuse_errors("check-in", [outcome])
    return outcome


def everybody_leaves(jobs: list[Job]) -> None:
    """Back to the door, and the expired rows stay: town.everybody_leaves would empty their tables."""
    households = [job.household.pk for job in jobs]
    with connection.cursor() as cursor:
        for table in ("shelters_stay", "shelters_change"):
            cursor.execute(f"DELETE FROM {table} WHERE household_id = ANY(%s)", [households])
        cursor.execute("TRUNCATE privacy_auditentry")
        for shelter in town.shelters_of(jobs):
            availability.recount(shelter)
        cursor.execute("VACUUM ANALYZE shelters_availability, shelters_household, shelters_stay")


def beside_purge(
    environment: dict[str, str], left: Callable[[], int], rounds: Callable[[], list[Outcome]]
) -> Beside:
    """The rounds while a purge of what `left` counts is running."""
    with purging(environment) as purge:
        wait_until_it_erases(purge, left)
        before, begun = left(), time.monotonic()
        runs = rounds()
        rate = (before - left()) / (time.monotonic() - begun)
        return Beside(runs, rate, was_running=purge.poll() is None and left() > 0)


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


def wait_until_it_erases(purge: "subprocess.Popen[bytes]", left: Callable[[], int]) -> None:
    """Starting Python takes longer than a quick measurement."""
    before = left()
    while left() == before:
        if purge.poll() is not None:
            raise SystemExit(f"The purge ended with {purge.returncode} and erased nothing.")
        time.sleep(0.05)


def names_alone(tenant: UUID) -> float:
    """Names erased in a second, keys first, while nobody else writes."""
    before, begun = expired.named(), time.monotonic()
    wanted = max(before - MOST_NAMES_ALONE, 0)
    while (left := expired.named()) > wanted:
        if not erasing.one_batch(RULES["called_name"], tenant):
            break
    return (before - left) / (time.monotonic() - begun)


def bare_files(count: int) -> float:
    """The least that the disk asks for: so many key files overwritten, synced and removed in a second."""
    with tempfile.TemporaryDirectory(dir=settings.KEYRING_DIR) as name:
        paths = [Path(name, str(number)) for number in range(count)]
        for path in paths:
            path.write_bytes(secrets.token_bytes(WRAPPED_BYTES))
        files.sync(Path(name))
        begun = time.monotonic()
        for path in paths:
            files.overwrite([path])
            path.unlink()
        files.sync(Path(name))
        return count / (time.monotonic() - begun)


def tell(report: Report, sizes: Sizes, quiet: list[Outcome], of_names: Beside, of_rows: Beside) -> None:
    """The part of the table, and its aims."""
    report.part(
        f"Check-in of a family of 4, {sizes.desks} desks, beside a purge of {sizes.expired} expired rows;"
        f" every {expired.NAMED}th household with a name"
    )
    report.row("", "families/s", "median ms", "p95 ms", "erased/s")
    lines = {
        "without a purge": (quiet, ""),
        "with a purge of names: households": (of_names.runs, f"{of_names.rate:.0f}"),
        "with a purge of rows: rows": (of_rows.runs, f"{of_rows.rate * ROWS_OF_A_HOUSEHOLD:.0f}"),
    }
    for title, (runs, rate) in lines.items():
        middle = [median(run.rate for run in runs), median(run.p50 for run in runs), p95_of(runs)]
        report.row(title, f"{middle[0]:.0f}", *(f"{figure:.1f}" for figure in middle[1:]), rate)
    if not (of_names.was_running and of_rows.was_running):
        report.row("a purge had ended before the check-ins: too few rows")
    report.part("Aims for forgetting")
    for what, runs in (("names", of_names.runs), ("rows", of_rows.runs)):
        report.aim(f"p95 with a purge of {what} against without", p95_of(runs) / p95_of(quiet), most=1.5)


def tell_names(report: Report, alone: float, bare: float) -> None:
    """What the keys cost, against the disk."""
    report.part("Called names erased one household after the other, keys first, nobody else writing")
    report.row("", "households/s")
    report.row("bare files overwritten, synced and removed", f"{bare:.0f}")
    report.row("names erased by the purge", f"{alone:.0f}")
    report.row("against the bare files", f"{alone / bare:.2f}")


def p95_of(runs: list[Outcome]) -> float:
    """Milliseconds, the middle one of the rounds."""
    return median(run.p95 for run in runs)


def read_names(tenant: UUID, report: Report) -> None:
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
