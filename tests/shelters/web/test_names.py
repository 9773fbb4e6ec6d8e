"""Called names and notes over HTTP: written down, shown here only, found at the desk, decided on."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import openings
from accounts.actions import collecting
from accounts.models import Organization
from privacy import keyring
from privacy.keyring import Subject
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import legal_holds, names, stays
from shelters.models import Household
from shelters.names import words_of
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import (
    CANARY_NAME,
    CANARY_NOTES,
    ShelterFactory,
    make_household,
    make_room,
    tell,
)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def family(shelter, coordinator):
    """A woman and a child who are here and told everything."""
    household = make_household(coordinator.organization, "woman", "child")
    check_in(household, shelter, by=coordinator)
    return tell(household, by=coordinator)


def check_in(household, shelter, *, by):
    room = make_room(shelter, household.persons.count())
    beds = room.beds.order_by("label")
    stays.check_in(household, into=dict(zip(household.persons.all(), beds, strict=True)), by=by)


def page_of(household):
    return f"/households/{household.pk}/"


def words_at(household):
    return f"/households/{household.pk}/words/"


# ---------------------------------------------------------------- on the page of the household


def test_nothing_is_asked_until_somebody_decides(signed_in, desk, house):
    household = make_household(house, "woman")

    page = signed_in(desk).get(page_of(household)).text

    assert "Names and notes" not in page
    assert "<textarea" not in page


def test_a_volunteer_writes_down_and_the_next_one_reads(signed_in, desk, house, coordinator):
    collecting.choose(house, asked=["called_name", "notes", "contact_way"], by=coordinator)
    household = make_household(house, "woman", "child")

    answer = signed_in(desk).post(
        words_at(household),
        {"called_1": "Lupita", "called_2": "", "notes": "two bags", "contact_way": "664 555 4471"},
    )
    page = signed_in(MembershipFactory(organization=house, role="volunteer")).get(page_of(household))

    assert answer.url == page_of(household)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Saved."]
    for text in ("Lupita", "two bags", "664 555 4471"):
        assert text in page.text
    assert "Lupita" not in str(page.headers)


def test_each_answer_is_kept_at_once(signed_in, desk, family):
    answer = signed_in(desk).post(words_at(family), {"called_1": "Lupita"}, headers={"HX-Request": "true"})

    assert (answer.status_code, "kept" in answer.text) == (200, True)
    assert (
        words_of(Household.objects.get(pk=family.pk)).called[family.persons.get(number=1).pk].text == "Lupita"
    )


def test_a_refusal_says_why_and_keeps_what_was_typed(signed_in, desk, family):
    client = signed_in(desk)
    typed = {"called_1": "664 555 4471", "notes": "three bags"}

    page = client.post(words_at(family), typed)
    part = client.post(words_at(family), typed, headers={"HX-Request": "true"})

    assert (page.status_code, part.status_code) == (400, 409)
    for shown in (page.text, part.text):
        assert "This looks like the number of a document or of a telephone." in shown
    assert 'value="664 555 4471"' in page.text
    assert "three bags" in page.text
    assert words_of(Household.objects.get(pk=family.pk)).notes.text == CANARY_NOTES


def test_without_a_keyring_the_page_works_and_says_what_is_kept(signed_in, desk, family, settings, tmp_path):
    settings.KEYRING_DIR = tmp_path / "a file"
    settings.KEYRING_DIR.write_text("not a folder")
    client = signed_in(desk)

    page = client.get(page_of(family))
    refused = client.post(words_at(family), {"called_1": "Lupita"})

    assert page.text.count("cannot be read now") == 4
    assert refused.status_code == 503
    assert 'value="Lupita"' in refused.text


def test_a_key_that_is_gone_reads_as_erased(signed_in, desk, family):
    keyring.destroy(Subject(family.organization_id, family.pk, None))

    page = signed_in(desk).get(page_of(family))

    assert page.status_code == 200
    assert page.text.count('<span class="soft">erased</span>') == 4
    assert CANARY_NAME not in page.text


def test_after_leaving_it_is_read_for_three_days_and_then_not(signed_in, desk, family):
    client = signed_in(desk)
    client.post(f"/households/{family.pk}/do/", {"act": "check_out"})

    soon = client.get(page_of(family)).text
    with time_machine.travel(timezone.now() + timedelta(hours=71, minutes=59)):
        last = signed_in(desk).get(page_of(family)).text
    with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=1)):
        late = signed_in(desk).get(page_of(family)).text

    assert "They left. Names and notes are erased: 2 days left." in soon.replace("3 days", "2 days")
    assert CANARY_NAME in soon
    assert CANARY_NAME in last
    assert "they are erased" in late
    assert CANARY_NAME not in late


def test_browsers_neither_fill_in_nor_keep_nor_check_what_is_typed(signed_in, desk, family):
    page = signed_in(desk).get(page_of(family))

    form = page.text.partition(f'action="{words_at(family)}"')[2].partition("</form>")[0]
    assert form.count('autocomplete="off"') == 1 + 4
    assert form.count('spellcheck="false"') == 4
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("who", ["stranger", "reader", "city"])
def test_nobody_else_writes(request, signed_in, family, who):
    answer = signed_in(request.getfixturevalue(who)).post(words_at(family), {"notes": "x"})

    assert answer.status_code in (403, 404)
    assert words_of(Household.objects.get(pk=family.pk)).notes.text == CANARY_NOTES


def test_a_page_with_names_costs_the_same_whatever_their_number(signed_in, house, shelter, coordinator):
    client, counts = signed_in(coordinator), []
    for people in (1, 3):
        household = make_household(house, *["woman"] * people)
        check_in(household, shelter, by=coordinator)
        tell(household, by=coordinator)
        client.get(page_of(household))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(household))
        counts.append(len(asked))

    # With the sections of appointments, turns and loans, whose rooms stand above.
    assert counts[0] == counts[1] < 35


# ---------------------------------------------------------------- finding somebody who is here


def sought(client, text, at):
    return client.post("/desk/called/", {"called": text, "at": str(getattr(at, "pk", at))})


def found(answer):
    return [one.called_name for one in answer.context["search"].found]


@pytest.mark.parametrize("typed", ["quetzal", "QUÉTZAL", "  qu  ", "Quetzalcanario 1"])
def test_somebody_is_found_by_the_beginning_whatever_accents_and_capitals(
    signed_in, desk, family, shelter, typed
):
    answer = sought(signed_in(desk), typed, shelter)

    assert found(answer)[0] == f"{CANARY_NAME} 1"
    assert str(family) in answer.text
    assert answer.context["search"].found[0].stay.bed.room.name in answer.text


def test_looking_is_written_down_once_and_whoever_is_shown_is_opened(signed_in, desk, family, shelter):
    sought(signed_in(desk), "quetzal", shelter)

    entry = AuditEntry.objects.get(verb=Verb.CALLED_NAME_SOUGHT)
    assert (entry.member_id, entry.about_id) == (desk.pk, shelter.pk)
    opened = AuditEntry.objects.filter(verb=Verb.HOUSEHOLD_OPENED)
    assert set(opened.values_list("member_id", "about_id")) == {(desk.pk, family.pk)}


def test_looking_that_finds_nobody_opens_no_household(signed_in, desk, family, shelter):
    sought(signed_in(desk), "nobody", shelter)

    assert AuditEntry.objects.filter(verb=Verb.CALLED_NAME_SOUGHT).count() == 1
    assert not AuditEntry.objects.filter(verb=Verb.HOUSEHOLD_OPENED).exists()


def test_trying_syllables_is_seen_by_colleagues(signed_in, desk, house, shelter, coordinator):
    Organization.objects.filter(pk=house.pk).update(openings_a_day=5)
    for _each in range(6):
        household = make_household(house, "woman")
        check_in(household, shelter, by=coordinator)
        tell(household, by=coordinator)
    names.keep(household, called={1: "Zorzal"}, by=coordinator)
    client = signed_in(desk)

    sought(client, "quetzal", shelter)
    sought(client, "quetzal", shelter)
    at_the_limit = AuditEntry.objects.filter(verb=Verb.OPENED_MANY).count()
    sought(client, "zorzal", shelter)

    assert at_the_limit == 0
    assert AuditEntry.objects.get(verb=Verb.OPENED_MANY).member_id == desk.pk
    assert [one.households for one in openings.unusual_today(coordinator)] == [6]


def test_any_word_of_a_name_is_found_and_nothing_in_the_middle(signed_in, desk, house, shelter, coordinator):
    collecting.choose(house, asked=["called_name"], by=coordinator)
    household = make_household(house, "woman")
    check_in(household, shelter, by=coordinator)
    client = signed_in(desk)
    client.post(words_at(household), {"called_1": "María José"})

    assert [len(found(sought(client, typed, shelter))) for typed in ("jose", "maria j", "ose")] == [1, 1, 0]


@pytest.mark.parametrize("typed", ["", "q", "1 ", "12", "%%", "q_"])
def test_less_than_two_letters_is_a_list_and_refused(signed_in, desk, family, shelter, typed):
    answer = sought(signed_in(desk), typed, shelter)

    assert (answer.status_code, answer.context["refused"].code) == (400, "too_few_letters")
    assert CANARY_NAME not in answer.text


def test_never_more_than_a_dozen(signed_in, desk, house, shelter, coordinator):
    group = make_household(house, *["woman"] * 14)
    check_in(group, shelter, by=coordinator)
    tell(group, by=coordinator)

    answer = sought(signed_in(desk), "quetzal", shelter)

    assert len(found(answer)) == 12
    assert "Type more letters" in answer.text


def test_only_one_own_house_is_looked_through(signed_in, desk, coordinator, family, stranger):
    elsewhere = ShelterFactory(organization=stranger.organization)
    theirs = make_household(stranger.organization, "woman")
    check_in(theirs, elsewhere, by=stranger)
    tell(theirs, by=stranger)
    empty = ShelterFactory(organization=coordinator.organization)
    client = signed_in(desk)

    assert found(sought(client, "quetzal", empty)) == []
    foreign, absent, nonsense = (
        sought(client, "quetzal", at)
        for at in (elsewhere, "00000000-0000-4000-8000-000000000000", "nonsense")
    )
    assert foreign.status_code == absent.status_code == nonsense.status_code == 404


def test_whoever_left_or_is_kept_for_a_colleague_is_not_found(signed_in, house, shelter, family, coordinator):
    volunteer = MembershipFactory(organization=house, role="volunteer")
    client = signed_in(volunteer)
    Household.objects.filter(pk=family.pk).update(kept_for=coordinator)
    kept = found(sought(client, "quetzal", shelter))
    Household.objects.filter(pk=family.pk).update(kept_for=None)
    stays.check_out(family, by=coordinator)

    assert (kept, found(sought(client, "quetzal", shelter))) == ([], [])


def test_an_erased_name_is_not_found_and_stops_nobody(signed_in, desk, family, shelter, coordinator, house):
    other = make_household(house, "woman")
    check_in(other, shelter, by=coordinator)
    tell(other, by=coordinator)
    keyring.destroy(Subject(family.organization_id, family.pk, None))

    assert found(sought(signed_in(desk), "quetzal", shelter)) == [f"{CANARY_NAME} 1"]


def test_without_a_keyring_nobody_is_found_and_it_says_so(
    signed_in, desk, family, shelter, settings, tmp_path
):
    settings.KEYRING_DIR = tmp_path / "a file"
    settings.KEYRING_DIR.write_text("not a folder")

    answer = sought(signed_in(desk), "quetzal", shelter)

    assert (answer.status_code, answer.context["search"]) == (503, None)


def test_where_no_names_are_asked_none_are_looked_for(signed_in, desk, shelter):
    client = signed_in(desk)

    assert sought(client, "quetzal", shelter).context["refused"].code == "not_asked"
    assert "/desk/called/" not in client.get("/desk/").text


def test_an_address_never_holds_a_name(signed_in, desk, family, shelter):
    assert signed_in(desk).get("/desk/called/?called=quetzal").status_code == 405


@pytest.mark.parametrize("who", ["reader", "city", "network_desk"])
def test_roles_that_see_no_people_look_for_nobody(request, signed_in, family, shelter, who):
    assert sought(signed_in(request.getfixturevalue(who)), "quetzal", shelter).status_code == 403


def test_finding_costs_the_same_whatever_the_house_holds(signed_in, house, shelter, coordinator, desk):
    client, counts = signed_in(desk), []
    for families in (1, 3):
        while Household.objects.count() < families:
            household = make_household(house, "woman", "child")
            check_in(household, shelter, by=coordinator)
            tell(household, by=coordinator)
        sought(client, "quetzal", shelter)
        with CaptureQueriesContext(connection) as asked:
            assert len(found(sought(client, "quetzal", shelter))) == 2 * families
        counts.append(len(asked))

    assert counts[0] == counts[1] < 20


# ---------------------------------------------------------------- what is asked


def test_a_coordinator_decides_what_is_asked(signed_in, coordinator, house):
    client = signed_in(coordinator)

    client.post("/asked/", {"name": "called_name", "act": "ask"})
    client.post("/asked/", {"name": "notes", "act": "ask"})
    client.post("/asked/", {"name": "called_name", "act": "stop"})

    house.refresh_from_db()
    assert house.collects == {"notes"}


def test_switching_off_says_what_is_still_kept_and_offers_to_erase_it(signed_in, coordinator, family):
    client = signed_in(coordinator)
    client.post("/asked/", {"name": "called_name", "act": "stop"})

    shown = client.get("/asked/").text
    client.post("/asked/", {"name": "called_name", "act": "erase"})

    assert "2 are still kept." in shown
    assert words_of(Household.objects.get(pk=family.pk)).notes.text == CANARY_NOTES
    assert not family.persons.filter(called_name__isnull=False).exists()
    assert "still kept" not in client.get("/asked/").text


def test_erasing_says_how_many_a_legal_hold_keeps(signed_in, coordinator, family):
    legal_holds.ask(family, reason="court_order", by=coordinator)

    answer = signed_in(coordinator).post("/asked/", {"name": "called_name", "act": "erase"}, follow=True)

    assert "Kept because of a legal hold: 2." in answer.text
    assert family.persons.filter(called_name__isnull=False).count() == 2


def test_nonsense_is_refused_kindly(signed_in, coordinator, house):
    client = signed_in(coordinator)

    for form in ({"name": "surname", "act": "ask"}, {"name": "surname", "act": "erase"}):
        answer = client.post("/asked/", form, follow=True)
        assert "Some answers cannot be used." in answer.text
    house.refresh_from_db()
    assert house.collects == frozenset()


@pytest.mark.parametrize("who", ["desk", "reader", "city", "network_desk"])
def test_only_coordinators_decide(request, signed_in, who):
    assert signed_in(request.getfixturevalue(who)).get("/asked/").status_code == 403
