"""A draw for a whole camp, everybody asking at once, and whether thirty days of draws are fair."""

import json
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from statistics import median

from django.utils import timezone

from accounts.models import Membership
from privacy import walls
from schedules import published
from schedules.actions import draws
from schedules.models import Amenity, Draw, Turn, TurnMemory, TurnRequest, TurnSeat, TurnWindow
from schedules.models.turns import new_ticket
from shelters.models import Household
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import AmenityFactory
from tests.factories.shelters import ShelterFactory
from tests.load import fairness, town
from tests.load.client import Outcome, drive, request
from tests.load.lists import refuse_errors
from tests.load.report import Report
from tests.load.sizes import Sizes

REMEMBERED_DAYS = 7


@dataclass(frozen=True)
class House:
    """One house with an amenity, its families, and who works there."""

    amenity: Amenity
    members: list[Membership]
    families: list[Household]


def measure(port: int, sizes: Sizes, report: Report) -> None:
    """The draw, the asking, the days."""
    seconds, pure, given = drawn(sizes)
    size = f"{sizes.draw_families} households, {sizes.draw_windows} windows of {sizes.draw_seats} seats"
    report.part(f"A draw for {size}")
    report.row("", "seconds")
    report.row("the draw itself, in Python", f"{pure:.3f}")
    report.row(f"with the database, in one transaction, {given} turns given", f"{seconds:.2f}")
    bare, signed, asking, turns = asked(port, sizes)
    report.part(f"{sizes.asks} requests for {sizes.ask_seats} seats, posted by {sizes.ask_clients} clients")
    report.row("", "requests/s", "median ms", "p95 ms", "client busy")
    lines = {
        "bare view with one query": bare,
        "the same with the sign-in of the site": signed,
        "POST turn-requests": asking,
    }
    for title, run in lines.items():
        report.row(title, f"{run.rate:.0f}", f"{run.p50:.1f}", f"{run.p95:.1f}", f"{run.busy:.0%}")
    report.row("turns that the draw gave", str(turns))
    fair = fairness.tell(sizes, report)
    report.part("Aims for draws")
    report.aim("seconds of a draw with the database", seconds, most=2)
    report.aim("requests/s against a bare view with one query", asking.rate / bare.rate, least=0.3)
    report.aim("residents that were never served in that time", fair.never, most=0)
    report.aim("p95 of the longest wait of a resident, in days", fair.p95, most=fairness.LONGEST_WAIT)


def drawn(sizes: Sizes) -> tuple[float, float, int]:
    """Seconds of the whole draw and of the draw in Python, the median of all rounds; turns given."""
    house = planted(sizes.draw_families, seats=sizes.draw_seats, members=1)
    whole, pure, given = [], [], 0
    for number in range(1, sizes.rounds + 1):
        draw = announced(house, days=number, windows=sizes.draw_windows)
        list_all(draw, house)
        begun = time.monotonic()
        done = draws.carry_out(draw.pk, draw.organization_id)
        whole.append(time.monotonic() - begun)
        given = done.given
        refuse_wrong(done, sizes.draw_windows * sizes.draw_seats)
        with walls.within(done.organization_id):
            said = draws.publication(done)
        begun = time.monotonic()
        if not published.check(said).is_right:
            raise SystemExit("The draw gives another result.")
        pure.append(time.monotonic() - begun)
        Turn.objects.filter(amenity=house.amenity).update(state=Turn.State.CANCELLED)
    return median(whole), median(pure), given


def asked(port: int, sizes: Sizes) -> tuple[Outcome, Outcome, Outcome, int]:
    """Bare views, then everybody asks through the API, then the draw: what it gave."""
    house = planted(sizes.asks, seats=sizes.ask_seats, members=sizes.ask_clients)
    draw = announced(house, days=1, windows=1, ahead=timedelta(hours=6))
    headers = [town.headers_of(member) for member in house.members]
    bare = [request("GET", "/bare/row/")]
    signed = [request("GET", "/bare/row/", each) for each in headers]
    outcomes = [
        drive(port, cycle(orders), clients=sizes.ask_clients, seconds=2 * sizes.seconds)
        for orders in (bare, signed)
    ]
    orders = [
        request("POST", "/api/v1/turn-requests/", each, order(family, draw))
        for family, each in zip(house.families, cycle(headers), strict=False)
    ]
    asking = drive(port, orders, clients=sizes.ask_clients)
    refuse_errors("turn-requests", [*outcomes, asking])
    Draw.objects.filter(pk=draw.pk).update(draws_at=timezone.now())
    done = draws.carry_out(draw.pk, draw.organization_id)
    refuse_wrong(done, sizes.ask_seats)
    if done.asked != sizes.asks:
        raise SystemExit(f"{done.asked} of {sizes.asks} requests are in the draw.")
    return outcomes[0], outcomes[1], asking, done.given


def planted(families: int, *, seats: int, members: int) -> House:
    """Everybody works in the same house."""
    amenity = AmenityFactory(shelter=ShelterFactory(), seats=seats)
    house = amenity.organization
    return House(
        amenity,
        [MembershipFactory(organization=house, role="coordinator") for _each in range(members)],
        Household.objects.bulk_create(Household(organization=house) for _each in range(families)),
    )


def announced(house: House, *, days: int, windows: int, ahead: timedelta = timedelta(0)) -> Draw:
    """The draw of a day to come, whose moment is now or `ahead`, with its windows."""
    amenity, day = house.amenity, timezone.now().date() + timedelta(days=days)
    first = datetime.combine(day, datetime.min.time(), timezone.get_default_timezone()) + timedelta(days=1)
    TurnWindow.objects.bulk_create(
        TurnWindow(
            organization=amenity.organization, amenity=amenity, day=day, seats=amenity.seats,
            starts_at=first + timedelta(minutes=20 * number),
            ends_at=first + timedelta(minutes=20 * (number + 1)),
        )
        for number in range(windows)
    )  # fmt: skip
    draw = draws.announce(amenity, day)
    draw.draws_at = timezone.now() + ahead
    draw.save()
    return draw


def list_all(draw: Draw, house: House) -> None:
    """Every family asks; most had a turn in the last days, some went without."""
    tickets: dict[str, None] = {}  # no two alike
    while len(tickets) < len(house.families):
        tickets[new_ticket()] = None
    TurnRequest.objects.bulk_create(
        TurnRequest(
            organization=draw.organization, draw=draw, household=family, ticket=ticket,
            asked_by=house.members[0],
        )
        for family, ticket in zip(house.families, tickets, strict=True)
    )  # fmt: skip
    TurnMemory.objects.bulk_create(
        (
            TurnMemory(
                organization=draw.organization, household=family, kind=house.amenity.kind,
                served_on=_served(number, draw.day), misses=number % 3,
            )
            for number, family in enumerate(house.families)
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def _served(number: int, day: date) -> date | None:
    days = number % (REMEMBERED_DAYS + 1)
    return day - timedelta(days=days) if days else None


def order(family: Household, draw: Draw) -> bytes:
    """What a desk posts."""
    said = {"household": str(family.pk), "amenity": str(draw.amenity_id), "day": draw.day.isoformat()}
    return json.dumps(said).encode()


def refuse_wrong(draw: Draw, seats: int) -> None:
    """As many turns as seats, or as households, and each on a seat of its own; or the run was not honest."""
    turns = Turn.objects.filter(request__draw=draw).count()
    taken = TurnSeat.objects.filter(turn__request__draw=draw).count()
    if not draw.given == turns == taken == min(seats, draw.asked):
        raise SystemExit(f"{draw.given} given, {turns} turns, {taken} seats taken, {seats} seats.")
