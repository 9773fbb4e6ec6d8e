"""The pages that take a file in and hand figures out."""

import csv
import io
import re
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Membership
from privacy import audit
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import availability
from shelters.admin.imports import SALT
from shelters.models import Places, Room, Shelter
from shelters.sheets.reading import MOST_BYTES
from tests.callers import sign_in
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_room
from tests.shelters.sheets.files import DIRTY, as_text

SHELTERS = "/admin/shelters/shelter/import/shelters/"
BEDS = "/admin/shelters/shelter/import/beds/"
EXPORT = "/admin/shelters/shelter/export/"


def client_of(member: Membership) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, member)
    return client


@pytest.fixture
def client(coordinator: Membership) -> Client:
    return client_of(coordinator)


def send(client: Client, content: bytes, address: str = SHELTERS, **fields: Any) -> Any:
    return client.post(address, {"file": SimpleUploadedFile("list.csv", content), **fields})


def carried(answer: Any) -> dict[str, str]:
    """What the page would send on: the signed rows and the column choices."""
    page = answer.content.decode()
    found = re.search(r'name="carried" value="([^"]+)"', page)
    assert found, page
    columns = {c["name"]: c["key"] for c in answer.context["columns"]}
    return {"carried": found[1], **columns}


# ---------------------------------------------------------------- import


def test_a_file_is_looked_at_before_anything_is_written(client):
    answer = send(client, DIRTY)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "5 shelters, 3 with a capacity, 1,405 places, 2 not stated" in page
    assert "Columns left out: type, latitude" in page
    assert Shelter.objects.count() == 0


def test_confirming_imports_and_confirming_twice_changes_nothing(client, coordinator):
    sent = carried(send(client, DIRTY)) | {
        "carry_out": "1",
        "addresses": "hidden",
        "time_zone": "America/Tijuana",
    }

    first = client.post(SHELTERS, sent)
    second = client.post(SHELTERS, sent)

    assert first.url == second.url == reverse("admin:shelters_shelter_changelist")
    shown = client.get(first.url).content.decode()
    assert "Imported: 5 new, 0 changed, 0 unchanged." in shown
    assert "Imported: 0 new, 0 changed, 5 unchanged." in shown
    assert set(Shelter.objects.values_list("address_visibility", flat=True)) == {"hidden"}
    entry = AuditEntry.objects.get(verb=Verb.SHELTERS_IMPORTED)
    assert entry.member_id == coordinator.pk


def test_columns_can_be_chosen(client):
    first = send(client, as_text("refugio,para,lugares", "Casa,men,4"))
    assert first.status_code == 400
    assert "No column of the file is" in first.content.decode()

    sent = carried(first) | {"column-0": "name", "column-1": "group", "look": "1"}
    again = client.post(SHELTERS, sent)

    assert "1 shelter, 1 with a capacity, 4 places, 0 not stated" in again.content.decode()


def test_wrong_rows_are_shown_and_cannot_be_imported(client):
    answer = send(client, as_text("name,sector,capacity", "Casa,Pilots,lots", "Otra,Men,3"))
    page = answer.content.decode()

    assert "to correct" in page
    assert "lots" in page
    assert 'name="carry_out"' not in page
    refused = client.post(SHELTERS, carried(answer) | {"carry_out": "1"})
    assert (refused.status_code, Shelter.objects.count()) == (400, 0)


def test_a_name_in_a_file_is_shown_as_text_only(client):
    page = send(client, as_text("name,sector,<b>x</b>", '"<script>alert(1)</script>",Men,y')).content.decode()

    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 400, "There are no rows in this file."),
        (b"name,cupo", 400, "There are no rows in this file."),
        (b"\x89PNG\x00", 400, "This file is not a table that can be read."),
        (b"name,cupo\nCasa \x81,3", 400, "The letters of this file cannot be read."),
        (b"a,b\n" * (MOST_BYTES // 4 + 9), 413, "This file is too large"),
        (as_text("name,apellido", "Casa,canario"), 400, "Column B looks like data about people."),
        (as_text("name,note", "Casa,Juan Canario"), 400, "Column B looks like data about people."),
    ],
    ids=["nothing", "no rows", "picture", "encoding", "too large", "surnames", "names"],
)
def test_what_cannot_be_taken_is_refused_in_one_sentence(client, content, status, sentence):
    answer = send(client, content)

    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (status, True)
    assert "anario" not in page
    assert 'name="carried"' not in page


def test_a_file_never_touches_the_disk(client, monkeypatch):
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise AssertionError("a file was written")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)

    assert send(client, b"name,sector\n" + b"Casa,Men\n" * 300_000).status_code == 413
    assert send(client, DIRTY).status_code == 200


def test_the_session_keeps_nothing_of_the_file(client):
    before = dict(client.session.items())

    send(client, DIRTY)

    assert {**client.session} == before


@pytest.mark.parametrize("salt", [SALT, "another"])
def test_rows_of_somebody_else_or_nobody_are_refused(client, salt):
    forged = signing.dumps(["x", ["name"], [[2, "y"]]], salt=salt)

    answer = client.post(SHELTERS, {"carried": forged, "carry_out": "1"})

    assert answer.status_code == 409
    assert "This page is too old to import from." in answer.content.decode()


def test_rows_of_a_neighbour_cannot_be_sent_on(client, stranger):
    sent = carried(send(client, DIRTY)) | {"carry_out": "1"}

    assert client_of(stranger).post(SHELTERS, sent).status_code == 409
    assert Shelter.objects.count() == 0


def test_a_form_without_its_token_is_refused(coordinator):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, coordinator)

    assert send(client, DIRTY).status_code == 403


@pytest.mark.parametrize(
    ("who", "shelters", "beds"), [("desk", 403, 403), ("reader", 403, 403), ("network_desk", 200, 403)]
)
def test_the_pages_open_for_those_with_the_right(request, who, shelters, beds):
    client = client_of(request.getfixturevalue(who))

    assert client.get(SHELTERS).status_code == shelters
    assert client.get(BEDS).status_code == beds


def test_rooms_and_beds_come_in_the_same_way(client, coordinator):
    ShelterFactory(organization=coordinator.organization, name="Casa")
    answer = send(client, as_text("shelter,room,group,floor,bunks", "Casa,A,men,0,3"), BEDS)
    assert "1 room, 6 beds to add" in answer.content.decode()

    done = client.post(BEDS, carried(answer) | {"carry_out": "1"})

    assert done.url == reverse("admin:shelters_room_changelist")
    assert Room.objects.get().beds.count() == 6


def test_the_list_of_shelters_leads_here(client):
    page = client.get("/admin/shelters/shelter/").content.decode()

    assert SHELTERS in page
    assert EXPORT in page


# ---------------------------------------------------------------- export


def export(client: Client, file: str) -> Any:
    answer = client.post(EXPORT, {"file": file})
    assert answer.status_code == 200
    return answer


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def houses(coordinator: Membership, stranger: Membership, outsider: Membership) -> None:
    """A hidden one of ours, one with a formula for a name, three of neighbours, one of another network."""
    ours = ShelterFactory(organization=coordinator.organization, name="Ours", address_visibility="hidden")
    make_room(ours, 4, code="men")
    counted = PlacesFactory(
        shelter__organization=coordinator.organization,
        shelter__name="=1+1",
        shelter__phone="+52 1",
        installed=None,
    )
    availability.recount(counted.shelter)
    for name, visibility in (("Public", "public"), ("Area", "area"), ("Hidden", "hidden")):
        house = ShelterFactory(
            organization=stranger.organization,
            name=name,
            reference=f"r-{name}",
            address=f"street {name}",
            area=f"area {name}",
            phone=f"phone {name}",
            address_visibility=visibility,
        )
        make_room(house, 7)
    make_room(ShelterFactory(organization=outsider.organization, name="Far away"), 9)


def test_shelters_leave_with_what_each_may_show(client, houses, coordinator):
    answer = export(client, "shelters.csv")

    rows = {row["name"]: row for row in rows_of(answer)}
    assert set(rows) == {"Ours", "'=1+1", "Public", "Area", "Hidden"}
    assert rows["Ours"]["address"] == "Calle 1"
    assert rows["'=1+1"]["phone for colleagues"] == "'+52 1"
    seen = {name: [rows[name][key] for key in ("address", "area", "installed beds")] for name in rows}
    assert seen["Public"] == ["street Public", "area Public", "7"]
    assert seen["Area"] == ["", "area Area", "7"]
    assert seen["Hidden"] == ["", "", ""]
    assert rows["Hidden"]["phone for colleagues"] == rows["Hidden"]["as of (UTC)"] == ""
    assert not any(rows[name]["number in the source"] for name in ("Public", "Area", "Hidden"))
    assert AuditEntry.objects.get(verb=Verb.FIGURES_EXPORTED).member_id == coordinator.pk


def test_availability_leaves_without_hidden_neighbours(client, houses):
    answer = export(client, "availability.csv")

    rows = {row["shelter"]: row for row in rows_of(answer)}
    assert set(rows) == {"Ours", "'=1+1", "Public", "Area"}
    assert [rows["Ours"][key] for key in ("free", "in use", "over capacity", "old figure")] == [
        "4",
        "0",
        "0",
        "no",
    ]
    assert rows["'=1+1"]["free"] == ""
    assert rows["Ours"]["as of (UTC)"].endswith("UTC")


def test_the_name_of_the_file_is_neutral(client, houses):
    answer = export(client, "availability.xlsx")

    assert re.fullmatch(
        r'attachment; filename="availability-\d{4}-\d\d-\d\d\.xlsx"', answer.headers["Content-Disposition"]
    )
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert {type(row[6].value) for row in list(sheet.iter_rows())[1:]} == {int, type(None)}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_that_is_imported_again_changes_nothing(client, houses, ending, coordinator):
    ShelterFactory(organization=coordinator.organization, name="Without figures")
    shelters, places = Shelter.objects.order_by("pk").values(), Places.objects.order_by("pk").values()
    before = [list(shelters), list(places)]

    answer = send(client, export(client, f"shelters.{ending}").content)

    assert "Everything is here already." in answer.content.decode()
    client.post(SHELTERS, carried(answer) | {"carry_out": "1"})
    assert [list(shelters.all()), list(places.all())] == before


@pytest.mark.parametrize(
    ("who", "status"), [("desk", 403), ("reader", 200), ("city", 200), ("network_desk", 200)]
)
def test_who_may_export(request, who, status):
    client = client_of(request.getfixturevalue(who))

    assert client.get(EXPORT).status_code == status
    assert client.post(EXPORT, {"file": "shelters.csv"}).status_code == status


@pytest.mark.parametrize("file", ["people.csv", "shelters.pdf", "", "shelters"])
def test_nothing_else_can_be_exported(client, file):
    assert client.post(EXPORT, {"file": file}).status_code == 404


@pytest.mark.parametrize("file", ["shelters.csv", "availability.csv"])
@pytest.mark.parametrize("count", [1, 3])
def test_an_export_costs_the_same_whatever_its_length(
    client, coordinator, file, count, django_assert_num_queries
):
    for _number in range(count):
        make_room(ShelterFactory(organization=coordinator.organization), 2)
    audit.record(Verb.SIGNED_IN, by=coordinator)  # the first entry of an organization also begins its chain

    trail = 1 if connection.vendor == "postgresql" else 2
    with django_assert_num_queries(trail + (7 if file.startswith("shelters") else 5)):
        export(client, file)
