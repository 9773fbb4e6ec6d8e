"""Wi-Fi at the desk."""

import csv
import html
import io
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from core.codes import show_code
from schedules.models import RouterKey, TurnWindow, Voucher
from shelters.models import Shelter
from tests.callers import sign_in
from tests.factories.schedules import WindowFactory
from tests.schedules.wifi import link_of, made, router_of, window_later, window_now


@pytest.fixture
def link(coordinator):
    return link_of(coordinator)


@pytest.fixture
def window(link):
    return window_now(link)


def at(member):
    client = Client()
    sign_in(client, member)
    return client


@pytest.mark.parametrize("links", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    link, window, coordinator, desk, links, django_assert_num_queries
):
    for _each in range(links - 1):
        made(window_now(link_of(coordinator)), by=coordinator)
    client = at(desk)
    client.get(f"/wifi/?day={window.day}")

    with django_assert_num_queries(5):
        page = client.get(f"/wifi/?day={window.day}")

    assert page.text.count('<section class="card"') == links


def test_make_print_and_exchange(link, window, desk):
    client = at(desk)
    day = {"day": f"{window.day}"}

    made_now = client.post(f"/wifi/{link.pk}/make/", day)
    paper = client.get(f"/wifi/{link.pk}/strips/", day).text

    assert made_now["Location"] == f"/wifi/?day={window.day}"
    words = {re.sub(r"\W", "", word) for word in re.findall(r'class="strip-word">([^<]+)<', paper)}
    assert words == set(Voucher.objects.values_list("code", flat=True))
    assert len(words) == 3
    old = Voucher.objects.get(number=2).code
    typed = {"voucher": old, "once": uuid4().hex}
    papers = [client.post(f"/wifi/{link.pk}/exchange/", typed, follow=True).text for _twice in range(2)]
    new = Voucher.objects.get(number=2).code
    assert [re.findall(r'class="strip-word">([^<]+)<', paper) for paper in papers] == [[show_code(new)]] * 2
    assert new != old


def test_strips_are_printed_in_blocks_of_whole_turns(link, window, desk, coordinator, monkeypatch):
    later = window_later(link)
    made(later, by=coordinator)
    made(window, by=coordinator)
    monkeypatch.setattr("schedules.web.strips.A_BLOCK", 5)  # two turns of three strips
    client, path = at(desk), f"/wifi/{link.pk}/strips/?day={window.day}"

    def printed(page):
        words = re.findall(r'class="strip-word">([^<]+)<', page)
        return [re.sub(r"\W", "", word) for word in words]

    first = client.get(path).text
    addresses = [html.unescape(each) for each in re.findall(r'href="(\?day=[^"]+)"', first)]
    pages = [client.get(f"/wifi/{link.pk}/strips/{each}").text for each in addresses]

    of = [list(one.vouchers.order_by("number").values_list("code", flat=True)) for one in (window, later)]
    assert [printed(page) for page in (first, *pages)] == [of[0], *of]


def test_the_way_back_to_today_goes_by_the_clock_of_the_house(coordinator, desk, time_machine):
    # Half an hour into the next day in Tijuana, where the network is: in Honolulu it is still the evening.
    time_machine.move_to(datetime.fromisoformat("2026-11-24T00:30:00-08:00"), tick=False)
    link_of(coordinator)
    Shelter.objects.update(time_zone="Pacific/Honolulu")
    client = at(desk)

    assert "day=2026-11-22" not in client.get("/wifi/").text
    assert "day=2026-11-23" in client.get("/wifi/?day=2026-11-24").text


def test_turns_without_strips_and_those_that_are_over_stand_apart(link, window, coordinator, desk):
    made(window, by=coordinator)
    WindowFactory(amenity=link, starts_at=window.starts_at - timedelta(hours=1), ends_at=window.starts_at)
    WindowFactory(amenity=link, starts_at=window.ends_at)
    TurnWindow.objects.update(day=window.day)

    page = " ".join(at(desk).get(f"/wifi/?day={window.day}").text.split())

    assert re.findall(r"<summary>(No strips yet|Over)</summary>", page) == ["No strips yet", "Over"]
    open_part = page.split("<summary>No strips yet")[0]
    assert "3 strips left, 0 in use" in open_part
    assert open_part.count('class="when"') == 1
    assert open_part.index("Exchange") < open_part.index('class="when"')


def test_a_wrong_word_is_told_beside_the_list(link, window, coordinator, desk):
    made(window, by=coordinator)

    answer = at(desk).post(f"/wifi/{link.pk}/exchange/", {"voucher": "0" * 9})

    assert (answer.status_code, answer.context["refused"].code) == (409, "voucher_unknown")


@pytest.mark.parametrize("meant", ["", "08:00", "\0"])
def test_a_turn_must_be_chosen_for_that(link, window, coordinator, desk, meant):
    made(window, by=coordinator)

    answer = at(desk).post("/wifi/windows/", {"window": meant, "act": "revoke"})

    assert (answer.status_code, answer.context["refused"].code) == (400, "bad_input")
    assert Voucher.objects.filter(revoked_at=None).count() == 3


@pytest.mark.parametrize(("act", "left"), [("anew", 3), ("revoke", 0), ("else", 3)])
def test_a_whole_turn_is_renewed_or_taken_back(link, window, coordinator, desk, act, left):
    before = {voucher.code for voucher in made(window, by=coordinator)}

    answer = at(desk).post("/wifi/windows/", {"window": str(window.pk), "act": act})

    assert answer.status_code == (400 if act == "else" else 302)
    assert Voucher.objects.filter(revoked_at=None).count() == left
    assert bool(before & set(Voucher.objects.values_list("code", flat=True))) == (act != "anew")


@pytest.mark.parametrize(
    ("kind", "header", "shape"),
    [
        (
            "unifi",
            ["name", "password", "minutes", "from", "until"],
            r"\w{9},\w{9},60,[-\d: ]{16},[-\d: ]{16}",
        ),
        ("mikrotik", ["name", "password", "limit-uptime", "comment"], r"\w{9},\w{9},60m,[-\d: ]{16}"),
        ("opennds", None, r"\w{9},0,0,0,0,60,0"),
    ],
)
def test_files_for_routers_that_ask_nobody(link, window, coordinator, kind, header, shape):
    made(window, by=coordinator)

    answer = at(coordinator).get(f"/wifi/{link.pk}/file/?for={kind}&day={window.day}")

    lines = answer.text.splitlines()
    if header:
        assert lines.pop(0).split(",") == header
    assert len(lines) == 3
    assert all(re.fullmatch(shape, line) for line in lines)
    assert all(
        not cell.startswith(tuple("=+-@\t")) for row in csv.reader(io.StringIO(answer.text)) for cell in row
    )
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("kind", ["", "excel"])
def test_other_files_there_are_none(link, window, coordinator, kind):
    assert at(coordinator).get(f"/wifi/{link.pk}/file/?for={kind}").status_code == 400


def test_a_key_is_shown_once(link, coordinator):
    client = at(coordinator)

    shown = client.post(
        "/wifi/routers/", {"amenity": f"{link.pk}", "label": "Antena patio", "days": "30"}
    ).text

    (text,) = re.findall(r"router_[\w-]{50,}", shown)
    key = RouterKey.objects.get()
    assert key.prefix == text.split("_")[1]
    again = client.get("/wifi/routers/").text
    assert "Antena patio" in again
    assert text not in again
    client.post(f"/wifi/routers/{key.pk}/revoke/")
    assert "Antena patio" not in client.get("/wifi/routers/").text


@pytest.mark.parametrize("wrong", [{"days": "soon"}, {"days": "0"}, {"label": ""}, {"amenity": "x"}])
def test_a_bad_key_is_refused_in_words(link, coordinator, wrong):
    asked = {"amenity": f"{link.pk}", "label": "Antena", "days": "30", **wrong}

    answer = at(coordinator).post("/wifi/routers/", asked)

    assert (answer.status_code, answer.context["refused"].code) == (400, "bad_input")


def test_who_does_not_belong_here_sees_nothing(link, window, coordinator, desk, reader, stranger):
    made(window, by=coordinator)
    key, _text = router_of(link, by=coordinator)
    before = list(Voucher.objects.values())

    asked = [f"/wifi/{link.pk}/strips/", f"/wifi/{link.pk}/file/?for=unifi"]
    told = [f"/wifi/{link.pk}/make/", f"/wifi/{link.pk}/exchange/", "/wifi/windows/",
            f"/wifi/routers/{key.pk}/revoke/"]  # fmt: skip
    for somebody, status in ((reader, 403), (stranger, 404)):
        client = at(somebody)
        assert [client.get(path).status_code for path in asked] == [status] * 2
        assert [
            client.post(path, {"act": "anew", "window": str(window.pk)}).status_code for path in told
        ] == [status] * 4
    assert at(desk).get("/wifi/routers/").status_code == 403
    assert list(Voucher.objects.values()) == before
    assert RouterKey.objects.get().revoked_at is None
