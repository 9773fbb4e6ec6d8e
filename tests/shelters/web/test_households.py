"""A household's page: opened by code, moved, checked out, undone, merged."""

import pytest

from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import stays
from shelters.models import Change, Household, Stay
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def household(shelter, desk):
    room = make_room(shelter, 3, name="Uno", position=1)
    family = make_household(desk.organization, "woman", "child")
    stays.check_in(family, into=dict(zip(family.persons.all(), room.beds.all(), strict=False)), by=desk)
    return family


def test_the_exact_code_opens_it_and_the_reading_is_written_down(signed_in, desk, household):
    answer = signed_in(desk).post("/households/find/", {"code": str(household).lower()}, follow=True)

    assert answer.redirect_chain[-1][0] == f"/households/{household.pk}/"
    assert household.code not in answer.redirect_chain[-1][0]
    assert AuditEntry.objects.filter(verb=Verb.HOUSEHOLD_OPENED, about_id=household.pk).exists()


@pytest.mark.parametrize("code", ["", "7K4M", "0000-0000-0000-0"])
def test_a_wrong_code_and_a_foreign_one_say_the_same(signed_in, desk, code):
    foreign = make_household(ShelterFactory().organization, "woman")

    wrong = signed_in(desk).post("/households/find/", {"code": code})
    other = signed_in(desk).post("/households/find/", {"code": foreign.code})

    assert wrong.status_code == other.status_code == 404
    assert str(wrong.context["refused"]) == str(other.context["refused"])


def test_checking_out_frees_the_beds_and_can_be_undone(signed_in, desk, household):
    client = signed_in(desk)

    client.post(f"/households/{household.pk}/do/", {"act": "check_out"})
    left = Stay.objects.open().count()
    client.post(f"/changes/{Change.objects.latest('at').pk}/undo/", {"next": "/desk/"})

    assert left == 0
    assert Stay.objects.in_use().count() == 2


@pytest.mark.parametrize("odd", ["https://elsewhere.example/", "desk"])
def test_undoing_goes_back_only_to_this_site(signed_in, desk, household, odd):
    change = Change.objects.latest("at")

    answer = signed_in(desk).post(f"/changes/{change.pk}/undo/", {"next": odd})

    assert answer.url == "/admin/"


def test_a_family_moves_together(signed_in, desk, household, shelter):
    room = make_room(shelter, 2, name="Dos", position=2)
    client = signed_in(desk)
    shown = client.get(f"/households/{household.pk}/places/").context
    beds = next(written for option, written in shown["options"] if "Dos" in option.why)

    client.post(f"/households/{household.pk}/choose/", {"act": "move", "beds": beds})

    assert {stay.bed.room for stay in Stay.objects.in_use()} == {room}


def test_a_person_is_corrected(signed_in, desk, household):
    person = household.persons.get(number=1)

    signed_in(desk).post(
        f"/households/{household.pk}/persons/{person.pk}/",
        {"age_band": "60+", "gender": "woman", "lower": "on"},
    )

    person.refresh_from_db()
    assert (person.age_band, person.lower, person.quiet) == ("60+", True, False)


def test_somebody_joins(signed_in, desk, household):
    signed_in(desk).post(f"/households/{household.pk}/persons/", {"age_band": "0-4", "gender": "not_stated"})

    assert household.persons.count() == 3


def test_an_answer_that_cannot_be_keeps_the_form(signed_in, desk, household):
    answer = signed_in(desk).post(
        f"/households/{household.pk}/persons/",
        {"age_band": "18-59", "gender": "man", "sleeps_with_parent": "on"},
    )

    assert answer.status_code == 400
    assert answer.context["answer"].gender == "man"


def test_duplicates_are_merged_and_unmerged_by_a_coordinator(signed_in, coordinator, household):
    double = make_household(coordinator.organization, "man")
    client = signed_in(coordinator)

    client.post(f"/households/{double.pk}/do/", {"act": "merge", "code": str(household)})
    merged = Household.objects.get(pk=double.pk).merged_into
    client.post(f"/households/{double.pk}/do/", {"act": "unmerge"})

    assert merged == household
    assert Household.objects.get(pk=double.pk).merged_into is None


def test_splitting_takes_a_reason_and_an_adult(signed_in, coordinator, household):
    other = make_household(coordinator.organization, "woman", "man")
    client = signed_in(coordinator)
    leaving = str(other.persons.get(number=2).pk)

    refused = client.post(f"/households/{other.pk}/split/", {"leaving": leaving})
    client.post(f"/households/{other.pk}/split/", {"leaving": leaving, "reason": "safety"})

    assert refused.status_code == 400
    assert Household.objects.get(split_from=other).persons.count() == 1


def test_volunteers_neither_merge_nor_split(signed_in, desk, household):
    page = signed_in(desk).get(f"/households/{household.pk}/")

    assert "two codes" not in page.text
    assert signed_in(desk).get(f"/households/{household.pk}/split/").status_code == 403


def test_foreign_households_are_as_absent(signed_in, stranger, household):
    client = signed_in(stranger)

    for path in ("", "places/", "persons/", "split/"):
        assert client.get(f"/households/{household.pk}/{path}").status_code == 404
