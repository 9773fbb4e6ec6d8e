"""Files with households: two people, one passphrase, one day."""

import csv
import io
from datetime import timedelta

import pytest
import pyzipper
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import invitations, locks
from accounts.errors import Locked, SamePerson, TooNew
from accounts.models import Lock, Membership
from accounts.rights import Role
from core.errors import NotAllowed, NotHere
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import demands, erasing, erasures, households, names, stays
from shelters.actions import household_exports as exports
from shelters.errors import ApprovedAlready, ExportOver, NoHouseholdsAsked, NothingLeft, WeakPassphrase
from shelters.models import Demand, HouseholdExport
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

PASSPHRASE = "una puerta bien cerrada"


@pytest.fixture
def second(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def family(house, coordinator):
    """A woman called Rosa and a child, in beds."""
    type(house).objects.filter(pk=house.pk).update(collects_called_name=True)
    house.refresh_from_db()
    room = make_room(ShelterFactory(organization=house, name="=Norte"), 4, name="Cuarto 1")
    family = make_household(house, "woman", "child")
    persons = list(family.persons.order_by("number"))
    stays.check_in(family, into=dict(zip(persons, room.beds.all(), strict=False)), by=coordinator)
    coordinator.refresh_from_db()
    names.keep(family, called={1: "Rosa"}, by=coordinator)
    return family


@pytest.fixture
def demand(coordinator):
    today = timezone.now().date()
    return demands.register(
        asked_by="court", received_on=today, paper="court_order", wanted="list", by=coordinator
    )


def opened(content, passphrase=PASSPHRASE):
    """The rows of the file and what it says about itself."""
    archive = pyzipper.AESZipFile(io.BytesIO(content))
    archive.setpassword(passphrase.encode())
    rows = list(csv.reader(io.StringIO(archive.read("records.csv").decode("utf-8-sig"))))
    return rows, archive.read("about.txt").decode("utf-8-sig")


def agreed(export, second, **how):
    return exports.approve(export, by=second, **how)


def test_two_coordinators_let_a_family_take_its_own_data(family, coordinator, second):
    export = agreed(exports.ask_for_family(family, by=coordinator), second)

    rows, about = opened(exports.take(export, passphrase=PASSPHRASE, by=coordinator))

    assert rows[0] == ["code", "person", "age", "shelter", "room", "bed", "from", "until"]
    assert [row[:6] for row in rows[1:]] == [
        [str(family), "1", "18 to 59", "'=Norte", "Cuarto 1", "1"],
        [str(family), "2", "5 to 11", "'=Norte", "Cuarto 1", "2"],
    ]
    assert str(export.pk) in about
    assert "Rosa" not in str(rows)
    entries = AuditEntry.objects.filter(about_id=export.pk).order_by("at")
    assert [entry.verb for entry in entries] == [
        Verb.EXPORT_ASKED, Verb.EXPORT_APPROVED, Verb.EXPORT_TAKEN,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "agreed_to", "shown"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_called_names_leave_only_when_both_said_so(family, coordinator, second, asked, agreed_to, shown):
    export = exports.ask_for_family(family, with_names=asked, by=coordinator)
    agreed(export, second, names=agreed_to)

    rows, _about = opened(exports.take(export, passphrase=PASSPHRASE, by=coordinator))

    assert ("Rosa" in str(rows)) == shown


def test_a_demand_gets_the_households_that_it_names(family, house, coordinator, second):
    other = make_household(house, "man")
    today = timezone.now().date()
    demand = demands.register(
        asked_by="court", received_on=today, paper="court_order", wanted="households",
        codes=[str(other)], by=coordinator,
    )  # fmt: skip
    export = agreed(exports.ask_for_demand(demand, by=coordinator), second)

    rows, _about = opened(exports.take(export, passphrase=PASSPHRASE, by=coordinator))

    assert [row[:4] for row in rows[1:]] == [[str(other), "1", "18 to 59", ""]]
    export.refresh_from_db()
    assert (export.households_given, export.persons_given) == (1, 1)


def demand_for(*families, by, wanted="households"):
    today = timezone.now().date()
    return demands.register(
        asked_by="court", received_on=today, paper="court_order", wanted=wanted,
        codes=[str(family) for family in families], by=by,
    )  # fmt: skip


def test_nobody_is_given_instead_of_a_family_that_was_erased(family, house, coordinator, second):
    gone = make_household(house, "man")
    demand = demand_for(gone, by=coordinator)
    export = agreed(exports.ask_for_demand(demand, by=coordinator), second)

    erasing.households([gone.pk])

    with pytest.raises(NothingLeft):
        exports.take(export, passphrase=PASSPHRASE, by=coordinator)
    with pytest.raises(NothingLeft):
        exports.ask_for_demand(demand, by=coordinator)
    export.refresh_from_db()
    assert (export.taken, export.households_given) == (0, 0)


def test_a_family_is_followed_through_merges(family, house, coordinator, second):
    named, middle, last = (make_household(house, age) for age in ("woman", "man", "child"))
    other = make_household(house, "woman")
    demand = demand_for(named, by=coordinator)
    households.merge(named, into=middle, by=coordinator)
    households.merge(middle, into=last, by=coordinator)
    export = agreed(exports.ask_for_demand(demand, by=coordinator), second)

    rows, _about = opened(exports.take(export, passphrase=PASSPHRASE, by=coordinator))

    assert {row[0] for row in rows[1:]} == {str(last)}
    assert len(rows[1:]) == 3
    assert str(other) not in str(rows)
    export.refresh_from_db()
    assert (export.households_given, export.persons_given) == (1, 3)


def test_the_file_knows_where_somebody_slept_before_a_merge(family, house, coordinator, second):
    stays.check_out(family, by=coordinator)
    into = make_household(house, "man")
    households.merge(family, into=into, by=coordinator)
    export = agreed(exports.ask_for_family(into, by=coordinator), second)

    rows, _about = opened(exports.take(export, passphrase=PASSPHRASE, by=coordinator))

    assert sorted(row[5] for row in rows[1:]) == ["", "1", "2"]


@pytest.mark.parametrize("wanted", ["entry", "figures", "funding", "other"])
def test_a_demand_for_something_else_gets_no_file(family, coordinator, second, wanted):
    with pytest.raises(NoHouseholdsAsked):
        exports.ask_for_demand(demand_for(family, by=coordinator, wanted=wanted), by=coordinator)

    # Asked for before this was refused.
    export = agreed(exports.ask_for_demand(demand_for(family, by=coordinator), by=coordinator), second)
    Demand.objects.update(wanted=wanted)
    with pytest.raises(NoHouseholdsAsked):
        exports.take(HouseholdExport.objects.get(pk=export.pk), passphrase=PASSPHRASE, by=coordinator)


def test_who_let_a_file_out_is_known_after_the_family_is_erased(house, coordinator, second):
    family = make_household(house, "woman")
    export = agreed(exports.ask_for_family(family, by=coordinator), second)
    exports.take(export, passphrase=PASSPHRASE, by=coordinator)

    erasures.carry_out(erasures.ask(family, by=coordinator), by=coordinator)

    export = HouseholdExport.objects.get(pk=export.pk)
    assert (export.household, export.taken, export.persons_given) == (None, 1, 1)
    with pytest.raises(NothingLeft):
        exports.take(export, passphrase=PASSPHRASE, by=coordinator)


def test_a_demand_for_everybody_gets_who_is_here_and_nobody_of_another_house(
    family, demand, coordinator, second, stranger
):
    make_household(stranger.organization, "man")
    export = agreed(exports.ask_for_demand(demand, by=coordinator), second)

    rows, _about = opened(exports.take(export, passphrase=PASSPHRASE, by=coordinator))

    assert {row[0] for row in rows[1:]} == {str(family)}


def test_nothing_of_it_is_readable_without_the_passphrase(family, coordinator, second):
    export = agreed(exports.ask_for_family(family, with_names=True, by=coordinator), second, names=True)

    content = exports.take(export, passphrase=PASSPHRASE, by=coordinator)

    assert b"Rosa" not in content
    assert family.code.encode() not in content
    with pytest.raises(RuntimeError):
        opened(content, "una puerta mal cerrada")


# ---------------------------------------------------------------- refusals


def test_nobody_approves_the_own_question(family, coordinator):
    export = exports.ask_for_family(family, by=coordinator)

    with pytest.raises(SamePerson):
        exports.approve(export, by=coordinator)


def test_whoever_was_invited_for_it_does_not_approve(family, house, coordinator, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=30))
    export = exports.ask_for_family(family, with_names=True, by=coordinator)
    _invitation, code = invitations.invite(organization=house, role=Role.COORDINATOR, by=coordinator)
    puppet = invitations.accept(code, username="puppet", password="una puerta bien cerrada 42")

    with pytest.raises(TooNew):
        exports.approve(export, names=True, by=puppet)

    export.refresh_from_db()
    assert export.approved_by is None


def test_it_is_approved_once(family, coordinator, second, house):
    export = agreed(exports.ask_for_family(family, by=coordinator), second)

    with pytest.raises(ApprovedAlready):
        exports.approve(export, by=MembershipFactory(organization=house))


@pytest.mark.parametrize("who", ["desk", "reader", "network_desk", "stranger"])
def test_nobody_else_has_a_hand_in_it(family, coordinator, second, who, request):
    member = request.getfixturevalue(who)
    export = agreed(exports.ask_for_family(family, by=coordinator), second)

    with pytest.raises(NotAllowed):
        exports.ask_for_family(family, by=member)
    with pytest.raises(NotAllowed):
        exports.approve(export, by=member)
    with pytest.raises(NotAllowed):
        exports.withdraw(export, by=member)
    with pytest.raises(NotAllowed):
        exports.take(export, passphrase=PASSPHRASE, by=member)


def test_only_the_one_who_asked_takes_it(family, coordinator, second):
    export = agreed(exports.ask_for_family(family, by=coordinator), second)

    with pytest.raises(NotHere):
        exports.take(export, passphrase=PASSPHRASE, by=second)


def test_nothing_leaves_before_it_is_approved(family, coordinator):
    export = exports.ask_for_family(family, by=coordinator)

    with pytest.raises(ExportOver):
        exports.take(export, passphrase=PASSPHRASE, by=coordinator)


def test_it_is_taken_three_times_at_most(family, coordinator, second):
    export = agreed(exports.ask_for_family(family, by=coordinator), second)
    for _each in range(3):
        exports.take(export, passphrase=PASSPHRASE, by=coordinator)

    with pytest.raises(ExportOver):
        exports.take(export, passphrase=PASSPHRASE, by=coordinator)


def test_it_is_over_after_a_day(family, coordinator, second):
    export = agreed(exports.ask_for_family(family, by=coordinator), second)
    assert export.ends_at - export.asked_at <= timedelta(hours=24, seconds=1)
    HouseholdExport.objects.update(ends_at=timezone.now())

    with pytest.raises(ExportOver):
        exports.take(export, passphrase=PASSPHRASE, by=coordinator)


def test_either_withdraws_it(family, coordinator, second):
    export = agreed(exports.ask_for_family(family, by=coordinator), second)
    exports.withdraw(export, by=second)

    with pytest.raises(ExportOver):
        exports.take(export, passphrase=PASSPHRASE, by=coordinator)


def test_a_lock_withdraws_it_for_good(family, coordinator, second, desk):
    export = agreed(exports.ask_for_family(family, by=coordinator), second)
    locks.lock(by=desk)
    fresh = Membership.objects.select_related("organization").get(pk=coordinator.pk)
    export = HouseholdExport.objects.select_related("organization").get(pk=export.pk)
    with pytest.raises(Locked):
        exports.take(export, passphrase=PASSPHRASE, by=fresh)

    locks.ask_to_reopen(by=coordinator)
    locks.confirm_reopening(by=second)

    export = HouseholdExport.objects.get(pk=export.pk)
    with pytest.raises(ExportOver):
        exports.take(export, passphrase=PASSPHRASE, by=coordinator)
    assert not Lock.objects.open().exists()


@pytest.mark.parametrize("passphrase", ["", "rosa", "a" * 30, "123123123123123123"])
def test_a_weak_passphrase_seals_nothing(family, coordinator, second, passphrase):
    export = agreed(exports.ask_for_family(family, by=coordinator), second)

    with pytest.raises(WeakPassphrase):
        exports.take(export, passphrase=passphrase, by=coordinator)


def test_the_proposal_is_long_and_new_each_time():
    proposals = {exports.new_passphrase() for _each in range(50)}

    assert len(proposals) == 50
    assert {len(each) for each in proposals} == {24}


def test_an_answered_demand_gets_no_file(demand, coordinator):
    demands.answer(demand, answer="no_order", by=coordinator)

    with pytest.raises(NotHere):
        exports.ask_for_demand(demand, by=coordinator)


# ---------------------------------------------------------------- the database has the last word


def test_one_person_alone_never_exports(family, coordinator, second, demand):
    export = exports.ask_for_family(family, by=coordinator)
    now = timezone.now()
    wrong = [
        {"approved_by": coordinator, "approved_at": now},
        {"approved_by": second},
        {"taken": 1},
        {"names_approved": True},
        {"approved_by": second, "approved_at": now, "names_approved": True},
        {"approved_by": second, "approved_at": now, "taken": 4},
        {"demand": demand},
    ]

    for facts in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            HouseholdExport.objects.filter(pk=export.pk).update(**facts)
