"""From the moment somebody publishes an alert until the last open page shows it."""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from statistics import median, quantiles

from django.db import connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from accounts.models import Membership
from alerts.actions import telling
from alerts.models import Alert, Message
from partners.actions import webhooks
from privacy import walls
from tests.deploy.commands import ROOT
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory
from tests.factories.alerts import AlertFactory, AlertsOfficeFactory, AlertTextFactory
from tests.load import site, town
from tests.load.report import Report
from tests.load.sizes import Sizes

HOUSES = 10
LANGUAGES = ("es", "en", "ht")
ORIGIN = Origin("http://localhost")
PATIENCE = 60.0
AIM = 1.0
# Seconds: what the field guide promises for every way of telling.
PROMISED = 60.0
# After the last one, how long to listen for a message that comes twice.
SETTLED = 5.0


@dataclass
class Round:
    """One telling: seconds until each socket had it."""

    begun: float = 0.0
    arrived: list[float] = field(default_factory=list)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


def measure(environment: dict[str, str], sizes: Sizes, report: Report) -> None:
    """Sockets of ten houses in three languages, all of one process; one telling after another."""
    network = NetworkFactory()
    houses = [OrganizationFactory(network=network) for _each in range(HOUSES)]
    office = AlertsOfficeFactory(organization=houses[0])
    alert = AlertFactory(organization=office.organization)
    for language in LANGUAGES:
        AlertTextFactory(alert=alert, language=language)
    members = [MembershipFactory(organization=house) for house in houses]
    with site.sockets(environment) as port:
        rounds = asyncio.run(_tellings(port, members, alert, sizes))
    first = [min(each.arrived) * 1000 for each in rounds]
    last = [max(each.arrived) * 1000 for each in rounds]
    report.part(f"Publish to the last of {sizes.sockets} sockets, {len(rounds)} times")
    report.row("", "median ms", "p95 ms")
    report.row("until the first open page", f"{median(first):.0f}", f"{_p95(first):.0f}")
    report.row("until the last open page", f"{median(last):.0f}", f"{_p95(last):.0f}")
    report.aim("publish to the last socket, p95 in seconds", _p95(last) / 1000, most=AIM)
    _post(environment, members, alert, sizes, report)


def _post(
    environment: dict[str, str], members: list[Membership], alert: Alert, sizes: Sizes, report: Report
) -> None:
    """The same with webhooks: receivers of all houses, in a process of their own, and one worker."""
    command = [sys.executable, "-m", "tests.load.receivers"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as heard,
        site.worker(environment),
    ):
        assert heard.stdout is not None
        port = int(heard.stdout.readline())
        for number in range(sizes.receivers):
            by = members[number % len(members)]
            webhooks.add(label="Socio", url=f"http://127.0.0.1:{port}/{number}", mark="clear", by=by)
        spent, seen = [], []
        for _each in range(sizes.tellings):
            begun = time.perf_counter()
            tell(alert, Message.Kind.UPDATE)
            came = [heard.stdout.readline().split()[:3] for _receiver in range(sizes.receivers)]
            spent.append((max(float(at) for _path, _id, at in came) - begun) * 1000)
            seen += [(path, message) for path, message, _at in came]
        time.sleep(SETTLED)
        heard.terminate()
        seen += [tuple(line.split()[:2]) for line in heard.stdout]
    wanted = sizes.receivers * sizes.tellings
    report.part(f"Publish to the last of {sizes.receivers} webhook receivers, {sizes.tellings} times")
    report.row("", "median ms", "p95 ms", "lost", "twice")
    lost, twice = wanted - len(set(seen)), len(seen) - len(set(seen))
    report.row("until the last receiver", f"{median(spent):.0f}", f"{_p95(spent):.0f}", str(lost), str(twice))
    report.aim("publish to the last receiver, p95 in seconds", _p95(spent) / 1000, most=PROMISED)


def _p95(figures: list[float]) -> float:
    return quantiles(figures, n=20, method="inclusive")[18]


async def _tellings(port: int, members: list[Membership], alert: Alert, sizes: Sizes) -> list[Round]:
    headers = await asyncio.to_thread(lambda: [town.headers_of(member)["Cookie"] for member in members])
    rounds = [Round() for _each in range(sizes.tellings)]
    lines = [await opened(port, headers[n % len(headers)], n) for n in range(sizes.sockets)]
    listening = [asyncio.create_task(_listen(line, rounds, sizes.sockets)) for line in lines]
    kind = Message.Kind.ALERT
    for one in rounds:
        one.begun = time.perf_counter()
        await asyncio.to_thread(tell, alert, kind)
        await asyncio.wait_for(one.is_over.wait(), PATIENCE)
        kind = Message.Kind.UPDATE
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    await asyncio.gather(*(line.close() for line in lines))
    return rounds


async def opened(port: int, cookie: str, number: int) -> ClientConnection:
    """A socket that has heard what holds now."""
    address = f"ws://localhost:{port}/ws/alerts/?language={LANGUAGES[number % len(LANGUAGES)]}"
    line = await connect(
        address, additional_headers={"Cookie": cookie}, origin=ORIGIN, proxy=None, compression=None
    )
    await line.recv()
    return line


async def _listen(line: ClientConnection, rounds: list[Round], sockets: int) -> None:
    async for text in line:
        now = time.perf_counter()
        number = int(json.loads(text)["lines"][0]["key"].rpartition(".")[2])
        one = rounds[number - 1]
        one.arrived.append(now - one.begun)
        if len(one.arrived) == sockets:
            one.is_over.set()


def tell(alert: Alert, kind: Message.Kind) -> Message:
    """As the actions of moderation do, in one transaction."""
    with walls.within(alert.organization_id, network=alert.network_id):
        message = telling.tell(alert, kind)
    connection.close()
    return message
