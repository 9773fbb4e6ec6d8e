"""What may be typed about an appointment, and what must not be kept."""

import pytest

from appointments.errors import LooksLikeDocument
from appointments.words import refuse_message, refuse_reference
from shelters.errors import LooksLikePassword, TooManyLetters


@pytest.mark.parametrize("text", ["COMAR/TIJ/0123/2026", "folio 4471-22", "TIJ-0001", "", "CASE 22 B"])
def test_a_number_of_the_office_is_a_reference(text):
    assert refuse_reference(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        "A123456789",
        "a 123-456-789",
        "A-12345678",
        "123456789",
        "123-45-6789",
        "G12345678",
        "GAMA800101MBCRRS07",
        "GAMA800101AB1",
        "pasaporte 4471 2290",
    ],
)
def test_what_looks_like_a_person_s_number_is_refused_with_an_explanation(text):
    with pytest.raises(LooksLikeDocument) as refused:
        refuse_reference(f"ref {text}")

    assert "own paper" in refused.value.advice


@pytest.mark.parametrize("text", ["password: sol2026", "contraseña sol2026", "Sol!2026x"])
def test_a_password_is_no_reference(text):
    with pytest.raises(LooksLikePassword):
        refuse_reference(text)


@pytest.mark.parametrize(
    "text",
    [
        "Error 500: CBP1-00012345678/99 (0x80070005)",
        "HTTP/503 Service_Unavailable#7731",
        "You are too close. 998877665544",
        "Your password must contain 8 letters",
    ],
)
def test_long_codes_of_errors_are_kept(text):
    assert refuse_message(text) == text


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("A123456789 not found", LooksLikeDocument),
        ("CURP GAMA800101MBCRRS07 inválida", LooksLikeDocument),
        ("passport no. G1234567 rejected", LooksLikeDocument),
        ("wrong password sol2026", LooksLikePassword),
    ],
)
def test_a_message_keeps_neither_documents_nor_passwords(text, refusal):
    with pytest.raises(refusal):
        refuse_message(text)


def test_texts_have_an_end():
    with pytest.raises(TooManyLetters):
        refuse_reference("x " * 31)
    with pytest.raises(TooManyLetters):
        refuse_message("x " * 251)
