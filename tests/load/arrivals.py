"""A family of four arrives: over HTTP, and as the bare locks and writes of the same deed."""

import json
from statistics import median
from typing import Any

from django.db import connection, transaction

from shelters.actions import stays
from tests.load import floor, town
from tests.load.client import Outcome, drive, request
from tests.load.lists import refuse_errors
from tests.load.report import Report
from tests.load.site import connections
from tests.load.sizes import Sizes
from tests.load.town import Job


def measure(port: int, url: str, sizes: Sizes, report: Report) -> None:
    """Floor and HTTP in turn, from empty houses each time."""
    jobs = town.houses(sizes.houses, rooms=sizes.rooms, families=sizes.families)
    orders = [check_in(job) for job in jobs]
    recorded = record(jobs[0])
    writes = [floor.for_family(recorded.locks_and_writes(), *exchange(jobs[0], job)) for job in jobs]
    everything = [floor.for_family(recorded.statements, *exchange(jobs[0], job)) for job in jobs]

    runs: list[Outcome] = []
    floors: dict[str, list[float]] = {"writes": [], "everything": []}
    for _round in range(sizes.rounds):
        for name, statements in {"writes": writes, "everything": everything}.items():
            town.everybody_leaves(jobs)
            floors[name].append(bare(url, statements))
        town.everybody_leaves(jobs)
        runs.append(drive(port, orders, clients=sizes.clients))
        refuse_errors("check-in", runs[-1:])
        everyone = 4 * len(jobs)
        if town.people_in(jobs) != (everyone, everyone):
            raise SystemExit(f"{town.people_in(jobs)} people are in beds and figures instead of {everyone}.")
    tell(report, sizes, runs, {name: median(rates) for name, rates in floors.items()}, recorded)


def tell(
    report: Report, sizes: Sizes, runs: list[Outcome], floors: dict[str, float], recorded: floor.Recorder
) -> None:
    """The part of the table, and its aims."""
    processes, threads = connections()
    report.part(
        f"Check-in of a family of 4, {sizes.clients} clients, {sizes.houses} houses of"
        f" {4 * sizes.rooms} beds, {processes} x {threads} connections"
    )
    report.row("", "families/s", "median ms", "p95 ms", "client busy")
    report.row(
        f"bare SQL: locks and writes, {len(recorded.locks_and_writes())} statements",
        f"{floors['writes']:.0f}",
    )
    report.row(
        f"bare SQL: all {len(recorded.statements)} statements of the action", f"{floors['everything']:.0f}"
    )
    rate, p95 = median(run.rate for run in runs), median(run.p95 for run in runs)
    half, busy = median(run.p50 for run in runs), max(run.busy for run in runs)
    report.row("POST stays over HTTP", f"{rate:.0f}", f"{half:.1f}", f"{p95:.1f}", f"{busy:.0%}")
    report.part("Aims for check-in")
    report.aim("against locks and writes in bare SQL", rate / floors["writes"], least=0.15)
    report.aim("p95 in ms", p95, most=300)


def bare(url: str, statements: list[list[floor.Statement]]) -> float:
    """Families a second on as many connections as the web process has."""
    processes, threads = connections()
    return floor.run(url, statements, processes=processes, threads=threads)


def check_in(job: Job) -> bytes:
    """The request of a desk."""
    placements = [
        {"person": person.number, "bed": str(bed.pk)}
        for person, bed in zip(job.persons, job.beds, strict=True)
    ]
    body = json.dumps({"household": str(job.household.pk), "placements": placements}).encode()
    return request("POST", "/api/v1/stays/", job.headers, body)


def record(job: Job) -> floor.Recorder:
    """What the real action sends for this family. Nothing of it stays."""
    with transaction.atomic(), floor.recorded(connection) as recorder:
        stays.check_in(job.household, into=dict(zip(job.persons, job.beds, strict=True)), by=job.member)
        transaction.set_rollback(True)
    return recorder


def exchange(before: Job, after: Job) -> tuple[dict[Any, Any], set[Any]]:
    """Keys of the recorded family and those of another one; keys that stay as they are."""
    pairs = [
        (before.member, after.member),
        (before.shelter, after.shelter),
        (before.household, after.household),
    ]
    pairs += [*zip(before.persons, after.persons, strict=True), *zip(before.beds, after.beds, strict=True)]
    pairs += [
        (before.shelter.organization, after.shelter.organization),
        (figure_of(before), figure_of(after)),
    ]
    return {old.pk: new.pk for old, new in pairs}, {group.pk for group in town.Group.objects.all()}


def figure_of(job: Job) -> Any:
    """The figures of the one group of this house."""
    return job.shelter.availability.get()


def leave() -> None:
    """The database is dropped next: nobody may be connected."""
    connection.close()
