"""The family's paper says: each time is written down. So whoever is shown a code leaves an entry."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.codes import show_code
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import demands, erasures, household_exports, stays
from shelters.actions.holds import hold
from shelters.models import Change, Household
from shelters.parties import Party, PersonAnswer
from tests.callers import sign_in
from tests.factories.shelters import ShelterFactory, make_household, make_room

LISTED, OPENED = {Verb.HOUSEHOLDS_LISTED: 1}, {Verb.HOUSEHOLD_OPENED: 1}
READS = (*LISTED, *OPENED)


@pytest.fixture
def room(house):
    return make_room(ShelterFactory(organization=house), 2)


@pytest.fixture
def family(house, room, coordinator):
    family = make_household(house, "woman")
    stays.check_in(family, into={family.persons.get(): room.beds.first()}, by=coordinator)
    return family


def browse(member, path):
    """The page, and what was written down about looking at it."""
    client, before = Client(), set(AuditEntry.objects.values_list("pk", flat=True))
    sign_in(client, member)
    answer = client.get(path)
    assert answer.status_code == 200
    looks = AuditEntry.objects.exclude(pk__in=before).filter(verb__in=READS)
    return answer.content.decode(), Counter(looks.values_list("verb", flat=True))


def test_the_history_over_the_api_is_a_list_or_an_opening(coordinator, family):
    deed = Change.objects.get(household=family)

    listed = browse(coordinator, "/api/v1/changes/")
    opened = browse(coordinator, f"/api/v1/changes/{deed.pk}/")

    assert [str(family.pk) in said for said, _looks in (listed, opened)] == [True, True]
    assert (listed[1], opened[1]) == (LISTED, OPENED)


def test_a_deed_of_a_house_opens_no_household(coordinator, room):
    deed = Change.objects.create(
        organization=coordinator.organization, shelter=room.shelter, verb=Verb.BEDS_MADE, by=coordinator
    )

    assert browse(coordinator, f"/api/v1/changes/{deed.pk}/")[1] == {}


def test_what_waits_to_be_erased_is_a_list(coordinator, family):
    assert browse(coordinator, reverse("shelters:keeping"))[1] == {}
    erasures.ask(family, by=coordinator)

    said, looks = browse(coordinator, reverse("shelters:keeping"))

    assert (show_code(family.code) in said, looks) == (True, LISTED)


def test_what_a_demand_names_is_a_list_and_an_export_opens(coordinator, family):
    demand = demands.register(
        asked_by="court",
        received_on=timezone.now().date(),
        paper="court_order",
        wanted="households",
        codes=[family.code],
        by=coordinator,
    )
    export = household_exports.ask_for_family(family, by=coordinator)

    named = browse(coordinator, reverse("shelters:demand", args=[demand.pk]))
    exported = browse(coordinator, reverse("shelters:export", args=[export.pk]))

    assert [show_code(family.code) in said for said, _looks in (named, exported)] == [True, True]
    assert (named[1], exported[1]) == (LISTED, OPENED)


def test_pages_that_open_by_themselves_show_first_letters_and_write_nothing(coordinator, family, room):
    hold(Party((PersonAnswer("18-59", "woman"),)), at=room.shelter, by=coordinator)
    codes = list(Household.objects.values_list("code", flat=True))

    first_page, looks = browse(coordinator, reverse("admin:index"))
    board, others = browse(coordinator, reverse("shelters:board", args=[room.shelter.pk]))

    assert looks == others == {}
    assert f"{Household.objects.exclude(pk=family.pk).get().code[:4]}…" in first_page
    assert not [code for code in codes for said in (first_page, board) if code in said]
    assert not [code for code in codes for said in (first_page, board) if show_code(code) in said]


def test_a_list_is_one_entry_however_long(house, coordinator):
    for _each in range(3):
        make_household(house, "woman")

    assert browse(coordinator, "/api/v1/households/")[1] == LISTED
