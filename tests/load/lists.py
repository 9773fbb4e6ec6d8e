"""Who has places: 50 figures of one network, while other networks fill the table."""

from itertools import cycle
from statistics import median

from tests.load import bare, town
from tests.load.client import Outcome, drive, request
from tests.load.report import Report
from tests.load.sizes import Sizes

PATH = "/api/v1/availability/?limit=50"
SEARCH = "/api/v1/availability/?limit=50&women=1&minors=1"
WAYS = {
    "bare": "bare view, two bytes",
    "json": "bare JSON view, 50 rows known in advance",
    "figures": "bare view, same list built by the database",
    "signed": "the same with the sign-in of the site",
    "list": "GET availability, 50 rows",
    "search": "GET availability for a woman and a child",
}


def prepare(environment: dict[str, str]) -> None:
    """The network that is asked; the bare view has to know one of its members."""
    member = town.network_of_fifty_figures()
    keys = (member.user_id, member.organization_id, member.organization.network_id)
    environment[bare.MEMBER] = " ".join(map(str, keys))


def measure(port: int, sizes: Sizes, report: Report) -> None:
    """Every way in turn, several times, at each size of the table."""
    orders = prepared(sizes.readers)
    rates = {}
    for shelters in sizes.shelters:
        town.fill(shelters)
        rates[shelters] = at_one_size(port, orders, sizes, report, shelters)
    report.part("Aims for the list")
    for shelters, rate in rates.items():
        report.aim(
            f"against the list built by the database, {shelters} shelters",
            rate["list"] / rate["figures"],
            least=0.6,
        )
    few, many = rates[sizes.shelters[0]], rates[sizes.shelters[-1]]
    cost = few["list"] / many["list"]
    report.aim(f"cost at {sizes.shelters[-1]} against {sizes.shelters[0]} shelters", cost, most=1.2)


def prepared(count: int) -> dict[str, list[bytes]]:
    """One request of each way for each reader."""
    signed = [town.headers_of(member) for member in town.colleagues(count)]
    return {
        "bare": [request("GET", "/bare/")],
        "json": [request("GET", "/bare/json/")],
        "figures": [request("GET", "/bare/figures/")],
        "signed": [request("GET", "/bare/figures/", headers) for headers in signed],
        "list": [request("GET", PATH, headers) for headers in signed],
        "search": [request("GET", SEARCH, headers) for headers in signed],
    }


def at_one_size(
    port: int, orders: dict[str, list[bytes]], sizes: Sizes, report: Report, shelters: int
) -> dict[str, float]:
    """Median rates of this size."""
    outcomes: dict[str, list[Outcome]] = {way: [] for way in WAYS}
    for _round in range(sizes.rounds):
        for way, requests in orders.items():
            outcomes[way].append(drive(port, cycle(requests), clients=sizes.readers, seconds=sizes.seconds))
    report.part(f"Who has places, {sizes.readers} clients, {shelters} shelters in the table")
    report.row("", "requests/s", "median ms", "p95 ms", "client busy")
    for way, runs in outcomes.items():
        refuse_errors(way, runs)
        busy = max(run.busy for run in runs)
        report.row(
            WAYS[way],
            f"{median(run.rate for run in runs):.0f}",
            f"{median(run.p50 for run in runs):.1f}",
            f"{median(run.p95 for run in runs):.1f}",
            f"{busy:.0%}",
        )
    return {way: median(run.rate for run in runs) for way, runs in outcomes.items()}


def refuse_errors(way: str, runs: list[Outcome]) -> None:
    """A refusal is quick, and would look like speed."""
    for run in runs:
        if set(run.statuses) - {200, 201}:
            raise SystemExit(f"{way}: answers {run.statuses}, for example {run.refused}")
