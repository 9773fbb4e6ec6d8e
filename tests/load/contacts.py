"""Look contact points up by the beginning of a hash, among many, compared with one indexed query."""

import hashlib
import random
from datetime import timedelta
from itertools import cycle
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from alerts.actions.offices import office_of
from alerts.models import Alert, AlertContact, AlertsOffice, ContactKey, ContactPoint, Helper
from privacy import walls
from tests.factories.alerts import AlertFactory, HelperFactory
from tests.load import town
from tests.load.client import drive, request
from tests.load.lists import refuse_errors
from tests.load.report import Report
from tests.load.sizes import Sizes

POINTS_EACH = 100
ASKED = 2_000
ROWS_AT_ONCE = 5_000


def measure(port: int, sizes: Sizes, report: Report) -> None:
    """The same beginnings over the API and over a bare view with its one query."""
    members = town.colleagues(sizes.readers)
    office = office_of(members[0].organization.network_id)
    with transaction.atomic(), walls.within(office.organization_id, network=office.network_id):
        digests = fill(office, sizes.contacts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    beginnings = random.sample(digests, min(ASKED, len(digests)))
    signed = cycle([town.headers_of(member) for member in members])
    orders = {
        "a bare view, two bytes": [request("GET", "/bare/")],
        "one indexed query": [request("GET", f"/bare/keys/{each[:5]}/") for each in beginnings],
        "the same with the sign-in of the site": [
            request("GET", f"/bare/keys/{each[:5]}/", next(signed)) for each in beginnings
        ],
        "GET contact-points": [
            request("GET", f"/api/v1/contact-points/{each[:5]}/", next(signed)) for each in beginnings
        ],
    }
    report.part(f"Contact points: looked up among {sizes.contacts}, {sizes.readers} clients")
    report.row("", "requests/s", "median ms", "p95 ms", "times bare")
    runs = {
        what: drive(port, cycle(each), clients=sizes.readers, seconds=sizes.seconds * sizes.rounds)
        for what, each in orders.items()
    }
    for what, run in runs.items():
        refuse_errors(what, [run])
        ratio = run.p95 / runs["one indexed query"].p95
        report.row(what, f"{run.rate:.0f}", f"{run.p50:.1f}", f"{run.p95:.1f}", f"{ratio:.1f}")


def fill(office: AlertsOffice, points: int) -> list[str]:
    """So many contact points, half of alerts in force, half of helpers, with two keys each.

    Returns some of the hashes.
    """
    half = max(points // 2, 1)
    warned = _points(office, half, first=0, is_flagged=True)
    made = [AlertFactory.build(organization=office.organization) for _each in range(0, half, POINTS_EACH)]
    for alert in made:
        alert.network, alert.expires_at = office.network, timezone.now() + timedelta(days=14)
    alerts = Alert.objects.bulk_create(made)
    AlertContact.objects.bulk_create(
        (
            AlertContact(**_in(office), alert=alerts[n // POINTS_EACH], point_id=point)
            for n, point in enumerate(warned)
        ),
        batch_size=ROWS_AT_ONCE,
    )
    helpers = Helper.objects.bulk_create(
        HelperFactory.build(organization=office.organization, network=office.network)
        for _each in range(0, half, POINTS_EACH)
    )
    _points(office, half, first=half, helpers=helpers)
    return list(ContactKey.objects.values_list("digest", flat=True)[: ASKED * 10])


def _points(
    office: AlertsOffice,
    count: int,
    *,
    first: int,
    is_flagged: bool = False,
    helpers: list[Helper] | None = None,
) -> list[UUID]:
    """Points of one kind; their hashes need no number of anybody."""
    rows = ContactPoint.objects.bulk_create(
        (
            ContactPoint(
                **_in(office),
                kind="phone",
                value=f"+52{first + n:010}",
                is_flagged=is_flagged,
                helper=helpers[n // POINTS_EACH] if helpers else None,
            )
            for n in range(count)
        ),
        batch_size=ROWS_AT_ONCE,
    )
    ContactKey.objects.bulk_create(
        (
            ContactKey(**_in(office), point=row, digest=hashlib.sha256(f"{row.pk}{n}".encode()).hexdigest())
            for row in rows
            for n in range(2)
        ),
        batch_size=ROWS_AT_ONCE,
    )
    return [row.pk for row in rows]


def _in(office: AlertsOffice) -> dict[str, UUID]:
    return {"organization_id": office.organization_id, "network_id": office.network_id}
