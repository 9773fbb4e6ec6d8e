"""P3: what is past its time is read nowhere, whether or not a worker comes by to erase it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import keeping
from accounts.rights import Role
from privacy import walls
from privacy.purge import erasing as purge
from privacy.retention import RULES
from privacy.verbs import Verb
from shelters.actions import demands, household_exports, households, legal_holds, seating, stays
from shelters.errors import NothingLeft
from shelters.models import (
    ArrivalDraft,
    BusCount,
    Change,
    Demand,
    DemandedHousehold,
    ErasureRequest,
    Hold,
    Household,
    Person,
    Referral,
    SplitNote,
    Stay,
)
from tests.callers import Caller, sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

MONTH = timedelta(days=30)
MINUTE = timedelta(minutes=1)
HANGING = (Person, Stay, Change, SplitNote, DemandedHousehold, ErasureRequest)
READ, GONE = {200, 302}, {404}


@pytest.fixture
def colleague(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def room(house):
    return make_room(ShelterFactory(organization=house), 3)


def check_in(household, room, by):
    free = room.beds.exclude(stays__ended_at=None, stays__isnull=False).order_by("label")
    people = household.persons.order_by("number")
    stays.check_in(household, into=dict(zip(people, free, strict=False)), by=by)


@pytest.fixture
def family(house, room, coordinator):
    """Two people who slept here and left; something of every kind hangs on them."""
    family = make_household(house, "woman", "child")
    check_in(family, room, coordinator)
    stays.check_out(family, by=coordinator)
    told = {"organization": house, "household": family}
    note = {"kind": "rooms", "reason": "care", "together": [], "adults": {}, "confirmed_by": coordinator}
    SplitNote.objects.create(**told, **note)
    ErasureRequest.objects.create(**told, asked_by=coordinator, due_at=timezone.now())
    demands.register(
        asked_by="court",
        received_on=timezone.now().date(),
        paper="court_order",
        wanted="households",
        codes=[family.code],
        by=coordinator,
    )
    answered = {"answer": "no_order", "answered_by": coordinator, "answered_at": timezone.now()}
    Demand.objects.update(**answered)  # an open one lets nobody shorten a time
    return family


def move_to(time_machine, household, time):
    """So long after the household left."""
    left_at = Household.objects.get(pk=household.pk).left_at
    time_machine.move_to(left_at + time, tick=False)


def hold(household, by, second):
    legal_holds.confirm(legal_holds.ask(household, reason="court_order", by=by).pk, by=second)


def rows_of(member):
    """How many rows of each kind this member may read."""
    return {model.__name__: model.objects.visible_to(member).count() for model in (Household, *HANGING)}


def answers(member, household):
    """What the doors say: the page, the code as typed, the paper, the admin, the API."""
    client, api = Client(), Caller(member)
    sign_in(client, member)
    pages = [
        client.get(reverse("shelters:household", args=[household.pk])),
        client.post(reverse("shelters:household_find"), {"code": household.code}),
        client.get(reverse("shelters:household_kept", args=[household.pk])),
        client.get(reverse("admin:shelters_household_change", args=[household.pk])),
        api.get(f"households/{household.pk}/"),
    ]
    return {page.status_code for page in pages}


def listed(member):
    """How many households the lists of the admin and of the API show."""
    client, api = Client(), Caller(member)
    sign_in(client, member)
    rows = client.get(reverse("admin:shelters_household_changelist")).context["cl"].result_list
    return len(rows), len(api.get("households/").json()["results"]), len(api.get("stays/").json()["results"])


def test_a_household_is_there_until_its_time_is_over_and_gone_a_minute_later(
    coordinator, family, time_machine
):
    move_to(time_machine, family, MONTH - MINUTE)
    assert answers(coordinator, family) <= READ
    assert listed(coordinator) == (1, 1, 2)
    assert all(rows_of(coordinator).values())

    move_to(time_machine, family, MONTH + MINUTE)

    assert answers(coordinator, family) == GONE
    assert listed(coordinator) == (0, 0, 0)
    assert set(rows_of(coordinator).values()) == {0}
    assert Household.objects.count() == 1  # no worker has come by


def test_what_is_hidden_is_what_the_purge_erases(house, coordinator, family, room, time_machine):
    staying, waiting, merged = (make_household(house, "woman") for _each in range(3))
    check_in(staying, room, coordinator)
    households.merge(merged, into=staying, by=coordinator)

    for days in (29, 31, 61):
        time_machine.move_to(family.opened_at + timedelta(days=days), tick=False)
        seen = set(Household.objects.visible_to(coordinator).values_list("pk", flat=True))
        while purge.one_batch(RULES["households"], house.pk):
            pass
        assert seen == set(Household.objects.values_list("pk", flat=True))

    assert seen == {staying.pk, merged.pk}
    assert waiting.pk not in seen


def test_the_hours_are_those_that_the_organization_chose(
    coordinator, family, time_machine, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        keeping.keep_for("households", hours=72, by=coordinator)

    move_to(time_machine, family, timedelta(hours=72) - MINUTE)
    assert answers(coordinator, family) <= READ
    move_to(time_machine, family, timedelta(hours=72) + MINUTE)

    assert answers(coordinator, family) == GONE


def test_under_legal_hold_it_stays_until_the_hold_is_over(coordinator, colleague, family, time_machine):
    hold(family, coordinator, colleague)

    move_to(time_machine, family, MONTH + MINUTE)
    assert answers(coordinator, family) <= READ
    assert all(rows_of(coordinator).values())
    move_to(time_machine, family, timedelta(days=91))

    assert answers(coordinator, family) == GONE


@pytest.mark.parametrize("which", [0, 1, 2])
def test_what_holds_one_of_three_merged_ones_keeps_all_readable(
    house, coordinator, colleague, time_machine, which
):
    chain = [make_household(house, "woman") for _each in range(3)]
    hold(chain[which], coordinator, colleague)
    households.merge(chain[0], into=chain[1], by=coordinator)
    households.merge(chain[1], into=chain[2], by=coordinator)

    time_machine.move_to(timezone.now() + MONTH + MINUTE)

    assert Household.objects.visible_to(coordinator).count() == 3
    assert seating.lock_household(chain[2], by=coordinator) == chain[2]


def test_the_first_card_of_a_merged_family_works_for_as_long_as_the_family_is_here(
    house, room, coordinator, time_machine
):
    chain = [make_household(house, "woman") for _each in range(3)]
    households.merge(chain[0], into=chain[1], by=coordinator)
    households.merge(chain[1], into=chain[2], by=coordinator)
    check_in(chain[2], room, coordinator)

    time_machine.move_to(timezone.now() + timedelta(days=100))
    assert answers(coordinator, chain[0]) <= READ
    stays.check_out(chain[2], by=coordinator)
    time_machine.move_to(timezone.now() + MONTH + MINUTE)

    assert [answers(coordinator, each) for each in chain] == [GONE] * 3


def test_nobody_acts_on_what_is_past_its_time(house, coordinator, room, family, time_machine):
    deed = Change.objects.filter(household=family).first()
    export = household_exports.ask_for_family(family, by=coordinator)
    move_to(time_machine, family, MONTH + MINUTE)
    room.shelter.refresh_from_db()

    client, api = Client(), Caller(coordinator)
    sign_in(client, coordinator)
    beds = [{"person": 1, "bed": str(room.beds.first().pk)}]
    refused = api.post("stays/", {"household": str(family.pk), "placements": beds})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert client.post(reverse("shelters:undo", args=[deed.pk])).status_code == 404
    assert client.post(reverse("shelters:legal_hold_ask", args=[family.pk])).status_code == 404
    with pytest.raises(NothingLeft):
        list(household_exports.households_of(export))
    assert family.code not in client.get(reverse("shelters:export", args=[export.pk])).content.decode()


def test_counts_and_drafts_end_by_themselves_too(house, coordinator, room, time_machine):
    now = timezone.now()
    own = {"organization": house, "shelter": room.shelter}
    BusCount.objects.create(**own, men=3, men_waiting=3)
    Referral.objects.create(**own, people=2, hold_ref=house.pk, held_until=now)
    Change.objects.create(**own, verb=Verb.PLACES_COUNTED, by=coordinator)
    ArrivalDraft.objects.create(organization=house, member=coordinator)
    times = {ArrivalDraft: timedelta(days=1), BusCount: MONTH, Referral: MONTH, Change: MONTH}

    for model, time in times.items():
        time_machine.move_to(now + time - MINUTE, tick=False)
        assert model.objects.visible_to(coordinator).exists(), model
        time_machine.move_to(now + time + MINUTE, tick=False)
        assert not model.objects.visible_to(coordinator).exists(), model


def test_a_place_that_is_held_is_seen_however_old_the_entry(house, coordinator, room):
    family = make_household(house, "woman")
    long_ago = timezone.now() - timedelta(days=400)
    Household.objects.filter(pk=family.pk).update(opened_at=long_ago)
    soon = timezone.now() + timedelta(hours=1)
    Hold.objects.create(
        organization=house, shelter=room.shelter, household=family, asked_by=house, held_until=soon
    )

    assert Household.objects.visible_to(coordinator).count() == 1
    assert Hold.objects.visible_to(coordinator).count() == 1


def test_hours_and_holds_are_looked_up_once_a_minute(house, coordinator, django_assert_num_queries):
    make_household(house, "woman")

    with walls.within(house.pk), django_assert_num_queries(2):
        list(Household.objects.visible_to(coordinator))
        list(Person.objects.visible_to(coordinator))
