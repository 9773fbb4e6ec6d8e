"""A body that the client has is not sent again."""

import pytest

from tests.callers import Caller
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def api(coordinator):
    return Caller(coordinator)


@pytest.mark.parametrize(
    "path", ["shelters/", "shelters/{pk}/", "availability/", "availability/totals/", "beds/"]
)
def test_the_same_body_is_answered_with_304(api, coordinator, path):
    shelter = ShelterFactory(organization=coordinator.organization)
    make_room(shelter, 1)
    path = path.format(pk=shelter.pk)
    tag = api.get(path).headers["ETag"]

    again = api.client.get(f"/api/v1/{path}", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == tag


def test_a_changed_body_is_sent(api, coordinator):
    shelter = ShelterFactory(organization=coordinator.organization)
    tag = api.get("shelters/").headers["ETag"]
    shelter.name = "Casa Nueva"
    shelter.save()

    again = api.client.get("/api/v1/shelters/", headers={"If-None-Match": tag})

    assert again.status_code == 200
    assert again.headers["ETag"] != tag


def test_people_are_never_stored_and_figures_are_asked_again(api, coordinator):
    household = make_household(coordinator.organization, "woman")

    people = api.get(f"households/{household.pk}/")
    figures = api.get("availability/")
    refusal = api.get("nowhere/")

    assert people.headers["Cache-Control"] == "private, no-store"
    assert figures.headers["Cache-Control"] == "private, no-cache"
    assert "no-store" in refusal.headers["Cache-Control"]
