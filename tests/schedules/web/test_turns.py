"""Turns at the desk: a code and one tap, marks of one tap, short codes on lists, one entry a view."""

import re
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from core.codes import show_code
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.actions import outages
from schedules.models import Amenity, Priority, Turn, TurnMemory, TurnRequest
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    TurnFactory,
    TurnRequestFactory,
    WindowFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# Noon in Tijuana: no test of a day runs over midnight.
NOON = datetime(2026, 11, 23, 20, tzinfo=ZoneInfo("UTC"))


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(NOON)


@pytest.fixture
def amenity(noon, house):
    return AmenityFactory(shelter=ShelterFactory(organization=house), name="Enchufes", seats=2)


@pytest.fixture
def window(amenity):
    """Going on."""
    return WindowFactory(amenity=amenity, starts_at=NOON - HOUR / 2, ends_at=NOON + HOUR / 2)


@pytest.fixture
def draw(amenity):
    return DrawFactory(amenity=amenity)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def client(noon, signed_in, desk):
    return signed_in(desk)


@pytest.fixture
def address(amenity):
    return f"/turns/at/{amenity.pk}/"


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def sentences(answer):
    """What a paper says, in words: no names, clocks and codes."""
    (paper,) = re.findall("<main.*</main>", said(answer))
    return {each.strip() for each in re.split(r"<[^>]+>|\.", paper) if " " in each.strip()}


def test_a_code_and_one_tap_put_a_household_on_the_list(client, address, draw, family):
    typed = {"act": "ask", "code": str(family).lower(), "draw": draw.pk, "once": uuid4().hex}

    answers = [client.post(address, typed) for _twice in range(2)]

    asked = TurnRequest.objects.get()
    assert (asked.household, asked.draw, asked.way) == (family, draw, "desk")
    assert [answer.headers["Location"] for answer in answers] == [f"{address}?asked={asked.pk}"] * 2
    page = said(client.get(answers[0].headers["Location"]))
    assert f"/turns/asked/{asked.pk}/slip/" in page
    assert "(1 asked)" in page


def test_what_a_household_wishes_is_kept(client, address, amenity, draw, family):
    priority = Priority.objects.create(
        organization=amenity.organization, shelter=amenity.shelter, name="no phone", criterion="said_at_desk"
    )
    amenity.parents_have_two = True
    amenity.save()
    typed = {"earliest": "09:00", "latest": "12:30", "two": "1", "priority": priority.pk, "way": "paper"}

    client.post(address, {"act": "ask", "code": family.code, "draw": draw.pk, **typed})

    asked = TurnRequest.objects.get()
    assert (asked.earliest, asked.latest, asked.slots, asked.priority, asked.way) == (
        time(9), time(12, 30), 2, priority, "paper",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"code": "nonsense"}, 404), ({"draw": "x"}, 404), ({"earliest": "noon"}, 400),
        ({"act": "steal"}, 404), ({"act": "steal", "turn": "x"}, 404), ({"two": "1"}, 409),
        ({"priority": str(uuid4())}, 404),
    ],
)  # fmt: skip
def test_a_wrong_form_puts_nobody_anywhere(client, address, draw, family, change, status):
    answer = client.post(address, {"act": "ask", "code": family.code, "draw": draw.pk, **change})

    assert answer.status_code == status
    assert not TurnRequest.objects.exists()


def test_a_refused_code_stays_in_the_form(client, address, draw, family):
    TurnRequestFactory(draw=draw, household=family)

    answer = client.post(address, {"act": "ask", "code": str(family), "draw": draw.pk})

    assert answer.status_code == 409
    assert f'value="{family}"' in said(answer)
    assert "has asked for this day already" in said(answer)


def test_a_free_place_is_given_by_a_code(client, address, window, family):
    answer = client.post(address, {"act": "give", "code": family.code, "window": window.pk})

    given = Turn.objects.get()
    assert answer.headers["Location"] == f"{address}?given={given.pk}"
    assert (given.household, given.state) == (family, "given")


def test_only_a_coordinator_goes_out_of_order_and_says_why(
    client, signed_in, coordinator, address, amenity, window, family
):
    done = DrawFactory(amenity=amenity, day=window.day, done_at=NOON - HOUR)
    TurnRequestFactory(draw=done, place=1, outcome="full")
    typed = {"act": "give", "code": family.code, "window": window.pk}

    refused = client.post(address, {**typed, "reason": "in a hurry"})
    assert (refused.status_code, "Before others who asked" in said(refused)) == (409, False)
    boss = signed_in(coordinator)
    assert boss.post(address, typed).status_code == 400
    assert boss.post(address, {**typed, "reason": "interview at two"}).status_code == 302

    assert "interview at two" in said(client.get(address))


def test_each_mark_is_one_tap(client, address, window, family):
    turn = TurnFactory(window=window, household=family)

    for act, state in (("came", "came"), ("undo", "given"), ("missed", "missed"), ("undo", "given")):
        assert client.post(address, {"act": act, "turn": turn.pk}).status_code == 302
        turn.refresh_from_db()
        assert turn.state == state
    client.post(address, {"act": "told", "turn": turn.pk})
    turn.refresh_from_db()
    assert turn.told_at is not None


def test_the_list_shows_short_codes_and_is_written_down_once(client, address, amenity, window, family):
    TurnFactory(window=window, household=family)
    WindowFactory(amenity=amenity, starts_at=window.ends_at)

    page = said(client.get(address))

    assert family.code[8:12] in page
    assert (family.code in page, str(family) in page) == (False, False)
    assert "not told yet" in page
    assert "1 free" in page
    assert "Who had a turn longest ago comes first" in page
    assert "Everything here is free" in page
    assert AuditEntry.objects.filter(verb=Verb.TURNS_LISTED).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_costs_the_same_whatever_its_length(
    client, address, amenity, window, house, draw, django_assert_num_queries, count
):
    amenity.seats = 8
    amenity.save()
    for hours in range(count):
        each = WindowFactory(amenity=amenity, starts_at=NOON + HOUR * (hours + 1))
        TurnFactory(window=each, household=make_household(house, "woman"))
        TurnRequestFactory(draw=draw)
    client.get(address)

    with django_assert_num_queries(16 if connection.vendor == "postgresql" else 17):
        client.get(address)


def test_after_midnight_the_desk_opens_the_night_that_goes_on(
    signed_in, desk, address, amenity, family, time_machine
):
    midnight = datetime(2026, 11, 24, tzinfo=ZoneInfo(amenity.shelter.time_zone))
    night = WindowFactory(amenity=amenity, day=NOON.date(), starts_at=midnight, ends_at=midnight + HOUR)
    turn = TurnFactory(window=night, household=family)
    time_machine.move_to(midnight + HOUR / 2)
    client = signed_in(desk)

    assert str(turn.pk) in said(client.get(address))
    time_machine.move_to(midnight + HOUR)

    assert "24 November" in said(client.get(address))


def test_a_day_that_is_none_or_too_far_is_not_here(client, address, window):
    assert client.get(f"{address}?day=2026-11-24").status_code == 200
    for day in ("someday", "2036-01-01", "2026-12-24"):
        assert client.get(f"{address}?day={day}").status_code == 404


def test_an_offer_is_taken_or_declined_from_the_list_of_whom_to_tell(client, address, amenity, house):
    ahead = WindowFactory(amenity=amenity, starts_at=NOON + HOUR)
    offers = [
        TurnFactory(
            window=ahead, household=make_household(house, "woman"), state="offered", offered_until=NOON + HOUR
        )
        for _each in range(2)
    ]

    assert said(client.get(address)).count("They take it") == 2
    for act, offer in zip(("accept", "cancel"), offers, strict=True):
        client.post(address, {"act": act, "turn": offer.pk})

    assert sorted(Turn.objects.values_list("state", flat=True)) == ["cancelled", "given"]


def test_a_turn_is_moved_to_a_free_time_or_cancelled(client, amenity, family):
    window = WindowFactory(amenity=amenity, starts_at=NOON + HOUR)
    later = WindowFactory(amenity=amenity, starts_at=NOON + 2 * HOUR)
    over = WindowFactory(amenity=amenity, starts_at=NOON - 3 * HOUR)
    turn = TurnFactory(window=window, household=family)
    page = said(client.get(f"/turns/one/{turn.pk}/"))
    assert (str(later.pk) in page, str(over.pk) in page, family.code in page) == (True, False, False)
    assert f'href="/turns/at/{amenity.pk}/?day=2026-11-23"' in page

    client.post(f"/turns/one/{turn.pk}/", {"act": "move", "window": later.pk})
    moved = Turn.objects.open().get()
    assert (moved.starts_at, moved.moved_from) == (later.starts_at, turn)
    client.post(f"/turns/one/{moved.pk}/", {"act": "cancel"})
    assert "Take back" in said(client.get(f"/turns/one/{moved.pk}/"))
    client.post(f"/turns/one/{moved.pk}/", {"act": "undo"})

    assert Turn.objects.open().get() == moved
    assert client.post(f"/turns/one/{moved.pk}/", {"act": "move", "window": over.pk}).status_code == 409


def test_marks_from_paper_carry_the_clock_of_the_house(client, address, window, house):
    turns = [TurnFactory(window=window, household=make_household(house, "woman")) for _each in range(2)]
    typed = {
        f"mark-{turns[0].pk}": "came", f"at-{turns[0].pk}": "11:40",
        f"mark-{turns[1].pk}": "missed", f"at-{turns[1].pk}": "",
    }  # fmt: skip

    answer = client.post(f"{address}marks/", typed)

    assert answer.headers["Location"] == f"{address}?day=2026-11-23"
    came, missed = (Turn.objects.get(pk=turn.pk) for turn in turns)
    assert (came.state, came.state_since) == ("came", NOON - timedelta(minutes=20))
    assert (missed.state, missed.state_since) == ("missed", window.starts_at)
    assert TurnMemory.objects.get().household == came.household


def test_marks_that_make_no_sense_are_written_down_not_even_in_part(client, address, window, house):
    turns = [TurnFactory(window=window, household=make_household(house, "woman")) for _each in range(2)]
    for wrong in (
        {f"mark-{turns[1].pk}": "flew"},
        {f"mark-{turns[1].pk}": "came", f"at-{turns[1].pk}": "23:59"},
    ):
        answer = client.post(f"{address}marks/", {f"mark-{turns[0].pk}": "came", **wrong})
        assert answer.status_code == 400

    assert set(Turn.objects.values_list("state", flat=True)) == {"given"}


def test_what_was_typed_from_paper_stays_in_the_form_when_a_line_is_refused(client, address, window, house):
    turns = [TurnFactory(window=window, household=make_household(house, "woman")) for _each in range(2)]

    answer = client.post(
        f"{address}marks/",
        {
            f"mark-{turns[0].pk}": "missed", f"at-{turns[0].pk}": "11:40",
            f"mark-{turns[1].pk}": "came", f"at-{turns[1].pk}": "23:59",
        },
    )  # fmt: skip

    page = said(answer)
    assert answer.status_code == 400
    assert (page.count("selected>came"), page.count("selected>did not come")) == (1, 1)
    assert (page.count('value="11:40"'), page.count('value="23:59"')) == (1, 1)
    # The refused line says so beside itself, also to whoever does not see it.
    marked = re.findall(r'name="(mark|at)-([0-9a-f-]+)"[^>]*aria-describedby="wrong"', page)
    assert marked == [("mark", str(turns[1].pk)), ("at", str(turns[1].pk))]
    assert page.count('id="wrong"') == 1


@pytest.mark.parametrize(
    ("begins", "typed", "moment"),
    [
        ("2026-12-31T23:30", "00:05", "2027-01-01T00:05"),
        ("2026-12-31T23:30", "23:40", "2026-12-31T23:40"),
        ("2027-01-01T00:00", "23:55", "2026-12-31T23:55"),
    ],
)
def test_a_clock_of_the_night_is_of_the_day_near_its_turn(
    signed_in, desk, house, amenity, time_machine, begins, typed, moment
):
    here = ZoneInfo(amenity.shelter.time_zone)
    starts_at = datetime.fromisoformat(begins).replace(tzinfo=here)
    night = WindowFactory(
        amenity=amenity, day=datetime(2026, 12, 31, tzinfo=here).date(), starts_at=starts_at,
        ends_at=starts_at + HOUR,
    )  # fmt: skip
    time_machine.move_to(starts_at + 2 * HOUR)
    turn = TurnFactory(window=night, household=make_household(house, "woman"))

    marks = f"/turns/at/{amenity.pk}/marks/?day=2026-12-31"
    signed_in(desk).post(marks, {f"mark-{turn.pk}": "came", f"at-{turn.pk}": typed})

    turn.refresh_from_db()
    assert (turn.state, turn.state_since) == ("came", datetime.fromisoformat(moment).replace(tzinfo=here))


def test_what_paper_says_of_a_cut_is_typed_after_it(client, address, window, house, desk):
    came, unknown = (
        TurnFactory(window=window, household=make_household(house, "woman")) for _each in range(2)
    )
    shelter = window.amenity.shelter
    outage, _moved = outages.begin(shelter, why="power", by=desk, begun_at=NOON - timedelta(minutes=5))
    outages.end(outage, by=desk)

    assert said(client.get(f"{address}marks/")).count(">came<") == 2
    client.post(f"{address}marks/", {f"mark-{came.pk}": "came", f"at-{came.pk}": "11:31"})

    assert dict(Turn.objects.values_list("pk", "state")) == {came.pk: "came", unknown.pk: "lost"}
    assert TurnMemory.objects.get(repeats_first=True).household == unknown.household
    client.post(address, {"act": "undo", "turn": came.pk})
    assert set(Turn.objects.values_list("state", flat=True)) == {"lost"}
    assert TurnMemory.objects.filter(repeats_first=True).count() == 2


def test_a_household_page_asks_gives_and_takes_back_with_one_tap(client, amenity, window, draw, family):
    address = f"/households/{family.pk}/turns/"
    page = said(client.get(address))
    assert (str(draw.pk) in page, str(window.pk) in page) == (True, True)

    client.post(address, {"act": "ask", "draw": draw.pk})
    asked = TurnRequest.objects.get()
    assert f"/turns/asked/{asked.pk}/slip/" in said(client.get(address))
    client.post(address, {"act": "withdraw", "request": asked.pk})
    client.post(address, {"act": "give", "window": window.pk})

    assert not TurnRequest.objects.standing().exists()
    turn = Turn.objects.get()
    assert turn.household == family
    assert f"/turns/one/{turn.pk}/" in said(client.get(f"/households/{family.pk}/"))


def test_the_first_page_and_the_list_say_how_many_are_at_it(client, window, family):
    TurnFactory(window=window, household=family)

    for address in ("/admin/", "/turns/"):
        page = said(client.get(address))
        assert "now 1 of 2" in page
        assert "1 to tell" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_amenities_costs_the_same(client, amenity, django_assert_num_queries, count):
    for _each in range(count - 1):
        AmenityFactory(shelter=amenity.shelter)
    client.get("/turns/")

    with django_assert_num_queries(3):
        client.get("/turns/")


def test_a_slip_has_the_weekday_and_the_signs_and_not_the_code(client, house, window, draw, family):
    turn = TurnFactory(window=window, household=family)
    asked = TurnRequestFactory(draw=draw, household=family)
    family.language = "es"
    family.save()

    given = said(client.get(f"/turns/one/{turn.pk}/slip/?language=en"))
    ticket = said(client.get(f"/turns/asked/{asked.pk}/slip/?language=en"))

    assert ("Monday" in given, "11:30–12:30" in given, family.code[8:12] in given) == (True, True, True)
    assert ("Tuesday" in ticket, show_code(asked.ticket) in ticket) == (True, True)
    assert (family.code in given + ticket, str(family) in given + ticket) == (False, False)
    assert AuditEntry.objects.filter(verb=Verb.SHEET_PRINTED, about_id=family.pk).count() == 2
    assert 'lang="es"' in said(client.get(f"/turns/one/{turn.pk}/slip/"))


def test_nobody_reads_or_does_anything_in_another_house(signed_in, reader, stranger, address, window, family):
    turn = TurnFactory(window=window, household=family)
    asked = TurnRequestFactory(draw__amenity=window.amenity, household=family)
    addresses = (
        address, f"{address}marks/", f"/turns/one/{turn.pk}/", f"/turns/one/{turn.pk}/slip/",
        f"/turns/asked/{asked.pk}/slip/", f"/households/{family.pk}/turns/",
    )  # fmt: skip

    for each in addresses:
        assert signed_in(reader).get(each).status_code == 403
        assert signed_in(stranger).get(each).status_code == 404
    own = AmenityFactory(shelter=ShelterFactory(organization=stranger.organization))
    answer = signed_in(stranger).post(f"/turns/at/{own.pk}/", {"act": "came", "turn": turn.pk})
    assert answer.status_code == 404
    assert Turn.objects.get().state == "given"


@pytest.mark.parametrize("language", ["es", "ht"])
@pytest.mark.parametrize("rule", ["least_served", "lottery", "first_come"])
def test_a_slip_has_no_sentence_in_another_language(client, window, draw, family, language, rule):
    offered = {"state": "offered", "offered_until": NOON + HOUR / 4}
    turn = TurnFactory(window=window, household=family, **offered)
    asked = TurnRequestFactory(draw=draw, household=family)
    Amenity.objects.update(rule=rule)

    for slip in (f"/turns/one/{turn.pk}/slip/", f"/turns/asked/{asked.pk}/slip/"):
        english, translated = (sentences(client.get(f"{slip}?language={code}")) for code in ("en", language))
        assert len(english) > 3
        assert english & translated == set()
