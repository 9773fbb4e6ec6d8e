"""Obstacles are written down in a chain, and the family carries the evidence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Role
from appointments import evidence
from appointments.actions import barrier_figures, barriers, handing_over
from appointments.actions.barriers import Obstacle, as_printed
from appointments.errors import AlreadyHandedOver, NothingToHandOver, NotTheLastBarrier
from appointments.models import BarrierChain, BarrierEntry, BarrierTally
from core.errors import BadInput, NotAllowed, NotHere, TooLate
from privacy import keyring, sealed
from privacy.purge.erasing import one_batch
from privacy.retention import rules_of
from shelters.errors import LooksLikePassword
from shelters.models import Household
from tests.behind import the_walls
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import ProgrammeFactory
from tests.factories.shelters import HouseholdFactory

pytestmark = pytest.mark.django_db

ADDRESS = "http://localhost/verify/"


@pytest.fixture
def helper() -> Membership:
    return MembershipFactory(role=Role.VOLUNTEER)


@pytest.fixture
def family(helper: Membership) -> Household:
    return HouseholdFactory(organization=helper.organization, ages=["18-59", "0-4"])


@pytest.fixture
def told(helper: Membership) -> Obstacle:
    programme = ProgrammeFactory(organization=helper.organization, code="cbp-one", name_en="CBP One")
    return Obstacle(
        programme,
        "technical",
        timezone.now() - timedelta(hours=2),
        "America/Tijuana",
        message="Error 502. No carga",
        attempt=41,
        device="android_old",
        language="es",
    )


def purge(family: Household) -> None:
    """What the purge does for the organization of this family."""
    for rule in rules_of(family.organization_id):
        while one_batch(rule, family.organization_id):
            pass


def chain_of(family: Household) -> list[tuple[evidence.Entry, str]]:
    rows = BarrierEntry.objects.of(family).select_related("programme")
    return [(as_printed(row, sealed.read(row, "message")), row.hash) for row in rows]


def test_each_entry_is_chained_to_the_one_before(helper, family, told):
    first = barriers.log(family, told, by=helper)
    second = barriers.log(family, replace(told, kind="member", message=""), by=helper)

    assert (first.number, first.former_hash) == (1, "")
    assert (second.number, second.former_hash) == (2, first.hash)
    assert evidence.is_whole("", chain_of(family))


@pytest.mark.parametrize(
    "change", [{"message": "Error 503"}, {"attempt": 42}, {"kind": "cost"}, {"zone": "UTC"}]
)
def test_a_changed_entry_breaks_the_chain(helper, family, told, change):
    barriers.log(family, told, by=helper)
    [(entry, digest)] = chain_of(family)

    assert not evidence.is_whole("", [(replace(entry, **change), digest)])


def test_the_exact_words_are_sealed(helper, family, told):
    entry = barriers.log(family, told, by=helper)
    entry.refresh_from_db()

    assert b"Error 502" not in bytes(entry.message)
    assert sealed.read(entry, "message") == "Error 502. No carga"


def test_a_password_is_never_written_down(helper, family, told):
    with pytest.raises(LooksLikePassword):
        barriers.log(family, replace(told, message="contraseña: Casa2024!"), by=helper)

    assert not BarrierEntry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "weather"},
        {"device": "fridge"},
        {"language": "tlh"},
        {"attempt": 0},
        {"zone": "Mars/Base"},
        {"happened_at": datetime(2031, 1, 1, tzinfo=UTC)},
        {"happened_at": datetime(2010, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_cannot_be_is_refused(helper, family, told, wrong):
    with pytest.raises(BadInput):
        barriers.log(family, replace(told, **wrong), by=helper)


def test_a_stranger_finds_no_household(family, told):
    stranger = MembershipFactory(role=Role.COORDINATOR)

    with pytest.raises(NotAllowed):
        barriers.log(family, told, by=stranger)


def test_a_viewer_writes_nothing_down(helper, family, told):
    viewer = MembershipFactory(organization=helper.organization, role=Role.VIEWER)

    with pytest.raises(NotAllowed):
        barriers.log(family, told, by=viewer)


def test_a_programme_of_another_network_is_not_there(helper, family, told):
    foreign = ProgrammeFactory(organization=OrganizationFactory())

    with pytest.raises(NotHere):
        barriers.log(family, replace(told, programme=foreign), by=helper)


def test_the_last_entry_can_be_taken_back_and_the_chain_goes_on(helper, family, told):
    first = barriers.log(family, told, by=helper)
    second = barriers.log(family, told, by=helper)

    barriers.take_back(second, by=helper)
    third = barriers.log(family, replace(told, kind="language"), by=helper)

    assert (third.number, third.former_hash) == (2, first.hash)
    assert BarrierTally.objects.get(kind="technical").entries == 1


def test_only_the_last_entry_can_be_taken_back(helper, family, told):
    first = barriers.log(family, told, by=helper)
    barriers.log(family, told, by=helper)

    with pytest.raises(NotTheLastBarrier):
        barriers.take_back(first, by=helper)


def test_an_entry_of_yesterday_stays(helper, family, told):
    entry = barriers.log(family, told, by=helper)

    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)), pytest.raises(TooLate):
        barriers.take_back(entry, by=helper)


def test_what_is_on_a_sheet_stays(helper, family, told):
    entry = barriers.log(family, told, by=helper)
    handing_over.hand_over(family, language="es", address=ADDRESS, by=helper)

    with pytest.raises(AlreadyHandedOver):
        barriers.take_back(entry, by=helper)


def test_a_power_cut_is_written_down_for_all_in_one_go(helper, told):
    families = HouseholdFactory.create_batch(3, organization=helper.organization)
    began = timezone.now() - timedelta(hours=3)
    cut = {"programme": told.programme, "began_at": began, "ended_at": began + timedelta(minutes=145)}

    entries = barriers.log_for_all(families, **cut, zone="America/Matamoros", by=helper)
    again = barriers.log_for_all(families, **cut, zone="America/Matamoros", by=helper)

    assert ({entry.household for entry in entries}, again) == (set(families), [])
    assert sealed.read(entries[0], "message").startswith("no power or network ")


@pytest.mark.parametrize(
    ("hours", "ended"), [(24.1, 0.5), (-1, 0.5), (2, -1)], ids=["too long", "backwards", "not over yet"]
)
def test_a_cut_that_cannot_be_is_refused(helper, family, told, hours, ended):
    ended_at = timezone.now() - timedelta(hours=ended)
    cut = {"programme": told.programme, "began_at": ended_at - timedelta(hours=hours), "ended_at": ended_at}

    with pytest.raises(BadInput):
        barriers.log_for_all([family], **cut, zone="America/Matamoros", by=helper)

    assert not BarrierEntry.objects.exists()


def test_a_household_is_counted_once_a_month(helper, family, told):
    barriers.log(family, told, by=helper)
    barriers.log(family, told, by=helper)

    tally = BarrierTally.objects.get()

    assert (tally.entries, tally.households) == (2, 1)


def test_one_household_never_looks_like_several(helper, family, told):
    now = datetime(2026, 12, 20, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        for days in (0, 25, 50):
            for language in ("es", "en"):
                at = now - timedelta(days=days)
                barriers.log(family, replace(told, happened_at=at, language=language), by=helper)

    assert sum(BarrierTally.objects.values_list("households", flat=True)) == 1
    assert sum(BarrierTally.objects.values_list("entries", flat=True)) == 6


def test_a_household_is_counted_once_also_after_its_entries_were_erased(helper, family, told):
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        barriers.log(family, replace(told, happened_at=now), by=helper)
        handing_over.hand_over(family, language="es", address=ADDRESS, by=helper)
    with time_machine.travel(now + timedelta(days=2), tick=False):
        purge(family)
        assert not BarrierEntry.objects.exists()
        again = barriers.log(family, replace(told, happened_at=now + timedelta(days=2)), by=helper)
        counted = BarrierTally.objects.get()
        barriers.take_back(again, by=helper)

    left = BarrierTally.objects.get()
    assert [(each.entries, each.households) for each in (counted, left)] == [(2, 1), (1, 1)]


def test_what_was_there_before_cells_were_kept_counts_the_household(helper, family, told):
    barriers.log(family, told, by=helper)
    kept = BarrierChain.objects.get().counted
    BarrierChain.objects.update(counted={})
    migration = import_module("appointments.migrations.0005_counted_cells")

    with the_walls():
        migration.cells_of_what_is_there(apps, None)
    found = BarrierChain.objects.get().counted
    barriers.log(family, told, by=helper)

    assert (found, list(found.values())) == (kept, [1])
    assert BarrierTally.objects.get().households == 1


def test_another_quarter_or_kind_counts_the_household_anew(helper, family, told):
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        for change in ({}, {"kind": "cost"}, {"happened_at": now - timedelta(days=80)}):
            barriers.log(family, replace(told, **{"happened_at": now, **change}), by=helper)

    assert list(BarrierTally.objects.values_list("households", flat=True)) == [1, 1, 1]


def test_what_is_taken_back_was_never_counted(helper, family, told):
    barriers.take_back(barriers.log(family, told, by=helper), by=helper)

    assert BarrierTally.objects.get().households == 0
    barriers.log(family, told, by=helper)
    assert BarrierTally.objects.get().households == 1


# ---------------------------------------------------------------- the sheet


@pytest.mark.parametrize("language", ["en", "es", "ht"])
def test_the_sheet_is_a_pdf_that_is_signed_as_a_whole(helper, family, told, language):
    barriers.log(family, told, by=helper)

    pdf = handing_over.hand_over(family, language=language, address=ADDRESS, by=helper)

    assert pdf.startswith(b"%PDF-")
    assert evidence.is_file_genuine(pdf, public_key=keyring.public_key())


def test_any_changed_byte_is_found(helper, family, told):
    barriers.log(family, told, by=helper)
    pdf = handing_over.hand_over(family, language="es", address=ADDRESS, by=helper)
    key = keyring.public_key()
    places = [*range(0, len(pdf) - 200, 997), *range(len(pdf) - 200, len(pdf))]

    for at in places:
        for bit in (1, 0x20):
            changed = bytearray(pdf)
            changed[at] ^= bit
            assert not evidence.is_file_genuine(bytes(changed), public_key=key), at
    for other in (pdf[:-1], pdf + b"\n", pdf + b"\n%%EOF", b""):
        assert not evidence.is_file_genuine(other, public_key=key)


def test_the_next_sheet_continues_the_former_one(helper, family, told):
    barriers.log(family, told, by=helper)
    handing_over.hand_over(family, language="es", address=ADDRESS, by=helper)
    chain = BarrierChain.objects.get(household=family)
    with time_machine.travel(timezone.now() + timedelta(days=1, hours=1)):
        purge(family)
        assert not BarrierEntry.objects.exists()
        again = replace(told, happened_at=timezone.now())

        entry = barriers.log(family, again, by=helper)

    assert (entry.number, entry.former_hash) == (2, chain.hash)


def test_the_days_of_the_sheet_are_those_on_the_wall(helper, family, told, monkeypatch):
    evening = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # 19:30 of Sunday the 22nd in Tijuana
    made, make = [], evidence.make_stamp
    monkeypatch.setattr(evidence, "make_stamp", lambda **facts: made.append(make(**facts)) or made[-1])
    with time_machine.travel(evening + timedelta(hours=1)):
        barriers.log(family, replace(told, happened_at=evening), by=helper)
        handing_over.hand_over(family, language="en", address=ADDRESS, by=helper)

    stamp = evidence.read_stamp(made[0], public_key=keyring.public_key())
    assert stamp is not None
    assert {stamp.first_day, stamp.last_day, stamp.issued_on} == {date(2026, 11, 22)}


def test_a_day_after_it_was_handed_over_nobody_reads_it_even_before_the_purge(helper, family, told):
    barriers.log(family, told, by=helper)
    handing_over.hand_over(family, language="es", address=ADDRESS, by=helper)

    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert not BarrierEntry.objects.visible_to(helper).exists()
        with pytest.raises(NothingToHandOver):
            handing_over.hand_over(family, language="es", address=ADDRESS, by=helper)


def test_without_an_entry_there_is_no_sheet(helper, family):
    with pytest.raises(NothingToHandOver):
        handing_over.hand_over(family, language="es", address=ADDRESS, by=helper)


def test_the_stamp_says_what_was_signed(helper):
    day = timezone.now().date()
    code = evidence.make_stamp(
        former="", last="ab" * 32, first_day=day, last_day=day, issued_on=day, entries=7
    )
    key = keyring.public_key()

    stamp = evidence.read_stamp(f"http://localhost/verify/#{code}", public_key=key)

    assert stamp == evidence.Stamp("", "ab" * 20, day, day, day, 7)
    for at in range(len(code)):
        other = "A" if code[at] != "A" else "B"
        assert evidence.read_stamp(code[:at] + other + code[at + 1 :], public_key=key) is None
    assert evidence.read_stamp("", public_key=key) is None
    assert evidence.read_stamp("çé", public_key=key) is None


def test_a_sheet_is_checked_after_its_household_was_erased(helper, family, told, tmp_path, capsys):
    barriers.log(family, told, by=helper)
    file, key = tmp_path / "sheet.pdf", tmp_path / "key"
    file.write_bytes(handing_over.hand_over(family, language="ht", address=ADDRESS, by=helper))
    key.write_text(keyring.public_key().hex())
    Household.objects.filter(pk=family.pk).update(left_at=timezone.now() - timedelta(days=31))
    purge(family)
    assert not Household.objects.filter(pk=family.pk).exists()

    call_command("evidence_verify", file, public_key=str(key))
    assert "genuine" in capsys.readouterr().out

    file.write_bytes(file.read_bytes().replace(b"%PDF", b"%PDE"))
    with pytest.raises(CommandError):
        call_command("evidence_verify", file, public_key=str(key))


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("houses", "is_network", "tells"),
    [
        ([5], False, True),
        ([4], False, False),
        ([5], True, False),
        ([9, 4], True, False),
        ([9, 5], True, True),
        ([5, 3, 2], True, True),
    ],
)
def test_small_cells_and_lonely_houses_are_not_told(houses, is_network, tells):
    assert barrier_figures.is_telling(houses, is_network=is_network) is tells


def test_the_figures_of_a_house_leave_small_cells_out(helper, told):
    coordinator = MembershipFactory(organization=helper.organization, role=Role.COORDINATOR)
    for family in HouseholdFactory.create_batch(5, organization=helper.organization):
        barriers.log(family, told, by=helper)
    barriers.log(family, replace(told, kind="cost"), by=helper)

    figures = {
        figure.kind: (figure.households, figure.entries)
        for figure in barrier_figures.of_house(helper.organization, by=coordinator)
    }

    assert figures == {"technical": (5, 5), "cost": (None, None)}
