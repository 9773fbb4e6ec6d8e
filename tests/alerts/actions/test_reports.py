"""Reports of fraud: what was told arrives, who told it does not."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core import serializers

from accounts.errors import Locked
from accounts.rights import Role
from alerts.actions import offices, reports
from alerts.actions.reports import Told
from alerts.errors import (
    EnoughAdded,
    GuestCode,
    MayHoldNames,
    ReportTakenBack,
    UnknownReceipt,
    UnreadPoint,
)
from alerts.models import FraudReport, FraudTally, ReportAddition, ReportedPoint, Witness
from core.codes import new_code, show_code
from core.errors import BadInput, NotAllowed
from privacy import keyring, retention, sealed, walls
from privacy.keyring import KeyGone, Subject
from privacy.models import AuditEntry
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory
from tests.factories.shelters import CANARY_NAME

LAWYER = {"tactic": "false_lawyer", "channel": "at_door", "price": Decimal(500), "currency": "USD"}
SAME_NUMBER = ["664 555 4471", "+52 664 555 4471", "+52 1 664 555 4471", "wa.me/5216645554471"]


@pytest.fixture
def office(network):
    """The office stands in a fourth house."""
    return AlertsOfficeFactory(organization=OrganizationFactory(network=network))


def told(**changes):
    return Told(**{**LAWYER, "words": "Promete una cita en 48 horas.", **changes})


def send(by, **changes):
    return reports.report(by.organization.network_id, told(**changes), by=by, door="staff")


def only_report():
    return FraudReport.objects.get()


def test_a_report_lies_in_the_pool_of_the_office(desk, office):
    send(
        desk, points=["664 555 4471", "@citas.rapidas"], area=" Zona   Norte ", happened_on=date(2026, 11, 1)
    )

    found = only_report()
    assert found.organization_id == office.organization_id != desk.organization_id
    assert (found.tactic, found.price, found.currency, found.area) == (
        "false_lawyer",
        Decimal(500),
        "USD",
        "Zona Norte",
    )
    assert sealed.read(found, "words") == "Promete una cita en 48 horas."
    assert sealed.day_of(found, "words") == found.received_on + timedelta(days=30)
    assert {point.point.kind for point in found.points.select_related("point")} == {"phone", "handle"}


def test_nothing_in_the_pool_names_the_house_or_the_person(desk, office):
    send(desk, points=["664 555 4471"])

    rows = [
        row
        for model in apps.get_app_config("alerts").get_models()
        for row in model._base_manager.filter(organization=office.organization_id)
    ]
    dumped = serializers.serialize("json", rows)
    assert len(rows) == 5
    assert [str(key) for key in (desk.pk, desk.organization_id, desk.user_id) if str(key) in dumped] == []


@pytest.mark.parametrize("hour", [5, 7])
def test_of_its_arrival_only_the_day_of_the_network_is_kept(desk, office, network, hour):
    network.time_zone = "America/Tijuana"
    network.save()

    with time_machine.travel(datetime(2026, 11, 22, hour, 59, tzinfo=UTC), tick=False):
        send(desk, points=["664 555 4471"])

    moments = [
        (model._meta.label, field.name)
        for model in (FraudReport, ReportAddition, ReportedPoint, Witness)
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "DateTimeField"
    ]
    assert moments == []
    assert only_report().received_on == date(2026, 11, 21)


def test_no_trail_says_that_somebody_reported(desk, office):
    send(desk)

    assert not AuditEntry.objects.exists()


def test_numbers_written_differently_are_one_contact_point(desk, stranger, city, office):
    for by, number in zip((desk, stranger, city), SAME_NUMBER, strict=False):
        send(by, points=[number])

    point = ReportedPoint.objects.get()
    assert (point.value, point.mentions.count(), point.witnesses.count()) == ("+526645554471", 3, 3)


def test_one_organization_counts_once(desk, coordinator, office):
    send(desk, points=SAME_NUMBER[:2])
    send(coordinator, points=[SAME_NUMBER[2], "@citas.rapidas"])

    assert {point.value: point.witnesses.count() for point in ReportedPoint.objects.all()} == {
        "+526645554471": 1,
        "@citas.rapidas": 1,
    }
    tokens = set(Witness.objects.values_list("token", flat=True))
    assert len(tokens) == 2  # those of two contact points cannot be told to be of one house


def test_one_person_in_two_organizations_is_not_two_that_confirm(desk, stranger, office):
    """Nor is a row of theirs told from one of the public page; who works in another network only counts."""
    far = MembershipFactory(user=stranger.user)
    both = MembershipFactory(user=desk.user, organization=stranger.organization, role=Role.COORDINATOR)

    send(desk, points=["664 555 4471"])
    send(both, points=["664 555 4471"])
    counted = Witness.objects.count()
    send(stranger, points=["664 555 4471"])

    assert far.organization.network_id != stranger.organization.network_id
    assert (counted, Witness.objects.count()) == (0, 1)
    assert sorted(FraudReport.objects.values_list("door", flat=True)) == ["public", "public", "staff"]


def test_the_public_door_counts_as_no_organization(network, office):
    reports.report(network.pk, told(points=["664 555 4471"]), by=None, door="public")

    assert (only_report().door, Witness.objects.count()) == ("public", 0)
    assert not AuditEntry.objects.exists()


def test_the_answer_is_the_same_whether_the_contact_is_known(desk, stranger, office):
    first = send(desk, points=["664 555 4471"])
    second = send(stranger, points=["664 555 4471"])

    assert [type(value) for value in vars(first).values()] == [type(value) for value in vars(second).values()]
    assert len(first.receipt) == len(second.receipt)


@pytest.mark.parametrize("role", [Role.ROBOT])
def test_who_may_not_report_is_refused(house, role):
    with pytest.raises(NotAllowed):
        send(MembershipFactory(organization=house, role=role, user=None))


def test_nobody_reports_into_another_network(desk, outsider, office):
    with pytest.raises(NotAllowed):
        reports.report(outsider.organization.network_id, told(), by=desk, door="staff")


def test_a_locked_house_does_not_report(desk, office):
    desk.organization.locked_at = datetime.now(UTC)

    with pytest.raises(Locked):
        send(desk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tactic": "bribe"},
        {"tactic": ""},
        {"channel": "pigeon"},
        {"price": Decimal(-1)},
        {"price": Decimal("NaN")},
        {"currency": "XXX"},
        {"price": None},
        {"words": "x" * 2001},
        {"words": "a\0b"},
        {"area": "x" * 81},
        {"points": ["664 555 4471"] * 11},
        {"happened_on": date(2999, 1, 1)},
        {"language": "tlh"},
    ],
    ids=str,
)
def test_what_no_report_can_hold_is_refused(desk, office, wrong):
    with pytest.raises(BadInput) as refused:
        send(desk, **wrong)

    assert set(refused.value.fields) <= {*wrong, "currency"}
    assert not FraudReport.objects.exists()


def test_a_line_that_is_no_contact_point_is_named_by_its_number(desk, office):
    with pytest.raises(UnreadPoint) as refused:
        send(desk, points=["664 555 4471", "el señor de la puerta"])

    assert refused.value.facts == {"line": 2}
    assert not FraudReport.objects.exists()


def test_the_code_of_a_card_is_refused(desk, office):
    code = next(code for code in iter(new_code, None) if code.isalnum())

    with pytest.raises(GuestCode):
        send(desk, words=f"Le pasó a {show_code(code)}", no_names=True)

    assert not FraudReport.objects.exists()


def test_the_writer_is_warned_of_names_once_and_decides(desk, office):
    words = "Me llamo Ana Canario y me pidió 500 dólares."
    with pytest.raises(MayHoldNames) as warned:
        send(desk, words=words)
    assert list(warned.value.fields) == ["words"]
    assert not FraudReport.objects.exists()

    send(desk, words=words, no_names=True)

    assert only_report().may_hold_names


def test_words_without_names_are_not_marked(desk, office):
    send(desk, no_names=True)

    assert not only_report().may_hold_names


def test_a_form_sent_twice_is_one_report_with_a_new_receipt(desk, office):
    number, asked = desk.organization.network_id, uuid4()
    first = reports.report(number, told(points=["664 555 4471"]), by=desk, door="staff", asked=asked)
    second = reports.report(number, told(points=["664 555 4471"]), by=desk, door="staff", asked=asked)

    assert FraudReport.objects.count() == 1
    assert (reports.exists(number, first.receipt), reports.exists(number, second.receipt)) == (False, True)


def test_a_form_of_a_report_that_was_taken_back_brings_nothing_back(desk, office):
    number, asked = desk.organization.network_id, uuid4()
    received = reports.report(number, told(), by=desk, door="staff", asked=asked)
    reports.take_back(number, received.receipt)

    with pytest.raises(ReportTakenBack):
        reports.report(number, told(), by=desk, door="staff", asked=asked)


def test_words_are_added_with_the_receipt(desk, office):
    received = send(desk)

    typed = show_code(received.receipt).lower()
    reports.add(desk.organization.network_id, typed, " Hoy volvió. ", language="es")

    addition = only_report().additions.get()
    assert sealed.read(addition, "words") == "Hoy volvió."
    assert addition.organization_id == office.organization_id


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001, "a\0b"])
def test_what_cannot_be_added_is_refused(desk, office, words):
    received = send(desk)

    with pytest.raises(BadInput):
        reports.add(desk.organization.network_id, received.receipt, words, language="es")


def test_additions_are_looked_at_for_names_and_have_an_end(desk, office):
    network, receipt = desk.organization.network_id, send(desk).receipt
    with pytest.raises(MayHoldNames):
        reports.add(network, receipt, "Se llama Ana Canario.", language="es")

    for _number in range(reports.MOST_ADDITIONS):
        reports.add(network, receipt, "Se llama Ana Canario.", language="es", no_names=True)

    assert only_report().may_hold_names
    with pytest.raises(EnoughAdded):
        reports.add(network, receipt, "Volvió.", language="es")


@pytest.mark.parametrize("receipt", ["", "x", "0000-0000-0000-0", "0" * 13])
def test_a_wrong_receipt_opens_nothing(desk, office, receipt):
    network = desk.organization.network_id
    send(desk)

    with pytest.raises(UnknownReceipt):
        reports.add(network, receipt, "Volvió.", language="es")
    with pytest.raises(UnknownReceipt):
        reports.take_back(network, receipt)
    assert only_report().state == "new"


def test_a_receipt_opens_nothing_in_another_network(desk, outsider, office):
    receipt = send(desk).receipt
    AlertsOfficeFactory(organization=outsider.organization)

    with pytest.raises(UnknownReceipt):
        reports.take_back(outsider.organization.network_id, receipt)


def test_a_receipt_ends_with_the_time_of_its_report(desk, office):
    receipt = send(desk).receipt

    with time_machine.travel(datetime.now(UTC) + timedelta(days=40), tick=False):
        assert not reports.exists(desk.organization.network_id, receipt)


def test_what_is_taken_back_is_gone_from_rows_and_from_backups(desk, stranger, office):
    network = desk.organization.network_id
    taken = send(desk, points=["664 555 4471", "@citas.rapidas"], area="Centro")
    kept = send(stranger, points=["664 555 4471"])
    reports.add(network, taken.receipt, "Volvió.", language="es")
    backup = FraudReport.objects.get(pk=taken.report_id)

    reports.take_back(network, taken.receipt)

    found = FraudReport.objects.get(pk=taken.report_id)
    assert (found.state, found.words, found.price, found.area, found.receipt_hash) == (
        "withdrawn",
        None,
        None,
        "",
        None,
    )
    assert not ReportAddition.objects.exists()
    with pytest.raises(KeyGone):
        sealed.read(backup, "words")
    for day in (backup.received_on + timedelta(days=30), backup.received_on + timedelta(days=180)):
        with pytest.raises(KeyGone):
            keyring.key_for_opening(Subject(office.organization_id, taken.report_id, day))
    assert sealed.read(FraudReport.objects.get(pk=kept.report_id), "words")
    with pytest.raises(UnknownReceipt):
        reports.take_back(network, taken.receipt)


def test_taking_back_leaves_no_contact_point_and_never_counts_too_many_houses(desk, stranger, office):
    taken = send(desk, points=["664 555 4471", "@citas.rapidas"])
    send(stranger, points=["664 555 4471"])

    reports.take_back(desk.organization.network_id, taken.receipt)

    point = ReportedPoint.objects.get()
    assert (point.value, point.mentions.count(), point.witnesses.count()) == ("+526645554471", 1, 0)
    send(stranger, points=["664 555 4471"])
    assert point.witnesses.count() == 1


def test_an_erased_report_leaves_a_count_and_no_words(desk, office):
    send(desk, points=["664 555 4471"], area="Centro")
    taken = send(desk)
    reports.take_back(desk.organization.network_id, taken.receipt)
    rule = next(rule for rule in retention.rules_of(office.organization_id) if rule.name == "reports")

    with walls.within(office.organization_id):
        gone = rule.erase(office.organization_id, datetime.now(UTC) + timedelta(days=2), 10)

    assert (gone, FraudReport.objects.count()) == (2, 0)
    tally = FraudTally.objects.get()
    assert (tally.tactic, tally.area, tally.currency, tally.price_from, tally.reports) == (
        "false_lawyer",
        "Centro",
        "USD",
        500,
        1,
    )


def test_the_planted_name_of_a_guest_reaches_nothing_but_the_pool(desk, office, caplog):
    words = f"Me llamo {CANARY_NAME}, me pidió 500 dólares."
    send(desk, words=words, no_names=True)

    dumped = [
        f"{model._meta.label} {json.dumps(list(model._base_manager.values()), default=str)}"
        for model in apps.get_models()
    ]
    assert [line[:40] for line in dumped if CANARY_NAME in line] == []
    assert CANARY_NAME not in caplog.text
    assert CANARY_NAME in sealed.read(only_report(), "words")


def test_the_office_is_found_once(desk, network):
    send(desk)
    send(desk)

    with walls.within(None, network=network.pk):
        assert offices.office_of(network.pk).organization_id == only_report_office()


def only_report_office():
    return FraudReport.objects.values_list("organization_id", flat=True).distinct().get()
