"""Whole houses sign in to their Wi-Fi at the beginning of a turn: each voucher once, and none too many."""

import json
from datetime import timedelta
from itertools import chain, zip_longest

from django.db import transaction
from django.utils import timezone

from accounts.rights import Role
from privacy import walls
from schedules.actions import routers, vouchers
from schedules.models import Voucher
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import AmenityFactory, WindowFactory
from tests.factories.shelters import ShelterFactory
from tests.load.client import Outcome, drive, request
from tests.load.lists import refuse_errors
from tests.load.report import Report
from tests.load.sizes import Sizes

SEATS = 50
# One link that a camp shares: all of its sign-ins wait for one lock.
SEATS_OF_CAMP = 500
ADDRESS = "/api/v1/radius/authorize/"


def measure(port: int, sizes: Sizes, report: Report) -> None:
    """Many houses at one moment, then everybody at one link."""
    houses = [house(SEATS) for _each in range(sizes.houses)]
    mixed = [order for order in chain.from_iterable(zip_longest(*houses)) if order]
    camp = house(SEATS_OF_CAMP if sizes.houses > SEATS else SEATS)
    bare = drive(port, [request("GET", "/bare/")] * len(mixed), clients=sizes.clients)
    runs = {
        f"{sizes.houses} houses, {SEATS} at once each": drive(port, mixed, clients=sizes.clients),
        f"one link, {len(camp)} at once": drive(port, camp, clients=sizes.clients),
    }
    for what, run in runs.items():
        refuse_errors(what, [run])
    let_in = Voucher.objects.exclude(admission=None).count()
    if let_in != len(mixed) + len(camp):
        raise SystemExit(f"{let_in} were let in instead of {len(mixed) + len(camp)}.")
    tell(report, sizes, bare, runs)


def tell(report: Report, sizes: Sizes, bare: Outcome, runs: dict[str, Outcome]) -> None:
    """The part of the table."""
    report.part(f"Wi-Fi: authorizations for RADIUS, {sizes.clients} clients")
    report.row("", "requests/s", "median ms", "p95 ms", "client busy")
    for what, run in {"a bare view": bare, **runs}.items():
        report.row(what, f"{run.rate:.0f}", f"{run.p50:.1f}", f"{run.p95:.1f}", f"{run.busy:.0%}")


def house(seats: int) -> list[bytes]:
    """The questions of one router: each voucher of a turn that goes on, once."""
    member = MembershipFactory(role=Role.COORDINATOR)
    shelter = ShelterFactory(organization=member.organization)
    link = AmenityFactory(shelter=shelter, kind="wifi", seats=seats)
    now = timezone.now()
    window = WindowFactory(
        amenity=link, starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(hours=2)
    )
    with transaction.atomic(), walls.within(member.organization_id):
        _key, text = routers.make(link, label="Router", lasts_days=1, by=member)
        vouchers.make(link, window.day, by=member)
        codes = list(Voucher.objects.filter(window=window).values_list("code", flat=True))
    headers = {"Authorization": f"Bearer {text}", "Accept": "application/json"}
    bodies = (json.dumps({"voucher": code, "device": f"{n:064x}"}).encode() for n, code in enumerate(codes))
    return [request("POST", ADDRESS, headers, body) for body in bodies]
