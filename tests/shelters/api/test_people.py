"""A family is placed over the API: found, held, arrived, moved, gone, undone."""

import pytest
from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from core.codes import show_code
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.api.serializers.people import StaySerializer, stays_shown
from shelters.models import Availability, Bed, Change, Household, Shelter, Stay
from tests.callers import Caller, results
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household, make_room

FAMILY = [
    {"age_band": "18-59", "gender": "woman", "needs": ["lower"]},
    {"age_band": "18-59", "gender": "man"},
    {"age_band": "0-4"},
    {"age_band": "5-11"},
    {"age_band": "12-17"},
]


@pytest.fixture
def api(desk):
    return Caller(desk)


@pytest.fixture
def boss(coordinator):
    return Caller(coordinator)


def refused(answer):
    return answer.status_code, answer.json()["code"]


def test_a_family_of_five_is_placed(api, house):
    shelter = ShelterFactory(organization=house)
    make_room(shelter, 3, code="families", position=1, lower=1)
    make_room(shelter, 2, code="families", position=2)

    (option,) = api.post("placements/", {"persons": FAMILY}).json()
    household = api.post("households/", {"persons": FAMILY, "language": "es"}).json()
    order = {"household": household["id"], "placements": option["placements"]}
    without_note = api.post("stays/", order)
    adults = [{"child": number, "adult": adult_beside(option, number)} for number in (3, 4, 5)]
    placed = api.post("stays/", order | {"split": {"reason": "no_room", "adults": adults}})

    assert (option["kind"], option["splits"], option["together"]) == ("adjacent_rooms", True, False)
    assert refused(without_note) == (409, "family_split")
    assert (placed.status_code, len(placed.json())) == (201, 5)
    assert Availability.objects.get(shelter=shelter).free == 0


def test_the_answer_to_an_arrival_is_what_the_serializer_says(api, house):
    shelter = ShelterFactory(organization=house)
    bed = make_room(shelter, 1).beds.get()
    household = make_household(house, "woman")

    answer = api.post(
        "stays/", {"household": str(household.pk), "placements": [{"person": 1, "bed": str(bed.pk)}]}
    )
    ended = household.stays.get()
    ended.ended_at = timezone.now()
    shown = [
        JSONRenderer().render(each)
        for each in (stays_shown([ended]), StaySerializer([ended], many=True).data)
    ]

    assert answer.json() == api.get(f"stays/?household={household.pk}").json()["results"]
    assert shown[0] == shown[1]


def adult_beside(option, child):
    """An adult of the option who sleeps in the child's room."""
    room_of = {line["person"]: Bed.objects.get(pk=line["bed"]).room_id for line in option["placements"]}
    return next(number for number in (1, 2) if room_of[number] == room_of[child])


def test_a_bed_is_given_once(api, house):
    shelter = ShelterFactory(organization=house)
    bed = make_room(shelter, 1).beds.get()
    first, second = make_household(house, "woman"), make_household(house, "man")
    order = {"placements": [{"person": 1, "bed": str(bed.pk)}]}
    api.post("stays/", order | {"household": str(first.pk)})

    answer = api.post("stays/", order | {"household": str(second.pk)})

    assert refused(answer) == (409, "bed_taken")
    assert not second.stays.exists()


@pytest.mark.parametrize(
    ("placements", "refusal"),
    [
        ([{"person": 2, "bed": "own"}], (400, "bad_input")),
        ([{"person": 1, "bed": "own"}, {"person": 1, "bed": "own"}], (400, "bad_input")),
        ([{"person": 1, "bed": "foreign"}], (404, "not_found")),
        ([{"person": 1, "bed": "absent"}], (404, "not_found")),
    ],
)
def test_placements_that_cannot_be(api, house, stranger, placements, refusal):
    own = make_room(ShelterFactory(organization=house), 1).beds.get()
    foreign = make_room(ShelterFactory(organization=stranger.organization), 1).beds.get()
    keys = {"own": own.pk, "foreign": foreign.pk, "absent": house.pk}
    lines = [{"person": line["person"], "bed": str(keys[line["bed"]])} for line in placements]

    answer = api.post("stays/", {"household": str(make_household(house, "woman").pk), "placements": lines})

    assert refused(answer) == refusal


def test_beds_and_places_are_never_given_together(api, house):
    places = PlacesFactory(shelter__organization=house)
    bed = make_room(ShelterFactory(organization=house), 1).beds.get()
    order = {"household": str(make_household(house, "woman").pk)}
    both = order | {"places": str(places.pk), "placements": [{"person": 1, "bed": str(bed.pk)}]}

    assert [refused(api.post("stays/", each)) for each in (order, both)] == [(400, "bad_input")] * 2


def test_counted_places_move_and_check_out(api, house):
    places = PlacesFactory(shelter__organization=house)
    bed = make_room(ShelterFactory(organization=house), 1).beds.get()
    household = make_household(house, "woman")
    here = {"household": str(household.pk)}
    api.post("stays/", here | {"places": str(places.pk), "late_reason": "travel"})

    moved = api.post("stays/move/", here | {"placements": [{"person": 1, "bed": str(bed.pk)}]})
    left = api.post("stays/check-out/", here | {"reason": "onward"})

    assert [stay["bed"] for stay in moved.json()] == [str(bed.pk)]
    assert [stay["end_reason"] for stay in left.json()] == ["onward"]
    places.refresh_from_db()
    assert places.in_use == 0


def test_a_hold_at_a_neighbour_shows_the_asking_side_a_count(api, network, coordinator):
    neighbour = OrganizationFactory(network=network)
    shelter = ShelterFactory(organization=neighbour)
    make_room(shelter, 5, code="families")

    order = {"shelter": str(shelter.pk), "persons": FAMILY, "language": "es"}
    assert api.post("holds/", order).json()["code"] == "family_not_asked"

    held = api.post("holds/", order | {"family_agrees": True})
    (referral,) = results(api.get("referrals/"))
    household = Household.objects.get()

    assert held.json()["code"] == show_code(household.code)
    assert household.organization == neighbour
    assert (referral["people"], referral["outcome"]) == (5, "")
    assert results(Caller(coordinator).get("holds/")) == []
    assert api.get(f"holds/{held.json()['id']}/").status_code == 404
    assert api.get(f"households/{household.pk}/").status_code == 404
    released = api.post(f"referrals/{referral['id']}/release/")
    assert released.json()["outcome"] == "released"


def test_a_hidden_neighbour_is_asked_by_phone(api, network):
    hidden = Shelter.AddressVisibility.HIDDEN
    shelter = ShelterFactory(organization=OrganizationFactory(network=network), address_visibility=hidden)
    make_room(shelter, 5)

    answer = api.post("holds/", {"shelter": str(shelter.pk), "persons": [{"gender": "woman"}]})

    assert refused(answer) == (409, "ask_by_phone")


def test_an_own_hold_arrives(api, house):
    bed = make_room(ShelterFactory(organization=house), 1).beds.get()
    household = make_household(house, "woman")
    order = {"placements": [{"person": 1, "bed": str(bed.pk)}]}

    held = api.post(f"households/{household.pk}/hold/", order).json()
    arrived = api.post(f"holds/{held['id']}/arrive/", {"late_reason": "travel"})

    assert [stay["state"] for stay in arrived.json()] == ["in_use"]
    assert refused(api.post(f"holds/{held['id']}/release/")) == (409, "hold_ended")


def test_one_household_is_opened_by_its_code_and_that_is_written_down(api, desk, house):
    household = make_household(house, "woman", "child")
    typed = show_code(household.code).lower().replace("-", "+")

    (found,) = results(api.get(f"households/?code={typed}"))

    assert (found["id"], len(found["persons"])) == (str(household.pk), 2)
    entry = AuditEntry.objects.get(verb=Verb.HOUSEHOLD_OPENED)
    assert (entry.about_id, entry.member_id) == (household.pk, desk.pk)


@pytest.mark.parametrize("code", ["0000-0000-0000-0", "x", "%00"[:1], "ZZZZ"])
def test_codes_of_nobody_find_nobody(api, code):
    assert results(api.get(f"households/?code={code}")) == []


def test_codes_of_others_find_nobody(api, stranger):
    household = make_household(stranger.organization, "woman")

    assert results(api.get(f"households/?code={household.code}")) == []


def test_places_of_one_household_are_for_every_desk(api, house):
    household = make_household(house, "woman")

    assert api.get(f"stays/?household={household.pk}").status_code == 200
    assert api.get("stays/").status_code == 403


def test_persons_are_added_and_corrected(api, house):
    household = make_household(house, "woman")

    added = api.post(f"households/{household.pk}/persons/", {"age_band": "0-4", "needs": ["cot"]})
    corrected = api.patch(f"households/{household.pk}/persons/2/", {"needs": [], "sleeps_with_parent": True})
    nobody = api.patch(f"households/{household.pk}/persons/9/", {})

    assert (added.status_code, added.json()["needs"]) == (201, ["cot"])
    assert (corrected.json()["needs"], corrected.json()["sleeps_with_parent"]) == ([], True)
    assert nobody.status_code == 404


def test_households_are_joined_parted_and_split(boss, house):
    first, second = make_household(house, "woman"), make_household(house, "man", "child")

    joined = boss.post(f"households/{second.pk}/merge/", {"into": str(first.pk)})
    parted = boss.post(f"households/{second.pk}/unmerge/")
    split = boss.post(
        f"households/{second.pk}/split/",
        {"persons": [1], "reason": "safety", "adults": [{"child": 2, "adult": 1}]},
    )

    assert (joined.json()["id"], len(joined.json()["persons"])) == (str(first.pk), 3)
    assert len(parted.json()["persons"]) == 2
    assert refused(split) == (409, "children_alone")


def test_a_deed_is_undone(boss, house):
    bed = make_room(ShelterFactory(organization=house), 1).beds.get()
    household = make_household(house, "woman")
    boss.post("stays/", {"household": str(household.pk), "placements": [{"person": 1, "bed": str(bed.pk)}]})
    change = Change.objects.get(verb=Verb.CHECKED_IN)

    undone = boss.post(f"changes/{change.pk}/undo/")

    assert undone.json()["undone_at"] is not None
    assert not Stay.objects.open().exists()


def test_children_alone_are_never_offered_rooms_for_adults(api, house):
    make_room(ShelterFactory(organization=house), 3, code="men")

    options = api.post("placements/", {"persons": [{"age_band": "12-17", "gender": "man"}]}).json()

    assert options == []
