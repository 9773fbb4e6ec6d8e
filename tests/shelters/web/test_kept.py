""" "What do you keep about me?": the paper for one household."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from privacy import retention, sealed
from privacy.models import AuditEntry, RetentionChoice
from privacy.verbs import Verb
from shelters.actions import stays
from shelters.models import Demand, DemandedHousehold, Household
from tests.callers import sign_in
from tests.factories.shelters import ShelterFactory, make_household, make_room

NAME = "canary-Yesenia"


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, name="Casa Norte", time_zone="UTC")


@pytest.fixture
def family(house, shelter, coordinator):
    """A woman with a child and a baby, in beds since today; the woman wants to be called by a name."""
    room = make_room(shelter, 4)
    household = make_household(house, "woman", "child", "baby")
    woman = household.persons.get(number=1)
    woman.lower = True
    sealed.write(woman, "called_name", NAME, day=None)
    woman.save()
    beds = dict(zip(household.persons.order_by("number"), room.beds.order_by("label"), strict=False))
    stays.check_in(household, into=beds, by=coordinator)
    return household


def paper(client, household, **asked):
    answer = client.get(f"/households/{household.pk}/kept/", asked, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    sheet = answer.text.partition("<main ")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", sheet))


def verbs_about(household):
    rows = AuditEntry.objects.filter(about_id=household.pk).exclude(verb=Verb.CHECKED_IN)
    return sorted(rows.values_list("verb", flat=True))


def test_it_says_what_is_kept_in_words(client, desk, family):
    sign_in(client, desk)

    told = paper(client, family)

    assert "3 persons. By age: 0 to 4: 1 · 5 to 11: 1" in told
    assert "lower bunk: 1" in told
    assert "You have a place to sleep since" in told
    assert "What you want to be called: is kept, locked with a key" in told
    assert "Notes about you: nothing is kept" in told
    assert "Names, notes and how to reach you: 72 hours after you leave" in told
    assert "Everything else: 30 days after you leave" in told


def test_it_holds_no_name_no_code_and_no_house(client, desk, family):
    sign_in(client, desk)

    answer = client.get(f"/households/{family.pk}/kept/")

    held = [text for text in (NAME, family.code, str(family), "Casa Norte") if text in answer.text]
    assert held == []


def test_names_and_house_stand_on_it_when_the_family_asks(client, desk, family):
    sign_in(client, desk)

    told = paper(client, family, words="on", house="on")

    assert NAME in told
    assert "Casa Norte" in told


def test_every_paper_is_written_down_and_reading_names_apart(client, desk, family):
    sign_in(client, desk)

    paper(client, family)
    assert verbs_about(family) == [Verb.DATA_PRINTED, Verb.HOUSEHOLD_OPENED]

    paper(client, family, words="on")
    assert verbs_about(family).count(Verb.WORDS_PRINTED) == 1


def test_after_leaving_it_says_the_days(client, desk, coordinator, family):
    stays.check_out(family, by=coordinator)
    left = timezone.now() - timedelta(days=1)
    ends = left + timedelta(hours=72)
    Household.objects.filter(pk=family.pk).update(left_at=left, names_until=ends)
    sign_in(client, desk)

    told = paper(client, family)

    assert f"{left + timedelta(days=30):%Y}" in told
    assert "You have no bed here now" in told
    assert "after you leave" not in told


def test_shorter_times_of_the_organization_stand_on_it(client, desk, family, house):
    RetentionChoice.objects.create(
        organization_id=house.pk, rule="called_name", hours=5, longest=retention.RULES["called_name"].hours
    )
    retention.choose_again(house.pk)
    sign_in(client, desk)

    assert "Names, notes and how to reach you: 5 hours after you leave" in paper(client, family)
    retention.choose_again(house.pk)


def test_words_whose_time_is_over_are_not_kept_any_more(client, desk, family):
    Household.objects.filter(pk=family.pk).update(names_until=timezone.now() - timedelta(minutes=1))
    sign_in(client, desk)

    told = paper(client, family, words="on")

    assert NAME not in told
    assert "What you want to be called: nothing is kept" in told


def test_other_rows_are_counted_but_a_demand_is_not_told(client, desk, coordinator, family):
    """Whether an authority asked is for the coordinator and a lawyer to say: an order may forbid it."""
    demand = Demand.objects.create(
        organization=family.organization,
        asked_by=Demand.Asker.COURT,
        received_on=timezone.now().date(),
        paper=Demand.Paper.NONE,
        wanted=Demand.Wanted.HOUSEHOLDS,
        registered_by=coordinator,
    )
    DemandedHousehold.objects.create(organization=family.organization, demand=demand, household=family)
    sign_in(client, desk)

    told = paper(client, family)

    assert "Also: history: 1" in told
    assert "demand" not in told
    assert "Has an authority asked about you? Ask the coordinator" in told


def test_a_family_kept_for_few_reads_so(client, coordinator, family):
    Household.objects.filter(pk=family.pk).update(kept_for=coordinator)
    sign_in(client, coordinator)

    assert "Only the coordinators of this house and one colleague" in paper(client, family)


@pytest.mark.parametrize(
    ("spoken", "asked", "shown"), [("ht", "", "ht"), ("ht", "es", "es"), ("mam", "", "en"), ("", "xx", "en")]
)
def test_it_speaks_the_language_of_the_family(client, desk, family, spoken, asked, shown):
    Household.objects.filter(pk=family.pk).update(language=spoken)
    sign_in(client, desk)

    answer = client.get(
        f"/households/{family.pk}/kept/", {"language": asked}, headers={"Accept-Language": "en"}
    )

    assert re.search(r'<main class="sheet compact"\s+lang="(\w+)"', answer.text)[1] == shown
    assert ("The family speaks Mam" in answer.text) == (spoken == "mam")


@pytest.mark.parametrize("who", ["reader", "stranger", "city", "network_desk", "outsider"])
def test_nobody_else_opens_it(client, family, request, who):
    sign_in(client, request.getfixturevalue(who))

    answer = client.get(f"/households/{family.pk}/kept/", {"words": "on"})

    assert answer.status_code in {403, 404}
    assert NAME not in answer.text


@pytest.mark.parametrize("people", [1, 3])
def test_it_costs_the_same_whatever_the_size(client, desk, house, people, django_assert_num_queries):
    household = make_household(house, *["adult"] * people)
    sign_in(client, desk)
    client.get("/admin/")
    path = f"/households/{household.pk}/kept/"
    client.get(path)

    # Behind the walls the two entries of the trail are written at the end, in one go.
    with django_assert_num_queries(14 if connection.vendor == "postgresql" else 16):
        client.get(path)


def test_whoever_tries_addresses_leaves_refusals_behind(client, desk, stranger, family):
    sign_in(client, stranger)

    answer = client.get(f"/households/{family.pk}/kept/")

    assert answer.status_code == 404
    refused = AuditEntry.objects.get(organization_id=stranger.organization_id, outcome="refused")
    assert refused.verb == Verb.HOUSEHOLD_OPENED
