"""Pages by key survive what comes in meanwhile."""

from urllib.parse import urlsplit

import pytest

from tests.callers import Caller, results
from tests.factories.shelters import ShelterFactory


@pytest.fixture
def api(coordinator):
    return Caller(coordinator)


def walk(api, path, *, between=lambda: None):
    """The keys of all pages, and what happened in between."""
    keys = []
    while path:
        page = api.get(path).json()
        keys += [row["id"] for row in page["results"]]
        between()
        following = page["next"]
        path = following and following.split("/api/v1/")[1]
    return keys


def test_every_row_comes_once(api, coordinator):
    made = ShelterFactory.create_batch(7, organization=coordinator.organization)

    keys = walk(api, "shelters/?limit=3")

    assert sorted(keys) == sorted(str(shelter.pk) for shelter in made)


def test_rows_that_come_in_meanwhile_never_repeat_others(api, coordinator):
    made = ShelterFactory.create_batch(5, organization=coordinator.organization)

    def add():
        if len(results(api.get("shelters/"))) < 12:
            ShelterFactory(organization=coordinator.organization)

    keys = walk(api, "shelters/?limit=2", between=add)

    assert len(keys) == len(set(keys))
    assert {str(shelter.pk) for shelter in made} <= set(keys)


def test_the_next_page_keeps_the_filters(api, coordinator):
    ShelterFactory.create_batch(2, organization=coordinator.organization)

    following = api.get("shelters/?limit=1&mode=rooms").json()["next"]

    query = urlsplit(following).query
    assert "mode=rooms" in query
    assert "limit=1" in query


def test_the_last_page_has_no_next(api, coordinator):
    ShelterFactory.create_batch(2, organization=coordinator.organization)

    assert api.get("shelters/?limit=2").json()["next"] is None
