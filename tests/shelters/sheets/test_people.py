"""Lists of people are refused whole."""

import pytest

from shelters.sheets import columns
from shelters.sheets.errors import PeopleInFile
from shelters.sheets.known_columns import HOUSE_COLUMNS
from shelters.sheets.people import looks_like_a_person, refuse_people
from shelters.sheets.reading import read
from tests.shelters.sheets.files import DIRTY, TORONTO, as_text, needs_toronto


def look(content: bytes) -> None:
    table = read(content)
    refuse_people(table, columns.guess(table.headers, HOUSE_COLUMNS))


@pytest.mark.parametrize(
    "header",
    [
        "Nombre de la persona",
        "APELLIDO",
        "Surname",
        "First name",
        "last_name",
        "Guest",
        "Huésped",
        "Fecha de nacimiento",
        "Date of birth",
        "Passport no.",
        "Pasaporte",
        "CURP",
        "A-Number",
        "Nationality",
        "Phone of guests",
    ],
)
def test_a_column_about_people_is_refused(header):
    with pytest.raises(PeopleInFile, match="Column B"):
        look(as_text(f"name,{header},capacity", "Casa Norte,x,3"))


@pytest.mark.parametrize(
    "value", ["María López García", "Pérez, Juan", "LOGM850101MDFPRR09", "A 123-456-789"]
)
def test_values_of_people_are_refused(value):
    with pytest.raises(PeopleInFile, match="Column B") as refused:
        look(as_text("name\tremarks", f"Casa Norte\t{value}"))

    assert value not in f"{refused.value} {refused.value.advice}"


def test_a_list_of_guests_in_the_name_column_is_refused():
    with pytest.raises(PeopleInFile, match="Column A"):
        look(as_text("nombre,camas", "María López,1", "Juan Pérez,1", "Casa Norte,4"))


def test_names_without_column_names_are_refused():
    with pytest.raises(PeopleInFile):
        look(as_text("Juan Pérez,3", "Casa Norte,4"))


@pytest.mark.parametrize(
    "content",
    [
        DIRTY,
        as_text("name,capacity guests,city", "Casa Norte,3,Benito Juárez", "San Juan Bosco,3,Mateo Ruiz"),
        as_text("name,address", "San José,José María Morelos"),
    ],
    ids=["dirty", "towns", "streets"],
)
def test_houses_and_streets_called_after_people_are_taken(content):
    assert look(content) is None


@needs_toronto
def test_the_file_of_toronto_names_nobody():
    table = read(TORONTO.read_bytes())

    refuse_people(table, columns.guess(table.headers, HOUSE_COLUMNS))

    assert len(table.records) == 59


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("María López", True),
        ("Casa María", False),
        ("José María", True),
        ("Single Men", False),
        ("María", False),
        ("Maria 2", False),
        ("Jean-Pierre Baptiste", True),
    ],
)
def test_what_looks_like_a_person(text, expected):
    assert looks_like_a_person(text) is expected
