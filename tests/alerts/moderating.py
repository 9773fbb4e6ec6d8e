"""Alerts on their way, made as moderators make them."""

from typing import Any

from accounts.models import Membership
from alerts.actions import drafting, reviewing, texts
from alerts.actions.drafting import Facts
from alerts.actions.reports import Told, report
from alerts.actions.texts import Words
from alerts.models import Alert, FraudReport
from alerts.points import read_point

NUMBER = "664 555 4471"
WORDS = Words("Un falso abogado pide dinero", "Dice que consigue una cita en 48 horas.", "No pague nada.")


def facts(**said: Any) -> Facts:
    """A false lawyer at the door with the number of J4; `beware` and `real` as typed."""
    for part in ("beware", "real"):
        if part in said:
            said[part] = tuple(map(read_point, said[part]))
    given = {"tactic": "false_lawyer", "channel": "at_door", "beware": (read_point(NUMBER),)}
    return Facts(**{**given, **said})


def told(by: Membership, *, number: str = NUMBER, words: str = "", **said: Any) -> FraudReport:
    """A report from the desk of the member."""
    given = {
        "tactic": "false_lawyer",
        "words": words,
        "price": None,
        "currency": "",
        "channel": "at_door",
        "points": [number],
        "area": "",
        "happened_on": None,
        "language": "es",
    }
    received = report(by.organization.network_id, Told(**{**given, **said}), by=by, door="staff")
    return FraudReport.objects.get(pk=received.report_id)


def drafted(by: Membership, **said: Any) -> Alert:
    """With Spanish words."""
    alert = drafting.draft(by.organization.network_id, facts(**said), by=by)
    texts.write(alert, "es", WORDS, by=by)
    return alert


def waiting(by: Membership, **said: Any) -> Alert:
    """Given to a second person."""
    return reviewing.submit(drafted(by, **said), by=by)


def published(by: Membership, second: Membership, **said: Any) -> Alert:
    """In force."""
    return reviewing.publish(waiting(by, **said), by=second, read=["es"])
