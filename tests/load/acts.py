"""A programme with many appointments is closed beside busy desks, taken back, and compared with bare SQL."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Membership, Network, Organization
from accounts.rights import Role
from appointments.acting import Wanted
from appointments.actions import acts, shares
from appointments.events import act_begun, act_undone
from appointments.models import ActShare, Appointment, AppointmentChange, Notice, Programme, ProgrammeAct
from appointments.receivers import carry_out
from privacy import walls
from tests.deploy.commands import ROOT
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory
from tests.factories.appointments import ProgrammeFactory
from tests.load import town
from tests.load.arrivals import check_in
from tests.load.client import Outcome
from tests.load.forgetting import checked_in, p95_of
from tests.load.report import Report
from tests.load.sizes import Sizes
from tests.load.town import Job

ZONE = "America/New_York"
# As the worker does it, a process of its own, leaving the desks a breath after each house.
WORKER = """
import sys
from uuid import UUID
import django
django.setup()
from appointments.actions import shares
shares.finish(UUID(sys.argv[1]), UUID(sys.argv[2]), pace=shares.beside_desks)
"""


@dataclass
class Planted:
    """The programme, who runs it, and how many appointments families of its network have in it."""

    programme: Programme
    boss: Membership
    count: int


def measure(port: int, environment: dict[str, str], sizes: Sizes, report: Report) -> None:
    """Bare, alone, taken back, and once more beside check-ins, which were measured without it before."""
    jobs = town.houses(sizes.houses, rooms=sizes.rooms, families=sizes.families)
    orders = [check_in(job) for job in jobs]
    for signal in (act_begun, act_undone):
        signal.disconnect(carry_out)  # the bench carries out itself
    planted = plant(sizes)
    floor = bare(planted)
    act = begin(planted)
    alone = timed(lambda: shares.finish(act.pk, act.organization_id))
    happened_once(planted, act, "by_programme")
    with within(planted):
        acts.undo(act, by=planted.boss)
    back = timed(lambda: shares.finish(act.pk, act.organization_id))
    happened_once(planted, act, "confirmed")
    quiet = [checked_in(port, orders, jobs, sizes) for _round in range(sizes.rounds)]
    runs, seconds = beside(port, environment, orders, jobs, sizes, begin(planted))
    tell(report, sizes, planted, floor=floor, alone=alone, back=back, seconds=seconds, quiet=quiet, runs=runs)


def plant(sizes: Sizes) -> Planted:
    """One house an organization, all in one network, each with its share of the appointments."""
    network: Network = NetworkFactory()
    office = OrganizationFactory(network=network, kind="partner")
    boss: Membership = MembershipFactory(organization=office, role=Role.NETWORK_COORDINATOR)
    programme: Programme = ProgrammeFactory(organization=office)
    houses = Organization.objects.bulk_create(
        Organization(network=network, name=f"Albergue {number}") for number in range(sizes.act_houses)
    )
    members = Membership.objects.bulk_create(
        Membership(organization=house, role=Role.COORDINATOR) for house in houses
    )
    facts = {
        "programme": programme.pk,
        "each": sizes.appointments // sizes.act_houses,
        "houses": [house.pk for house in houses],
        "members": [member.pk for member in members],
    }
    with connection.cursor() as cursor:
        cursor.execute(HOUSEHOLDS, facts)
        cursor.execute(APPOINTMENTS, facts)
        cursor.execute("ANALYZE")
    return Planted(programme, boss, facts["each"] * sizes.act_houses)


@contextmanager
def within(planted: Planted) -> Iterator[None]:
    """As the one who runs the programme."""
    boss = planted.boss
    with walls.within(boss.organization_id, network=planted.programme.network_id):
        yield


def begin(planted: Planted) -> ProgrammeAct:
    """Cancel everything from now on."""
    wanted = Wanted("cancel", timezone.now(), ZONE)
    with within(planted):
        return acts.begin(planted.programme, wanted, asked=str(wanted.effective_at), by=planted.boss)


def bare(planted: Planted) -> float:
    """Seconds for the locks and writes alone, a transaction a house, nothing of which stays."""
    houses = list(Appointment.objects.order_by().values_list("organization", flat=True).distinct())

    def write() -> None:
        for house in houses:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in BARE:
                    cursor.execute(statement, {"house": house, "programme": planted.programme.pk})
                transaction.set_rollback(True)

    return timed(write)


def timed(deed: Callable[[], None]) -> float:
    """Seconds."""
    begun = time.monotonic()
    deed()
    return time.monotonic() - begun


def beside(
    port: int,
    environment: dict[str, str],
    orders: list[bytes],
    jobs: list[Job],
    sizes: Sizes,
    act: ProgrammeAct,
) -> tuple[list[Outcome], float]:
    """Rounds of check-ins until the act is finished, and its seconds."""
    command = [sys.executable, "-W", "ignore", "-c", WORKER, str(act.pk), str(act.organization_id)]
    worker = subprocess.Popen(command, cwd=ROOT, env={"PATH": "", **environment})
    while not ActShare.objects.filter(act=act).exists():
        time.sleep(0.02)
    first = timezone.now()
    runs = [checked_in(port, orders, jobs, sizes)]
    while worker.poll() is None:
        runs.append(checked_in(port, orders, jobs, sizes))
    act.refresh_from_db()
    if worker.returncode or act.finished_at is None:
        raise SystemExit(f"The act ended with {worker.returncode}.")
    return runs, (act.finished_at - first).total_seconds()


def happened_once(planted: Planted, act: ProgrammeAct, status: str) -> None:
    """Or the run was not honest."""
    changed = Appointment.objects.filter(programme=planted.programme, status=status).count()
    written = AppointmentChange.objects.filter(share__act=act).count()
    told = Notice.objects.filter(act=act, kind="act").count()
    if (changed, written) != (planted.count, planted.count) or not told:
        raise SystemExit(f"{changed} appointments are {status}, {written} changes, {told} notices.")


def tell(
    report: Report,
    sizes: Sizes,
    planted: Planted,
    *,
    floor: float,
    alone: float,
    back: float,
    seconds: float,
    quiet: list[Outcome],
    runs: list[Outcome],
) -> None:
    """The part of the table, and its aims."""
    report.part(f"An act on {planted.count} appointments in {sizes.act_houses} organizations")
    report.row("", "seconds", "times bare")
    report.row("bare SQL: locks and writes, rolled back", f"{floor:.1f}")
    lines = {"alone": alone, "taken back, alone": back, f"beside {sizes.desks} desks": seconds}
    for title, taken in lines.items():
        report.row(title, f"{taken:.1f}", f"{taken / floor:.1f}")
    report.row("", "families/s", "median ms", "p95 ms")
    for title, outcomes in {"check-ins without an act": quiet, "check-ins beside it": runs}.items():
        middle = [median(run.rate for run in outcomes), median(run.p50 for run in outcomes), p95_of(outcomes)]
        report.row(title, f"{middle[0]:.0f}", *(f"{figure:.1f}" for figure in middle[1:]))
    report.part("Aims for acts")
    report.aim("seconds beside the desks", seconds, most=60)
    report.aim("p95 of check-ins beside an act against without", p95_of(runs) / p95_of(quiet), most=1.5)


HOUSEHOLDS = """
INSERT INTO shelters_household (id, organization_id, code, language, opened_at)
SELECT gen_random_uuid(), house, 'a' || lpad((1000 * place + n)::text, 12, '0'), 'acts', now()
FROM unnest(%(houses)s::uuid[]) WITH ORDINALITY AS o(house, place), generate_series(1, %(each)s) n
"""
APPOINTMENTS = """
INSERT INTO appointments_appointment (id, organization_id, household_id, programme_id, starts_at, zone,
    lead_minutes, status, status_since, interpreter, interpreter_language, companion, needs_charging,
    bed_kept_until, made_by_id, made_at, version)
SELECT gen_random_uuid(), h.organization_id, h.id, %(programme)s, now() + interval '3 days',
    'America/Tijuana', 60, 'confirmed', now(), 'not_needed', '', 'not_needed', false,
    now() + interval '4 days', m.member, now(), 0
FROM shelters_household h
JOIN unnest(%(houses)s::uuid[], %(members)s::uuid[]) AS m(house, member) ON m.house = h.organization_id
WHERE h.language = 'acts'
"""
BARE = [
    """SELECT id FROM appointments_appointment WHERE organization_id = %(house)s
    AND programme_id = %(programme)s AND status = 'confirmed' ORDER BY id FOR NO KEY UPDATE""",
    """INSERT INTO appointments_appointmentchange
    (id, organization_id, appointment_id, verb, at, by_id, before)
    SELECT gen_random_uuid(), organization_id, id, 'by_act', now(), made_by_id,
    jsonb_build_object('status', status, 'starts_at', starts_at, 'version', version)
    FROM appointments_appointment WHERE organization_id = %(house)s AND programme_id = %(programme)s""",
    """UPDATE appointments_appointment SET status = 'by_programme', status_since = now(),
    version = version + 1, bed_kept_until = NULL
    WHERE organization_id = %(house)s AND programme_id = %(programme)s""",
    "SET CONSTRAINTS ALL IMMEDIATE",
]
