"""Attempts to learn which house told something, made again (docs/developers/attack-who-reported.md)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import Membership, Organization
from accounts.rights import Role
from alerts.actions import answers, fraud_figures, reports, reviewing
from alerts.actions.drafting import draft
from alerts.actions.reports import Told
from alerts.errors import NotConfirmed
from alerts.models import Alert, FraudReport, Message, Sighting, Witness
from alerts.points import asked, digest
from alerts.web import fact_forms
from partners.actions import keys, outbox
from partners.models import Delivery
from partners.scopes import Scope
from tests.alerts.moderating import NUMBER, WORDS, published, told, waiting
from tests.alerts.web.test_desk import browser
from tests.callers import Caller
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import FraudReportFactory, WebhookReceiverFactory

GUEST = "Yolanda Plantada"
UNKNOWN = "664 555 0001"
ONCE = re.compile(
    r'name="(?:csrfmiddlewaretoken|once|asked)" value="[^"]+"|nonce="[^"]+"|"X-CSRFToken": "[^"]+"'
)
# What the site keeps of a session, not of a report: which browser was here lately.
NOT_OF_A_REPORT = {"sessions.Session"}


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    cache.clear()
    with time_machine.travel("2026-11-22T18:15:00Z", tick=False):
        yield


def rows_of_every_table() -> dict[str, set[tuple[Any, ...]]]:
    """The database as somebody reads it who has a dump and no keyring."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label not in NOT_OF_A_REPORT:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
                found[model._meta.label] = {tuple(map(_plain, row)) for row in cursor.fetchall()}
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, dict | list | memoryview) else value


def written_by(deed: Callable[[], object]) -> dict[str, set[tuple[Any, ...]]]:
    """Rows that are there after the deed and were not before."""
    before = rows_of_every_table()
    deed()
    after = rows_of_every_table()
    return {label: rows - before[label] for label, rows in after.items() if rows - before[label]}


def traces(written: dict[str, set[tuple[Any, ...]]], *who: Membership | Organization) -> list[str]:
    """Tables whose new rows name one of them, or a minute."""
    keys = {str(each.pk) for each in who}
    keys |= {key.replace("-", "") for key in keys}
    found = []
    for label, rows in written.items():
        values = [value for row in rows for value in row]
        text = " ".join(map(str, values))
        if any(isinstance(value, datetime) for value in values) or any(key in text for key in keys):
            found.append(label)
    return found


def test_a_dump_of_the_database_leads_from_no_house_to_what_it_told(network, house, desk, moderator, second):
    """Every way in: the desk, a key, the buttons under an alert, the receipt."""
    alert = published(moderator, second)
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    key, text = keys.make(partner, label="L", scopes=[Scope.REPORT_FRAUD], lasts_days=9, by=second)
    page, program = browser(desk), Caller(key=text)
    program.get("alerts/")  # the day on which a key is used stands with the key
    typed = {"tactic": "insider", "points": UNKNOWN, "language": "es", "asked": str(UUID(int=7))}
    button = {"alert": alert.code, "next": "/desk/"}
    deeds: dict[str, Callable[[], Any]] = {
        "desk": lambda: page.post("/alerts/report/", {**typed, "once": "a" * 32}),
        "key": lambda: program.post("fraud-reports/", {"tactic": "insider", "points": [UNKNOWN]}),
        "seen": lambda: page.post("/alerts/sightings/", {**button, "kind": "seen", "once": "b" * 32}),
        "false alarm": lambda: page.post(
            "/alerts/sightings/", {**button, "kind": "false_alarm", "once": "c" * 32}
        ),
    }

    for name, deed in deeds.items():
        written = written_by(deed)

        assert written, name
        assert traces(written, house, desk, partner, key.actor) == [], name
        assert set(written) <= {"alerts.FraudReport", "alerts.ReportedPoint", "alerts.ReportedContact",
                                "alerts.Witness", "alerts.Sighting"}, name  # fmt: skip
    # What no house witnessed and staff told would be of the one partner with a key.
    assert set(FraudReport.objects.values_list("door", flat=True)) == {"staff", "public"}

    received = reports.report(network.pk, Told("insider", points=[UNKNOWN]), by=desk, door="staff")
    assert traces(written_by(lambda: reports.take_back(network.pk, received.receipt)), house, desk) == []


def test_no_two_sightings_are_known_to_be_of_one_house(moderator, second, desk):
    alert = published(moderator, second)

    for days in range(2):
        with time_machine.travel(datetime(2026, 11, 22 + days, 18, 15, tzinfo=UTC), tick=False):
            for kind in Sighting.Kind.values * 2:
                answers.note(alert, kind, by=desk)

    assert (Sighting.objects.count(), Sighting.objects.values("token").distinct().count()) == (4, 4)


def test_nobody_outside_of_the_office_sees_anything_change(
    network, house, office, desk, moderator, second, colleague
):
    """Bodies, status codes, tags and all other headers before and after, for everybody who may look."""
    alert = published(moderator, second)
    waiting(colleague, level="confirmed", lasts_days=90, beware=[UNKNOWN])
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    _key, text = keys.make(partner, label="L", scopes=list(Scope), lasts_days=9, by=second)
    lead = MembershipFactory(organization=office.organization, role=Role.COORDINATOR)
    here = f"/a/{network.code}/"
    looked_up = [digest(asked(number)[0], network.code)[:5] for number in (UNKNOWN, NUMBER)]
    program = [f"/api/v1/{path}" for path in ("alerts/", f"alerts/{alert.pk}/", "alerts/stix/")]
    program += [f"/api/v1/contact-points/{beginning}/" for beginning in looked_up]
    public = [f"{here}{path}" for path in ("", "check.json", "alerts.json", "feed.atom", f"{alert.code}/")]
    staff = ["/alerts/desk/", f"/alerts/desk/{alert.pk}/"]
    viewers = {
        "everybody": (Client(), public),
        "partner": (Caller(key=text).client, program),
        "another house": (browser(second), [*staff, *program, "/alerts/figures/"]),
        "another moderator": (browser(colleague), staff),
        "coordinator of the office": (browser(lead), [*staff, "/admin/"]),
    }

    def looked() -> dict[tuple[str, str], tuple[int, list[tuple[str, str]], str]]:
        cache.clear()
        return {(who, at): _seen(client, at) for who, (client, some) in viewers.items() for at in some}

    before = looked()
    told_of = Told("insider", f"Se llama {GUEST}.", points=[UNKNOWN, NUMBER], no_names=True)
    received = reports.report(network.pk, told_of, by=desk, door="staff")
    for kind in Sighting.Kind.values:
        answers.note(alert, kind, by=desk)
    between = looked()
    reports.take_back(network.pk, received.receipt)
    after = looked()

    assert {status for status, _headers, _body in before.values()} == {200}
    assert [at for at in before if before[at] != between[at]] == []
    assert [at for at in before if between[at] != after[at]] == []
    shown = "".join(body for _status, _headers, body in between.values())
    assert [word for word in (GUEST, str(house.pk)) if word in shown] == []


def _seen(client: Client, address: str) -> tuple[int, list[tuple[str, str]], str]:
    answer = client.get(address)
    own = {"X-Request-ID", "Content-Security-Policy"}
    headers = [(name, value) for name, value in answer.headers.items() if name not in own]
    return answer.status_code, headers, ONCE.sub("", answer.content.decode())


def test_a_name_in_a_report_goes_no_further_than_the_pool(network, house, desk, moderator, second):
    """A draft begun from the report takes none of what was typed in words or as an area."""
    said = Told("insider", f"Se llama {GUEST}.", area=GUEST, points=[UNKNOWN], no_names=True)
    reports.report(network.pk, said, by=desk, door="staff")
    WebhookReceiverFactory(made_by=second)
    rows = list(FraudReport.objects.prefetch_related("points__point"))
    facts = fact_forms.from_reports(rows)

    alert = draft(network.pk, facts, by=moderator, reports=rows)
    moderator_page = browser(moderator)
    words = {"headline": WORDS.headline, "said": WORDS.said, "react": WORDS.react}
    moderator_page.post(f"/alerts/desk/{alert.pk}/words/es/", words)
    moderator_page.post(f"/alerts/desk/{alert.pk}/do/submit/")
    browser(second).post(f"/alerts/desk/{alert.pk}/review/", {"deed": "publish", "read": ["es"]})

    delivered = [outbox._told(row) for row in Delivery.objects.select_related("message")]
    files = [
        f"{alert.code}.1.cap",
        "feed.atom",
        "alerts.json",
        "alerts.stix.json",
        f"{alert.code}/",
        "check.json",
    ]
    bodies = [Client().get(f"/a/{network.code}/{name}").content.decode() for name in files]
    assert (Message.objects.count(), len(delivered)) == (1, 1)
    assert all(bodies)
    out = [*bodies, str(delivered), str(list(Message.objects.values())), str(Alert.objects.values().get())]
    for word in (GUEST, GUEST.split()[1], str(house), str(house.pk), str(desk.pk)):
        assert [each for each in out if word in each] == [], word


def test_a_refused_publication_does_not_count_the_neighbours(moderator, second, stranger):
    alert = waiting(moderator, level="confirmed", lasts_days=90)
    said = []

    for by in (None, second, second):
        if by is not None:
            told(by)
        with pytest.raises(NotConfirmed) as refused:
            reviewing.publish(alert, by=stranger, read=["es"])
        said.append(str(refused.value))

    assert len(set(said)) == 1


def test_figures_that_were_told_tell_no_report_that_is_taken_back(network, house, office, desk):
    reader = MembershipFactory(organization=house, role=Role.VIEWER)
    with time_machine.travel(datetime(2026, 10, 30, 18, tzinfo=UTC), tick=False):
        kept = [
            Told("insider", area="Centro", channel="phone"),
            Told("rumour", area="Calle 1", channel="sms"),
        ]
        received = [reports.report(network.pk, each, by=desk, door="staff") for each in kept]
    others = {"received_on": date(2026, 10, 30), "organization": office.organization}
    FraudReportFactory.create_batch(11, **others, tactic="insider", channel="phone", area="centro")
    FraudReportFactory.create_batch(12, **others, tactic="rumour", channel="sms", area="Otay")
    FraudReportFactory.create_batch(10, **others, tactic="rumour", channel="sms", area=GUEST, door="public")
    before = fraud_figures.of_network(by=reader)

    for each in received:
        reports.take_back(network.pk, each.receipt)
    after = fraud_figures.of_network(by=reader)

    def without_areas(found: list[fraud_figures.Figure]) -> list[fraud_figures.Figure]:
        return [figure for figure in found if figure.table != "area"]

    assert without_areas(after) == without_areas(before)
    areas = {figure.code.casefold(): figure.reports for figure in after if figure.table == "area"}
    assert areas == {"centro": 12, "otay": 12, "": 11}
    assert GUEST not in str(before)


def test_a_dump_tells_no_report_of_a_key_from_one_of_the_public_page(network, second):
    """With and without a number of its own, a contact point that staff know, and an area."""
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    _key, text = keys.make(partner, label="L", scopes=[Scope.REPORT_FRAUD], lasts_days=9, by=second)
    program = Caller(key=text)
    said = {"tactic": "insider", "points": [UNKNOWN], "area": "Centro"}
    form = {**said, "points": UNKNOWN, "language": "es", "asked": str(uuid4())}
    Client().post(f"/a/{network.code}/tell/", form)
    [public] = FraudReport.objects.values()

    program.post("fraud-reports/", said)
    program.post("fraud-reports/", said, Idempotency_Key="1")

    random = {"id", "asked", "receipt_hash", "words"}
    rows = list(FraudReport.objects.values())
    assert len(rows) == 3
    assert [{name: row[name] for name in row.keys() - random} for row in rows] == [
        {name: public[name] for name in public.keys() - random}
    ] * 3
    assert {row["asked"].version for row in rows} == {4}
    assert not Witness.objects.exists()
