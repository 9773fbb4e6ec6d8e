"""J4: a fake lawyer moves from A to B. Four houses, an office, and nobody learns who told it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.rights import Role
from alerts.actions import living, reports
from alerts.models import Alert, AlertText, FraudReport, Message
from privacy.purge import erasing
from privacy.retention import RULES
from tests.alerts.moderating import told
from tests.alerts.web.test_desk import browser, text_of
from tests.factories.accounts import MembershipFactory, OrganizationFactory

TEN_FIFTEEN = "2026-11-22T18:15:00Z"  # in Tijuana
DESK = "/alerts/desk/"
NAMES = {"A": "Casa Norte", "B": "Templo Este", "D": "Puente", "M": "Oficina"}
FACTS = {
    "kind": "fraud", "level": "confirmed", "mark": "clear", "tactic": "false_lawyer", "channel": "at_door",
    "price_from": "500", "price_to": "", "currency": "USD", "area": "Centro", "lasts_days": "90",
    "beware": "", "real": "",
}  # fmt: skip
TEXTS = {
    "es": ("Un falso abogado pide 500 dólares", "Promete una cita en 48 horas.", "No pague nada."),
    "en": ("A false lawyer asks for 500 dollars", "He promises an appointment in 48 hours.", "Do not pay."),
    "ht": ("Yon fo avoka mande 500 dola", "Li pwomèt yon randevou nan 48 èdtan.", "Pa peye anyen."),
}  # fmt: skip


@pytest.fixture
def houses(network):
    cache.clear()
    return {key: OrganizationFactory(network=network, name=name) for key, name in NAMES.items()}


@pytest.fixture
def staff(houses):
    """A and B are desks, D a coordinator who reads as the second person."""
    roles = {"A": Role.VOLUNTEER, "B": Role.VOLUNTEER, "D": Role.COORDINATOR}
    return {key: MembershipFactory(organization=houses[key], role=role) for key, role in roles.items()}


def publish(client, second, reports_):
    """From the heap on the desk to everybody, through the pages."""
    keys = [str(report.pk) for report in reports_]
    client.post(f"{DESK}new/", {**FACTS, "report": keys, "kept_beware": "phone=+526645554471"})
    alert = Alert.objects.get()
    for language, (headline, said, react) in TEXTS.items():
        words = {"headline": headline, "said": said, "react": react}
        client.post(f"{DESK}{alert.pk}/words/{language}/", words)
    client.post(f"{DESK}{alert.pk}/do/submit/")
    second.post(f"{DESK}{alert.pk}/review/", {"deed": "publish", "read": list(TEXTS)})
    return Alert.objects.get()


def test_a_fake_lawyer_moves_from_a_to_b(network, moderator, staff):
    with time_machine.travel(TEN_FIFTEEN, tick=False) as clock:
        # 1 and 2: two houses tell the same number, each in its own way.
        first = told(staff["A"], number="664 555 4471", words="Cita en 48 horas.", area="Centro")
        second = told(staff["B"], number="+52 1 664 555 4471", words="Cobra quinientos.")
        office, checker = browser(moderator), browser(staff["D"])
        desk = " ".join(text_of(office, DESK).split())
        assert "2 reports" in desk
        assert "2 independent organizations" in desk

        # 4: drafted, written in three languages, read and published by another house.
        alert = publish(office, checker, [first, second])
        assert (alert.state, alert.level, alert.confirmations) == ("published", "confirmed", 2)
        assert set(AlertText.objects.values_list("language", "state")) == {
            (language, "reviewed") for language in TEXTS
        }

        # 5 and 6: everybody reads it; nothing says who told it.
        guest = Client(headers={"accept-language": "ht"})
        public = guest.get(f"/a/{network.code}/{alert.code}/").content.decode()
        assert TEXTS["ht"][0] in public
        pages = [public, text_of(checker, f"{DESK}{alert.pk}/"), desk, text_of(office, f"{DESK}{alert.pk}/")]
        for house in ("Casa Norte", "Templo Este"):
            assert [house in page for page in pages] == [False] * 4

        # 7: somebody complains; hidden, then withdrawn, and that is told too.
        clock.shift(timedelta(hours=5))
        office = browser(moderator)  # signed in again
        guest.post(f"/a/{network.code}/{alert.code}/reply/", {"words": "Soy abogado."})
        office.post(f"{DESK}{alert.pk}/do/hide/", {"reason": "una queja"})
        hidden = guest.get(f"/a/{network.code}/{alert.code}/").content.decode()
        office.post(f"{DESK}{alert.pk}/do/withdraw/", {"reason": "fue un error"})
        withdrawn = guest.get(f"/a/{network.code}/{alert.code}/").content.decode()
        for page in (hidden, withdrawn):
            assert [text in page for text in TEXTS["ht"]] == [False] * 3
        kinds = list(Message.objects.order_by("number").values_list("kind", flat=True))
        assert kinds == ["Alert", "Update", "Cancel"]

        # and its text is erased after 30 days.
        clock.shift(timedelta(days=30, minutes=1))
        erasing.one_batch(RULES["ended_alerts"], moderator.organization_id)
        assert not AlertText.objects.exists()
        assert not Message.objects.exists()


def test_alerts_end_when_nobody_renews_them(network, moderator, staff):
    with time_machine.travel(TEN_FIFTEEN, tick=False) as clock:
        rows = [told(staff[key]) for key in ("A", "B")]
        alert = publish(browser(moderator), browser(staff["D"]), rows)

        clock.shift(timedelta(days=89))
        assert living.expire_due() == 0
        clock.shift(timedelta(days=1))
        assert living.expire_due() == 1

        assert Alert.objects.get(pk=alert.pk).state == "expired"


def test_whoever_told_it_can_take_it_back_and_the_alert_stays(moderator, staff, network):
    received = reports.report(
        network.pk,
        reports.Told("false_lawyer", points=["664 555 4471"]),
        by=staff["A"],
        door="staff",
    )
    report = FraudReport.objects.get(pk=received.report_id)
    other = told(staff["B"])
    alert = publish(browser(moderator), browser(staff["D"]), [report, other])

    reports.take_back(network.pk, received.receipt)

    report.refresh_from_db()
    assert report.state == "withdrawn"
    assert Alert.objects.get(pk=alert.pk).state == "published"
