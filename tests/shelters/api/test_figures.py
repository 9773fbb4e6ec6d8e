"""The figures of the network: exact for staff, silent about hidden houses, never netted."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from shelters.actions import availability
from shelters.api.serializers.figures import FigureSerializer
from shelters.models import Availability, Shelter
from tests.callers import Caller, results
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, group, make_room


@pytest.fixture
def api(coordinator):
    return Caller(coordinator)


@pytest.fixture
def neighbour(network):
    return OrganizationFactory(network=network)


def counted(organization, installed, in_use, *, code="any", **shelter):
    """A house that only counts, with its figures."""
    places = PlacesFactory(
        shelter__organization=organization,
        group=group(code),
        installed=installed,
        in_use=in_use,
        over_ceiling=max(0, in_use - (installed or in_use)),
        **{f"shelter__{name}": value for name, value in shelter.items()},
    )
    availability.recount(places.shelter)
    return places.shelter


def test_a_row_says_what_the_document_says(api, house):
    make_room(ShelterFactory(organization=house), 2, lower=1)

    (row,) = results(api.get("availability/"))

    assert set(row) == set(FigureSerializer().fields)
    assert FigureSerializer(data=row).is_valid()


def test_a_row_says_what_is_stored(api, house):
    shelter = ShelterFactory(organization=house, name='Casa "Ñ" \\ 1')
    make_room(shelter, 3, lower=1)
    stored = Availability.objects.get()

    (row,) = results(api.client.get("/api/v1/availability/", headers={"Accept-Language": "es"}))

    assert row == {
        "id": str(stored.pk),
        "shelter": {
            "id": str(shelter.pk),
            "name": 'Casa "Ñ" \\ 1',
            "organization": str(house.pk),
            "is_own": True,
            "state": "open",
            "area": "Zona Norte",
            "phone": "+52 664 000 0000",
        },
        "group": {"id": str(stored.group_id), "code": "any", "name": "Cualquier persona"},
        "has_places": True,
        "ask_by_phone": False,
        "installed": 3,
        "mats": 0,
        "free": 3,
        "held": 0,
        "in_use": 0,
        "out_of_service": 0,
        "over": 0,
        "largest_room": 3,
        "free_lower": 1,
        "free_ground_floor": 0,
        "free_cot": 0,
        "free_near_bathroom": 0,
        "free_quiet": 0,
        "as_of": stored.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "is_stale": False,
    }


def test_a_house_without_stated_capacity_answers_by_phone(api, house):
    counted(house, None, 0)

    (row,) = results(api.get("availability/"))

    assert (row["installed"], row["free"], row["has_places"], row["ask_by_phone"]) == (None, None, None, True)


@pytest.mark.parametrize("visibility", ["hidden", "", "x"])
def test_hidden_houses_of_others_say_only_whether_they_have_places(api, neighbour, visibility):
    counted(neighbour, 17, 12, address_visibility=visibility, area="Colonia Secreta")
    at = timezone.now().replace(hour=9, minute=47, second=3)
    Availability.objects.update(as_of=at)

    answer = api.get("availability/")
    (row,) = results(answer)

    figures = {
        name: row[name] for name in row if name.startswith("free") or name in {"installed", "in_use", "over"}
    }
    assert set(figures.values()) == {None}
    assert (row["has_places"], row["ask_by_phone"], row["shelter"]["area"]) == (True, True, None)
    assert row["as_of"].endswith("T09:30:00Z")
    assert b"Secreta" not in answer.content


@pytest.mark.parametrize(
    "query",
    [f"free_at_least={n}" for n in (0, 1, 5, 6, 500)]
    + [f"adults={n}" for n in (1, 5, 6)]
    + ["adults=6&together=true"],
)
def test_hidden_figures_cannot_be_found_by_asking(api, neighbour, query):
    counted(neighbour, 17, 12, address_visibility=Shelter.AddressVisibility.HIDDEN)

    assert len(results(api.get(f"availability/?{query}"))) == 1


def test_a_hidden_house_is_not_found_by_its_area(api, neighbour):
    counted(neighbour, 17, 12, address_visibility=Shelter.AddressVisibility.HIDDEN, area="Centro")

    assert results(api.get("availability/?area=Centro")) == []


def test_the_own_hidden_house_shows_its_figures(api, house):
    counted(house, 17, 12, address_visibility=Shelter.AddressVisibility.HIDDEN)

    (row,) = results(api.get("availability/"))

    assert (row["free"], row["in_use"]) == (5, 12)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["A", "B", "C"]),
        ("adults=2&minors=3", ["A"]),
        ("women=1", ["A", "C"]),
        ("men=1", ["A", "B"]),
        ("men=4", ["A"]),
        ("women=1&minors=1", ["A"]),
        ("free_at_least=3", ["A", "B"]),
        ("needs=lower", ["A"]),
        ("own=true", ["A"]),
        ("area=Sur", ["B"]),
        ("stale=true", ["C"]),
        ("stale=false", ["A", "B"]),
        ("state=closed", []),
        ("adults=5&together=true", []),
        ("adults=5&together=false", ["A"]),
    ],
)
def test_filters(api, house, neighbour, query, names):
    own = ShelterFactory(organization=house, name="A")
    make_room(own, 3, lower=1)
    make_room(own, 2)
    counted(neighbour, 3, 0, code="men", name="B", area="Sur")
    silent = counted(neighbour, 2, 0, code="women", name="C")
    Availability.objects.filter(shelter=silent).update(as_of=timezone.now() - timedelta(hours=13))

    found = results(api.get(f"availability/?{query}"))

    assert sorted(row["shelter"]["name"] for row in found) == names


def test_other_networks_are_not_there(api, outsider):
    counted(outsider.organization, 10, 0)

    assert results(api.get("availability/")) == []


def test_totals_are_a_pair_and_never_netted(api, neighbour, house):
    for installed, in_use in [(60, 36), (140, 150), (17, 12), (200, 181), (40, 66)]:
        counted(neighbour, installed, in_use)
    for _silent in range(2):
        silent = counted(house, 100, 0)
        Availability.objects.filter(shelter=silent).update(as_of=timezone.now() - timedelta(hours=30))

    totals = api.get("availability/totals/").json()

    assert totals == {"free": 48, "over": 36, "reported": 5, "shelters": 7, "by_phone": 0}


def test_totals_do_not_give_hidden_houses_away(api, neighbour):
    counted(neighbour, 10, 4)
    counted(neighbour, 17, 12, address_visibility=Shelter.AddressVisibility.HIDDEN)

    totals = api.get("availability/totals/").json()

    assert totals == {"free": 6, "over": 0, "reported": 2, "shelters": 2, "by_phone": 1}


def test_pages(api, house):
    for _each in range(5):
        counted(house, 1, 0)

    first = api.get("availability/?limit=3").json()
    second = api.get(first["next"].split("/api/v1/")[1]).json()

    rows = first["results"] + second["results"]
    assert (len(first["results"]), len(rows), second["next"]) == (3, 5, None)
    assert len({row["id"] for row in rows}) == 5


def test_the_body_is_one_json_document(api, house):
    counted(house, 1, 0)

    answer = api.get("availability/")

    assert answer.headers["Content-Type"] == "application/json"
    assert list(json.loads(answer.content)) == ["results", "next"]
