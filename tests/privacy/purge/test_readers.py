"""P3: what a purge would take is read by nobody, whether or not one has come by."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import keeping
from accounts.models import Lock
from appointments.models import (
    ActShare,
    Appointment,
    ChecklistItem,
    Consent,
    ProgrammeAct,
    Reminder,
    Seat,
    TrackedPerson,
    Tracking,
    WaitTally,
    Workshop,
)
from privacy import audit, keyring, receipts, retention, walls
from privacy.models import AuditEntry, Receipt
from privacy.retention import SITE
from privacy.verbs import Verb
from shelters.actions import capacity, holds
from tests.callers import sign_in
from tests.privacy.purge import planting

MINUTE = timedelta(minutes=1)
# No list shows these: whoever asks names the one row, or asks for those that are open or in force.
NOT_LISTED = {
    "account.EmailAddress", "account.EmailConfirmation", "accounts.User", "core.KeptAnswer",
    "mfa.Authenticator", "privacy.Canary", "sessions.Session",
}  # fmt: skip
# The colleague who reads is still there, and so is where this colleague works.
STILL_HERE = {"accounts.Membership", "shelters.ShelterAssignment", "shelters.ShelterInvitation"}


def readable():
    """The labels of everything that ends and that somebody may read."""
    labels = {label for rule in retention.RULES.values() for label in rule.models}
    return sorted(labels - NOT_LISTED - STILL_HERE)


@pytest.fixture
def everything(house, desk, coordinator):
    """One row at least of everything that ends and that a list shows."""
    planting.make_everything(house, desk, coordinator)
    here = {"organization": house}
    appointment, tracking = Appointment.objects.get(), Tracking.objects.get()
    family, programme, today = tracking.household, tracking.programme, timezone.now().date()
    ChecklistItem.objects.create(**here, appointment=appointment, line=1)
    TrackedPerson.objects.create(**here, tracking=tracking, person=family.persons.first())
    Consent.objects.create(**here, household=family, partner=house, given_to=desk)
    Reminder.objects.create(**here, household=family, on=today)
    Seat.objects.create(**here, household=family, workshop=Workshop.objects.get(), number=1)
    ActShare.objects.create(**here, act=ProgrammeAct.objects.get())
    WaitTally.objects.create(**here, programme=programme, week=today, days=3, households=1)
    Lock.objects.create(
        **here, locked_by=desk, reopen_asked_by=desk, reopened_by=coordinator, reopened_at=timezone.now()
    )
    now = timezone.now()
    receipts.issue(house.pk, receipts.Run(now, now, "done"))


def test_years_later_nothing_is_read_that_a_purge_would_have_taken(everything, coordinator, time_machine):
    now = timezone.now()
    time_machine.move_to(now + timedelta(days=2))
    holds.end_overdue()
    capacity.end_overdue()
    kept = {label for label in readable() if apps.get_model(label).objects.exists()}

    time_machine.move_to(now + timedelta(days=6 * 365))

    assert kept == set(readable())
    read = {label for label in kept if apps.get_model(label).objects.visible_to(coordinator).exists()}
    assert read == set()


@pytest.fixture
def pages(coordinator):
    """`pages(*names)`: how many of the rows stand in each of these lists of the site."""

    def count(*names):
        client = Client()
        sign_in(client, coordinator)
        found = {}
        for name in names:
            shown = client.get(reverse(name)).context
            found[name] = len(shown["cl"].result_list if "cl" in shown else shown["receipts"])
        return found

    return count


@pytest.mark.parametrize("days", [180, 30], ids=["as usual", "chosen shorter"])
def test_a_deed_is_read_until_its_time_is_over_and_still_proves_the_trail(
    house, coordinator, pages, time_machine, days, django_capture_on_commit_callbacks
):
    listing = "admin:privacy_auditentry_changelist"
    if days == 30:
        with django_capture_on_commit_callbacks(execute=True):
            keeping.keep_for("audit", hours=days * 24, by=coordinator)
    with walls.within(house.pk):
        audit.record(Verb.HOUSEHOLD_OPENED, by=coordinator, about=house)
    last = AuditEntry.objects.of(house.pk).order_by("number").last()

    time_machine.move_to(last.at + timedelta(days=days) - MINUTE, tick=False)
    assert pages(listing)[listing] > 0
    time_machine.move_to(last.at + timedelta(days=days) + MINUTE, tick=False)
    assert pages(listing) == {listing: 0}

    assert AuditEntry.objects.of(house.pk).count() == last.number  # nothing was erased
    with walls.within(house.pk):
        report = audit.verify(house.pk, public_key=keyring.public_key())
    assert (report.entries, report.findings) == (last.number, [])


def test_a_receipt_is_read_for_four_hundred_days_and_verified_for_as_long_as_it_stands(
    house, pages, time_machine, capsys
):
    now = timezone.now()
    for tenant in (house.pk, SITE):
        receipts.issue(tenant, receipts.Run(now, now, "done"), counts={"households": 3})
    lists = ("admin:privacy_receipt_changelist", "shelters:keeping")

    time_machine.move_to(now + timedelta(days=400) - MINUTE, tick=False)
    assert pages(*lists) == dict.fromkeys(lists, 1)
    call_command("receipt", "list")
    assert len(capsys.readouterr().out.splitlines()) == 2
    time_machine.move_to(now + timedelta(days=400) + MINUTE, tick=False)

    assert pages(*lists) == dict.fromkeys(lists, 0)
    call_command("receipt", "list")
    assert capsys.readouterr().out == ""
    call_command("receipt", "verify")
    assert capsys.readouterr().out.count("whole: 1 receipts") == Receipt.objects.count() == 2
