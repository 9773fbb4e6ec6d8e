"""The warning before a household is placed across a state line, on the pages and over the API (J12)."""

import pytest

from shelters.actions import holds
from shelters.models import Stay
from tests.callers import Caller
from tests.factories.appointments import ProgrammeFactory, TrackingFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def room(house):
    return make_room(ShelterFactory(organization=house, state_code="MX-TAM"), 2)


@pytest.fixture
def family(house):
    family = make_household(house, "woman", "man")
    comar = ProgrammeFactory(organization=house, is_tied_to_state=True)
    TrackingFactory(household=family, programme=comar, state="waiting", begun_in="MX-BCN")
    return family


def written(room):
    return " ".join(f"{index}:{bed.pk}" for index, bed in enumerate(room.beds.all()))


def into(family, room):
    return dict(zip(family.persons.all(), room.beds.all(), strict=True))


def test_the_page_warns_and_the_same_answers_go_on(signed_in, desk, family, room):
    client = signed_in(desk)
    asked = {"act": "check_in", "beds": written(room)}

    warned = client.post(f"/households/{family.pk}/choose/", asked)
    repeated = dict(warned.context["hidden"])
    done = client.post(warned.context["action"], repeated)

    assert (warned.status_code, warned.context["refused"].code) == (409, "state_line")
    assert repeated == {**asked, "confirmed": "state_line"}
    assert (done.status_code, Stay.objects.in_use().count()) == (302, 2)


def test_a_family_that_would_sleep_apart_is_asked_both(signed_in, desk, house, family):
    shelter = ShelterFactory(organization=house, state_code="MX-TAM")
    rooms = [make_room(shelter, 1, name="Uno", position=1), make_room(shelter, 1, name="Dos", position=9)]
    beds = " ".join(f"{index}:{room.beds.get().pk}" for index, room in enumerate(rooms))
    client = signed_in(desk)

    warned = client.post(f"/households/{family.pk}/choose/", {"act": "check_in", "beds": beds})
    apart = client.post(warned.context["action"], dict(warned.context["hidden"]))
    done = client.post(apart.context["action"], {**apart.context["hidden"], "reason": "no_room"})

    assert apart.context["hidden"]["confirmed"] == "state_line"
    assert (done.status_code, Stay.objects.in_use().count()) == (302, 2)


def test_an_arrival_after_a_hold_warns_too(signed_in, desk, family, room):
    holds.hold_household(family, into=into(family, room), by=desk)
    client = signed_in(desk)

    warned = client.post(f"/households/{family.pk}/do/", {"act": "arrive"})
    client.post(warned.context["action"], dict(warned.context["hidden"]))

    assert warned.status_code == 409
    assert Stay.objects.in_use().count() == 2


def test_the_api_refuses_until_the_code_is_confirmed(desk, family, room):
    api = Caller(desk)
    placements = [{"person": person.number, "bed": str(bed.pk)} for person, bed in into(family, room).items()]
    order = {"household": str(family.pk), "placements": placements}

    refused = api.post("stays/", order)
    done = api.post("stays/", {**order, "confirmed": ["state_line"]})

    assert (refused.status_code, refused.json()["code"]) == (409, "state_line")
    assert "authorization" in refused.json()["help"]
    assert done.status_code == 201
