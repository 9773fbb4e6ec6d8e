"""Imports change everything or nothing, twice as much as once, and only the own organization."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from accounts.actions.robots import robot_of
from accounts.models import Organization
from core.errors import BadInput, NotAllowed
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import availability, imports, stays
from shelters.actions.imports import KINDS, Sheet, Terms
from shelters.errors import BedInUse
from shelters.models import Availability, Bed, Places, Room, Shelter
from shelters.sheets.errors import ColumnMissing, ColumnTwice, PeopleInFile, RowsRefused
from shelters.sheets.plans import State
from shelters.sheets.reading import read
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, group, make_household, make_room
from tests.shelters.sheets.files import DIRTY, TORONTO, as_text, needs_toronto

pytestmark = pytest.mark.usefixtures("in_english")
TERMS = Terms("America/Tijuana")
HEAD = "id,name,sector,capacity"


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def bring(content: bytes, by: Any, *, kind: str = "shelters", terms: Terms = TERMS) -> Any:
    return imports.carry_out(Sheet.of(read(content), KINDS[kind]), kind=KINDS[kind], by=by, terms=terms)


def look(content: bytes, by: Any, *, kind: str = "shelters") -> Any:
    return imports.preview(Sheet.of(read(content), KINDS[kind]), kind=KINDS[kind], by=by, terms=TERMS)


def counts(plan: Any) -> tuple[int, int, int]:
    return plan.new, plan.changed, plan.unchanged


def refused(content: bytes, by: Any, *, kind: str = "shelters") -> list[tuple[int, str, str]]:
    """Row, column and value of everything that was refused; nothing was changed."""
    before = (Shelter.objects.count(), Room.objects.count(), Bed.objects.count(), AuditEntry.objects.count())
    with pytest.raises(RowsRefused) as told:
        bring(content, by, kind=kind)
    after = (Shelter.objects.count(), Room.objects.count(), Bed.objects.count(), AuditEntry.objects.count())
    assert after == before
    assert all(wrong.sentence.endswith(".") for wrong in told.value.wrongs)
    return [(wrong.number, str(wrong.column), wrong.value) for wrong in told.value.wrongs]


# ---------------------------------------------------------------- shelters


def test_a_dirty_file_becomes_houses_that_count(coordinator):
    plan = bring(DIRTY, coordinator)

    assert counts(plan) == (5, 0, 0)
    assert plan.summary == "5 shelters, 3 with a capacity, 1,405 places, 2 not stated"
    house = Shelter.objects.get(reference="1")
    assert (house.name, house.address, house.area) == ("Casa Niño Jesús", "Av. Juárez 12, 22000", "TIJUANA")
    assert (house.mode, house.address_visibility, house.time_zone) == ("count", "area", "America/Tijuana")
    assert list(Places.objects.order_by("shelter__reference").values_list("group__code", "installed")) == [
        ("families", None),
        ("men", 160),
        ("adults", 1200),
        ("women", None),
        ("youth", 45),
    ]
    free = Availability.objects.order_by("shelter__reference").values_list("free", flat=True)
    assert list(free) == [None, 160, 1200, None, 45]


def test_a_second_time_changes_nothing(coordinator):
    bring(DIRTY, coordinator)
    before = list(Availability.objects.order_by("pk").values())

    plan = bring(DIRTY, coordinator)

    assert counts(plan) == (0, 0, 5)
    assert list(Availability.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(verb=Verb.SHELTERS_IMPORTED).count() == 1


def test_what_differs_is_changed_and_empty_cells_delete_nothing(coordinator):
    bring(DIRTY, coordinator)
    Shelter.objects.filter(reference="2").update(address_visibility="hidden", phone="1")

    plan = bring(as_text("id,name,address,sector,capacity", "2,Casa Dos,,Single Men,150"), coordinator)

    assert counts(plan) == (0, 1, 0)
    assert [str(change.label) for change in plan.lines[0].changes] == ["name", "installed beds"]
    house = Shelter.objects.get(reference="2")
    assert (house.name, house.address, house.phone) == ("Casa Dos", "Calle 2, local 3", "1")
    assert house.address_visibility == "hidden"
    assert house.availability.get().free == 150


def test_a_house_without_number_is_found_by_its_name(coordinator):
    ShelterFactory(organization=coordinator.organization, name="Casa Niño", mode="count")

    plan = bring(as_text("name,group,capacity", "CASA NINO,men,4"), coordinator)

    assert counts(plan) == (0, 1, 0)
    assert Shelter.objects.get().name == "CASA NINO"


def test_a_house_may_have_several_groups(coordinator):
    content = as_text("name,group,capacity", "Casa,men,4", "Casa,women,5")

    assert counts(bring(content, coordinator)) == (1, 0, 0)
    assert counts(bring(content, coordinator)) == (0, 0, 1)
    assert sum(Places.objects.values_list("installed", flat=True)) == 9


def test_mats_and_people_stay_when_the_capacity_changes(coordinator):
    places = PlacesFactory(
        shelter__organization=coordinator.organization, installed=20, mats=5, in_use=18, shelter__name="Casa"
    )
    availability.recount(places.shelter)

    bring(as_text("name,group,capacity", "Casa,any,10"), coordinator)

    places.refresh_from_db()
    assert (places.installed, places.mats, places.in_use, places.over_ceiling) == (10, 5, 18, 3)
    assert places.shelter.availability.get().over == 3


def test_a_house_with_rooms_keeps_counting_by_its_beds(coordinator):
    house = ShelterFactory(organization=coordinator.organization, name="Casa")
    make_room(house, 3)

    plan = bring(as_text("name,group,capacity", "Casa,any,50"), coordinator)

    assert counts(plan) == (0, 0, 1)
    assert plan.lines[0].note
    assert house.availability.get().installed == 3


def test_own_groups_are_known_by_their_name(coordinator):
    group("men")
    own = group("men").__class__.objects.create(
        organization=coordinator.organization,
        code="elders",
        name="Personas mayores",
        name_es="Personas mayores",
    )

    bring(as_text("name,group,capacity", "Casa,personas MAYORES,5"), coordinator)

    assert Places.objects.get().group == own


@pytest.mark.parametrize("word", ["VARIES", "varies", "n/a", "", "-", "?", "Varía"])
def test_a_capacity_may_be_not_stated(coordinator, word):
    bring(as_text(HEAD, f"1,Casa,Family,{word}"), coordinator)

    assert Places.objects.get().installed is None


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("1,Casa,Family,lots", "installed beds", "lots"),
        ("1,Casa,Family,-3", "installed beds", "-3"),
        ("1,Casa,Family,20001", "installed beds", "20001"),
        ("1,Casa,Family,3.5", "installed beds", "3.5"),
        ("1,Casa,Pilots,3", "group", "Pilots"),
        ("1,Casa,,3", "group", ""),
        ("1,,Family,3", "name", ""),
        (f"1,{'x' * 121},Family,3", "name", "x" * 60),
        ("1,Casa,Family,3,4", "", ""),
        ("7,Otra,Family,3", "number in the source", "7"),
        ("7,Buena,Family,3", "group", "Family"),
        (",Buena,Men,3", "name", "Buena"),
    ],
)
def test_one_wrong_cell_stops_the_whole_file(coordinator, line, column, value):
    assert refused(as_text(HEAD, "7,Buena,Family,10", line), coordinator) == [(3, column, value)]


def test_every_wrong_cell_is_told_at_once(coordinator):
    content = as_text(HEAD, "1,Casa,Pilots,lots", "2,,Family,-1")

    assert [wrong[:2] for wrong in refused(content, coordinator)] == [
        (2, "installed beds"),
        (2, "group"),
        (3, "name"),
        (3, "installed beds"),
    ]


def test_a_new_name_must_not_belong_to_another_house(coordinator):
    bring(as_text(HEAD, "1,Casa,Family,1", "2,Otra,Family,1"), coordinator)

    assert refused(as_text(HEAD, "1,Otra,Family,1"), coordinator) == [(2, "name", "Otra")]


def test_less_capacity_than_is_out_of_service_is_refused(coordinator):
    PlacesFactory(shelter__organization=coordinator.organization, shelter__name="Casa", out_of_service=9)

    assert refused(as_text("name,group,capacity", "Casa,any,8"), coordinator) == [(2, "installed beds", "8")]


def test_a_file_without_names_is_refused(coordinator):
    with pytest.raises(ColumnMissing, match="name"):
        bring(as_text("id,sector", "1,Family"), coordinator)


def test_one_meaning_for_two_columns_is_refused(coordinator):
    sheet = Sheet.of(read(as_text("name,x", "Casa,y")), KINDS["shelters"], ("name", "name"))

    with pytest.raises(ColumnTwice):
        imports.preview(sheet, kind=KINDS["shelters"], by=coordinator, terms=TERMS)


def test_a_list_of_people_leaves_nothing(coordinator):
    with pytest.raises(PeopleInFile):
        bring(as_text("name,apellido", "Casa,López"), coordinator)

    assert (Shelter.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("terms", [Terms("Mars/Base"), Terms("America/Tijuana", "everybody")])
def test_terms_that_do_not_exist_are_refused(coordinator, terms):
    with pytest.raises(BadInput):
        bring(DIRTY, coordinator, terms=terms)


@pytest.mark.parametrize("who", ["desk", "reader", "city"])
def test_only_those_with_the_right_import(request, who):
    member = request.getfixturevalue(who)

    for door in (bring, look):
        with pytest.raises(NotAllowed):
            door(DIRTY, member)


def test_a_preview_changes_nothing(coordinator):
    plan = look(DIRTY, coordinator)

    assert [line.state for line in plan.lines] == [State.NEW] * 5
    assert (Shelter.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_houses_of_a_neighbour_are_neither_found_nor_changed(coordinator, stranger):
    bring(DIRTY, stranger)

    assert counts(bring(DIRTY, coordinator)) == (5, 0, 0)
    assert Shelter.objects.filter(organization=stranger.organization).count() == 5


def test_rows_of_a_neighbour_are_left_out(coordinator, stranger):
    content = as_text("name,organization,group,capacity", f"Casa,{stranger.organization.name},men,4")

    plan = bring(content, coordinator)

    assert [line.state for line in plan.lines] == [State.LEFT_OUT]
    assert Shelter.objects.count() == 0


def test_a_limited_coordinator_changes_assigned_houses_only(house):
    bring(DIRTY, MembershipFactory(organization=house))
    limited = MembershipFactory(organization=house, is_limited=True)

    assert refused(as_text(HEAD, "1,Other,Family,3"), limited) == [(2, "name", "Other")]


@pytest.mark.parametrize("rows", [1, 3, 10])
def test_importing_costs_the_same_whatever_the_number_of_rows(coordinator, rows, django_assert_num_queries):
    content = as_text(HEAD, *(f"{n},Casa {n},Single Men,{n}" for n in range(rows)))
    sheet = Sheet.of(read(content), KINDS["shelters"])

    # The first entry of an organization also begins its chain.
    with django_assert_num_queries(19 if connection.vendor == "postgresql" else 20):
        imports.carry_out(sheet, kind=KINDS["shelters"], by=coordinator, terms=TERMS)


@pytest.mark.parametrize("rows", [1, 3, 10])
def test_looking_costs_the_same_whatever_the_number_of_rows(coordinator, rows, django_assert_num_queries):
    content = as_text(HEAD, *(f"{n},Casa {n},Single Men,{n}" for n in range(rows)))
    bring(content, coordinator)
    sheet = Sheet.of(read(content), KINDS["shelters"])

    with django_assert_num_queries(5):
        imports.preview(sheet, kind=KINDS["shelters"], by=coordinator, terms=TERMS)


# ---------------------------------------------------------------- rooms and beds


@pytest.fixture
def casa(coordinator: Any) -> Shelter:
    house: Shelter = ShelterFactory(organization=coordinator.organization, name="Casa", reference="9")
    return house


BEDS = as_text(
    "albergue,cuarto,grupo,piso,camas,literas,características",
    "Casa,Familias 1,Familias,0,2,1,cuna; planta baja",
    "9,Hombres,Single Men,1,,20,",
)


def test_rooms_and_beds_come_from_a_file(coordinator, casa):
    plan = bring(BEDS, coordinator, kind="beds")

    assert plan.summary == "2 rooms, 44 beds to add"
    families, men = Room.objects.order_by("position")
    assert [(room.name, room.group.code, room.floor) for room in (families, men)] == [
        ("Familias 1", "families", 0),
        ("Hombres", "men", 1),
    ]
    assert list(families.beds.order_by("label").values_list("label", "cot", "ground_floor")) == [
        ("1", True, True),
        ("2", True, True),
        ("3a", True, True),
        ("3b", True, True),
    ]
    assert men.beds.count() == 40
    assert {row.group.code: row.free for row in casa.availability.all()} == {"families": 4, "men": 40}


def test_rooms_a_second_time_change_nothing(coordinator, casa):
    bring(BEDS, coordinator, kind="beds")

    assert counts(bring(BEDS, coordinator, kind="beds")) == (0, 0, 2)
    assert Bed.objects.count() == 44


def test_missing_beds_are_added_and_none_is_removed(coordinator, casa):
    bring(BEDS, coordinator, kind="beds")
    head = "shelter,room,group,beds"

    assert counts(bring(as_text(head, "Casa,Familias 1,families,5"), coordinator, kind="beds")) == (0, 1, 0)
    assert Bed.objects.filter(room__name="Familias 1").count() == 7
    fewer = as_text(head, "Casa,Familias 1,families,1")
    assert refused(fewer, coordinator, kind="beds") == [(2, "beds", "1")]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Otra,A,men,0,1,0,", "shelter"),
        ("Conteo,A,men,0,1,0,", "shelter"),
        ("Casa,,men,0,1,0,", "room"),
        ("Casa,A,pilots,0,1,0,", "group"),
        ("Casa,A,men,,1,0,", "floor (0 is the ground floor)"),
        ("Casa,A,men,up,1,0,", "floor (0 is the ground floor)"),
        ("Casa,A,men,0,301,0,", "beds"),
        ("Casa,A,men,0,1,x,", "bunks"),
        ("Casa,A,men,0,1,0,sauna", "features"),
    ],
)
def test_one_wrong_room_stops_the_whole_file(coordinator, casa, line, column):
    ShelterFactory(organization=coordinator.organization, name="Conteo", mode="count")
    content = as_text("shelter,room,group,floor,beds,bunks,features", "Casa,Z,men,0,1,0,", line)

    assert [wrong[:2] for wrong in refused(content, coordinator, kind="beds")] == [(3, column)]


def test_a_room_twice_is_refused(coordinator, casa):
    content = as_text("shelter,room,group,floor", "Casa,A,men,0", "casa,a,men,0")

    assert refused(content, coordinator, kind="beds") == [(3, "room", "a")]


def test_a_room_in_use_keeps_its_group_and_nothing_else_is_imported(coordinator, casa):
    room = make_room(casa, 1, name="A")
    household = make_household(coordinator.organization, "man")
    stays.check_in(household, into={household.persons.get(): room.beds.get()}, by=coordinator)

    with pytest.raises(BedInUse):
        bring(as_text("shelter,room,group,floor", "Casa,New,men,0", "Casa,A,men,0"), coordinator, kind="beds")

    assert Room.objects.count() == 1


def test_who_may_not_edit_rooms_imports_none(network_desk):
    with pytest.raises(NotAllowed):
        bring(BEDS, network_desk, kind="beds")


# ---------------------------------------------------------------- the command


@pytest.fixture
def file(tmp_path: Any) -> Any:
    path = tmp_path / "tijuana-2026.csv"
    path.write_bytes(DIRTY)
    return path


def run(capsys: Any, *words: object) -> list[str]:
    call_command("import_shelters", *map(str, words))
    lines: list[str] = capsys.readouterr().out.splitlines()
    return lines


def test_the_command_imports_and_says_how_to_go_on(capsys, file, network):
    network.code = "red-norte"
    network.save()

    lines = run(capsys, file, "--network", "RED-NORTE")

    assert lines == [
        "5 shelters, 3 with a capacity, 1,405 places, 2 not stated",
        "5 new, 0 changed, 0 unchanged",
        "Columns left out: type, latitude",
        "Organization: Tijuana 2026 (network red-norte)",
        "Nobody works there yet. Invite its first coordinator:",
        '  manage.py invite --organization "Tijuana 2026"',
    ]
    assert run(capsys, file, "--network", "red-norte")[1] == "0 new, 0 changed, 5 unchanged"
    entry = AuditEntry.objects.get(verb=Verb.SHELTERS_IMPORTED)
    assert entry.member_id == robot_of(Organization.objects.get()).pk


def test_a_dry_run_says_the_same_and_changes_nothing(capsys, file, network):
    lines = run(capsys, file, "--network", network.code, "--dry-run")

    assert lines[1] == "5 new, 0 changed, 0 unchanged"
    assert lines[-1] == "Dry run: nothing was changed."
    assert (Shelter.objects.count(), Organization.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_the_only_operator_of_the_network_is_taken(capsys, file, network, house, city):
    run(capsys, file, "--network", network.code, "--addresses", "public", "--time-zone", "America/Toronto")

    found = Shelter.objects.filter(organization=house)
    assert set(found.values_list("address_visibility", "time_zone")) == {("public", "America/Toronto")}


def test_a_new_operator_is_made_where_there_are_several(capsys, file, network, house, stranger):
    run(capsys, file, "--network", network.code)
    run(capsys, file, "--network", network.code, "--organization", "casa azul")

    names = Organization.objects.filter(pk__in=Shelter.objects.values("organization"))
    assert set(names.values_list("name", flat=True)) == {"Tijuana 2026", "casa azul"}


def test_a_named_organization_must_run_shelters(file, network, city):
    with pytest.raises(CommandError, match="runs no shelters"):
        call_command("import_shelters", file, network=network.code, organization=city.organization.name)


def test_an_unknown_network_is_answered_with_those_that_exist(file, network):
    with pytest.raises(CommandError, match=f"Networks here: {network.code}"):
        call_command("import_shelters", file, network="nowhere")


def test_wrong_rows_are_printed_with_row_column_and_value(tmp_path, network):
    OrganizationFactory(network=network)
    path = tmp_path / "bad.csv"
    path.write_bytes(as_text(HEAD, "1,Casa,Family,lots"))

    with pytest.raises(CommandError) as told:
        call_command("import_shelters", path, network=network.code)

    assert "row 2, installed beds: “lots”. This is no whole number." in str(told.value)
    assert Shelter.objects.count() == 0


def test_a_missing_file_is_said(network, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_shelters", tmp_path / "no.csv", network=network.code)


@needs_toronto
def test_the_file_of_toronto_is_read_as_it_is(capsys, network):
    first = run(capsys, TORONTO, "--network", network.code)
    second = run(capsys, TORONTO, "--network", network.code)

    assert first[:2] == [
        "59 shelters, 54 with a capacity, 3,849 places, 5 not stated",
        "59 new, 0 changed, 0 unchanged",
    ]
    assert second[1] == "0 new, 0 changed, 59 unchanged"
    assert Places.objects.filter(installed=None).count() == 5
    assert set(Places.objects.values_list("group__code", flat=True)) == {
        "families",
        "adults",
        "men",
        "women",
        "youth",
    }
    house = Shelter.objects.get(reference="4")
    assert (house.name, house.address) == ("Christie-Ossington Men's Shelter", "973 Lansdowne Ave, M6H3Z5")
