"""The worker that posts alerts is killed again and again: does anybody miss one, or take one twice?

Deliveries are posted at least once, under an id that stays. So two things are counted: the same id that came
again (a worker died before it wrote down that it was taken), and what a receiver that takes each id once, as
docs/partners/webhooks.md asks for, has taken twice all the same.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles

from django.db import connection
from django.utils import timezone
from websockets.asyncio.client import ClientConnection

from accounts.models import Membership
from alerts.models import Alert, Message
from config.celery import app
from partners import tasks
from partners.actions import webhooks
from partners.models import Delivery
from partners.models.webhooks import DeliveryQuerySet
from privacy.walls import guard
from tests.deploy.commands import ROOT
from tests.deploy.site import Site
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory
from tests.factories.alerts import AlertFactory, AlertsOfficeFactory, AlertTextFactory
from tests.load import site, telling, town
from tests.load.report import Report
from tests.load.sizes import Sizes

# Told in turn, so that updates wait for what a dead worker had claimed.
ALERTS = 10
PATIENCE = 300.0
STEP = 0.05


@dataclass(frozen=True)
class Came:
    """What a receiver got: which of them, the id of the delivery, what it is about, and when."""

    path: str
    delivery: str
    about: str
    at: float


@dataclass
class Run:
    """When each message was told, what came of it, and how many kills left something on its way."""

    codes: set[str] = field(default_factory=set)
    told: dict[str, float] = field(default_factory=dict)
    came: list[Came] = field(default_factory=list)
    pages: list[set[str]] = field(default_factory=list)
    closed: int = 0
    amid: int = 0


def measure(environment: dict[str, str], sizes: Sizes, report: Report) -> None:
    """Receivers and sockets of ten houses; the worker and the scheduler of the deployment."""
    network = NetworkFactory()
    houses = [OrganizationFactory(network=network) for _each in range(telling.HOUSES)]
    office = AlertsOfficeFactory(organization=houses[0]).organization
    alerts = [AlertFactory(organization=office) for _each in range(ALERTS)]
    for alert in alerts:
        for language in telling.LANGUAGES:
            AlertTextFactory(alert=alert, language=language)
    members = [MembershipFactory(organization=house) for house in houses]
    run = Run()
    with site.sockets(environment) as port, site.scheduled(environment) as served, _hearing(run) as receivers:
        for number in range(sizes.receivers):
            url = f"http://127.0.0.1:{receivers}/{number}"
            webhooks.add(label="Socio", url=url, mark="clear", by=members[number % len(members)])
        asyncio.run(_watched(run, port, members, served, alerts, sizes))
        time.sleep(telling.SETTLED if sizes.waits_for_claims else 0)
    _tell(run, sizes, report)


@contextmanager
def _hearing(run: Run) -> Iterator[int]:
    """The port of all receivers; what comes to them is noted until the end of the block."""
    command = [sys.executable, "-m", "tests.load.receivers"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as heard:
        assert heard.stdout is not None
        lines = heard.stdout
        port = int(lines.readline())
        noting = threading.Thread(target=lambda: run.came.extend(map(_came, lines)))
        noting.start()
        try:
            yield port
        finally:
            heard.terminate()
            noting.join()


def _came(line: str) -> Came:
    path, delivery, at, about = line.split()
    return Came(path, delivery, about, float(at))


async def _watched(
    run: Run, port: int, members: list[Membership], served: Site, alerts: list[Alert], sizes: Sizes
) -> None:
    """The kills, while pages are open."""
    cookies = await asyncio.to_thread(lambda: [town.headers_of(member)["Cookie"] for member in members])
    lines = [await telling.opened(port, cookies[n % len(cookies)], n) for n in range(sizes.pages)]
    run.pages = [set() for _line in lines]
    listening = [
        asyncio.create_task(_listen(line, keys)) for line, keys in zip(lines, run.pages, strict=True)
    ]
    await asyncio.to_thread(_kill, run, served, alerts, sizes)
    run.closed = sum(task.done() for task in listening)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    await asyncio.gather(*(line.close() for line in lines))


async def _listen(line: ClientConnection, keys: set[str]) -> None:
    async for text in line:
        keys.update(each["key"] for each in json.loads(text)["lines"])


@guard.openly()
def _kill(run: Run, served: Site, alerts: list[Alert], sizes: Sizes) -> None:
    """Tell and kill, somewhere in the time that posting takes; at last let one worker live."""
    dice = random.Random(6)  # no secret: any moments will do
    _start(served)
    begun = time.perf_counter()
    _publish(run, alerts[-1])
    _wait_until_taken()
    usual = time.perf_counter() - begun
    for number in range(sizes.kills):
        _publish(run, alerts[number % len(alerts)])
        time.sleep(dice.uniform(0, usual))
        worker = served.processes["worker"]
        os.killpg(worker.pid, signal.SIGKILL)  # and the processes that it posts from
        worker.wait()
        run.amid += _on_their_way().exists()
        if not sizes.waits_for_claims:
            _on_their_way().update(next_try_at=timezone.now())
            tasks.send_alerts.delay()
        _start(served)
    _wait_until_taken()
    _wait_until_seen(run)
    connection.close()


def _start(served: Site) -> None:
    """The worker of the deployment, until it answers."""
    served.start("worker")
    deadline = time.monotonic() + PATIENCE
    while not app.control.ping(timeout=STEP):
        if served.processes["worker"].poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"The worker did not start:\n{served.told('worker')}")


def _publish(run: Run, alert: Alert) -> None:
    begun = time.perf_counter()
    kind = Message.Kind.UPDATE if alert.code in run.codes else Message.Kind.ALERT
    message = telling.tell(alert, kind)
    run.codes.add(alert.code)
    run.told[f"{alert.code}.{message.number}"] = begun


def _wait_until_taken() -> None:
    deadline = time.monotonic() + PATIENCE
    while _on_their_way().exists() and time.monotonic() < deadline:
        time.sleep(STEP)


def _wait_until_seen(run: Run) -> None:
    deadline = time.monotonic() + telling.PROMISED
    while any(run.told.keys() - keys for keys in run.pages) and time.monotonic() < deadline:
        time.sleep(STEP)


def _on_their_way() -> DeliveryQuerySet:
    return Delivery.objects.filter(taken_at=None, given_up_at=None)


def _tell(run: Run, sizes: Sizes, report: Report) -> None:
    """The part of the table, and its aims."""
    first: dict[tuple[str, str], Came] = {}
    for came in run.came:
        first.setdefault((came.path, came.delivery), came)
    taken = [(came.path, came.about) for came in first.values()]
    wanted, seen = sizes.receivers * len(run.told), sizes.pages * len(run.told)
    lost, doubled = wanted - len(set(taken)), len(taken) - len(set(taken))
    unseen = sum(len(run.told.keys() - keys) for keys in run.pages)
    each = [came.at - run.told[came.about] for came in first.values()]
    last: dict[str, float] = {}
    for came in first.values():
        last[came.about] = max(last.get(came.about, 0), came.at - run.told[came.about])
    report.part(
        f"{len(run.told)} alerts told to {sizes.receivers} receivers and {sizes.pages} open pages,"
        f" the worker killed {sizes.kills} times"
    )
    report.row("", "messages", "lost", "came again", "taken twice")
    again = len(run.came) - len(first)
    report.row(f"{sizes.receivers} webhook receivers", *map(str, (wanted, lost, again, doubled)))
    report.row(f"{sizes.pages} open pages, {run.closed} of them closed", str(seen), str(unseen))
    report.row("kills that left something on its way", str(run.amid))
    report.row("", "median s", "p95 s", "most s")
    report.row("until a receiver", *_seconds(each))
    report.row("until the last receiver", *_seconds(list(last.values())))
    report.aim("lost, at receivers and on open pages", lost + unseen + run.closed, most=0)
    report.aim("taken twice", doubled, most=0)


def _seconds(figures: list[float]) -> list[str]:
    p95 = quantiles(figures, n=20, method="inclusive")[18]
    return [f"{figure:.2f}" for figure in (median(figures), p95, max(figures))]
