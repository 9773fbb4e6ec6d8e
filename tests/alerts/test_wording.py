"""The scan warns of people in words; it refuses nothing but the code of a card."""

import pytest

from alerts.errors import GuestCode
from alerts.wording import Kind, card_codes_in, names_in, refuse_card_codes
from core.codes import new_code, show_code

NAMED = [
    ("es", "Un hombre que se llama ramiro fuentes pide 500 dólares", "ramiro fuentes pide"),
    ("es", "me llamo ana", "ana"),
    ("es", "Dice que es el Lic. Ramírez y cobra", "Ramírez"),
    ("es", "La familia pagó a Rosa Elvira Méndez ayer", "Rosa Elvira Méndez"),
    ("es", "Juan de la Cruz pide dinero", "Juan de la Cruz"),
    ("en", "The man said my name is Peter Novak", "Peter Novak"),
    ("en", "Mrs. O'Brien sells places", "O'Brien"),
    ("ht", "Yon moun ki rele jan batis mande lajan", "jan batis mande"),
    ("fr", "Il s'appelle Marc", "Marc"),
    ("ar", "رجل اسمه كريم", "كريم"),
]  # fmt: skip
HOMES = [
    ("es", "vive en calle Hidalgo 12 con su hija"),
    ("es", "Av. Revolución No. 1204"),
    ("es", "en la colonia Libertad, calle Aquiles"),
    ("en", "She lives at 12 North Main Street"),
    ("es", "nos vimos en 32.5149, -117.0382"),
    ("es", "https://maps.app.goo.gl/abcdef"),
    ("es", "cuarto 14"),
]
CALM = [
    ("es", "Dice que consigue una cita en 48 horas si le depositan 500 dólares."),
    ("es", "No pague. Las citas son gratis. Avise en su albergue."),
    ("es", "Cobran afuera de la Garita El Chaparral en Tijuana, Baja California."),
    ("en", "They ask for 200 dollars on WhatsApp for a CBP One appointment."),
    ("en", "The United States never sells appointments."),
    ("ht", "Yo mande 300 dola pou yon randevou. Pa peye."),
    ("es", "LLAME YA AL ABOGADO MIGRATORIO CITAS SEGURAS"),
]


@pytest.mark.parametrize(("language", "text", "name"), NAMED)
def test_warns_of_names(language, text, name):
    (found,) = names_in(text, language)

    assert (found.kind, found.said) == (Kind.NAME, name)
    assert text[found.start : found.end] == name


@pytest.mark.parametrize(("language", "text"), HOMES)
def test_warns_of_homes(language, text):
    assert Kind.HOME in {found.kind for found in names_in(text, language)}


@pytest.mark.parametrize("text", ["CURP PEPJ800101HDFRRN09", "A 123-456-789", "nacida el 4 de mayo de 1990"])
def test_warns_of_papers(text):
    assert [found.kind for found in names_in(text, "es")] == [Kind.PAPERS]


@pytest.mark.parametrize(("language", "text"), CALM)
def test_says_nothing_about_words_without_people(language, text):
    assert names_in(text, language) == []


def test_refuses_the_code_of_a_card():
    code = "7K4M9Q2TXB3D"
    code = next(code + check for check in "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U" if _fits(code + check))

    for written in (code, code.lower(), show_code(code), show_code(code).replace("-", " ")):
        with pytest.raises(GuestCode):
            refuse_card_codes("nada", f"La familia {written}, ayer")


def test_printed_codes_are_always_found():
    codes = [show_code(new_code()) for _each in range(300)]

    assert [code for code in codes if not card_codes_in(f"({code})")] == []


@pytest.mark.parametrize("text", ["5216645554471", "5216645554470", "independiente", "4111 1111 1111 1111"])
def test_numbers_and_words_are_no_codes(text):
    refuse_card_codes(text)


def _fits(code: str) -> bool:
    return bool(card_codes_in(show_code(code)))
