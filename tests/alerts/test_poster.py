"""The poster: one sheet, whatever it says, in every kind of letters that this machine has."""

import io
import re
from datetime import date

import pytest

from alerts import pictograms, poster
from alerts.errors import TooLongForPaper
from alerts.models import Alert, Channel, Tactic
from alerts.published import Beside, Contact, Words
from appointments.errors import NoLetters
from appointments.fonts import NOTO_ARABIC
from tests.alerts.test_published import told

SPANISH = Words("Un falso abogado pide 500 dólares", "Dice que consigue una cita.", "No pague. Avise.")
ENGLISH = Words("A false lawyer asks for 500 dollars", "He promises an appointment.", "Do not pay. Tell us.")
KREYOL = Words("Yon fo avoka mande 500 dola", "Li di l ap jwenn yon randevou.", "Pa peye. Pale ak nou. Òò èè")
ARABIC = Words("محامٍ مزيف يطلب 500 دولار", "يقول إنه يحصل على موعد.", "لا تدفع. أخبر المأوى.")
ALL = {"es": SPANISH, "en": ENGLISH, "ht": KREYOL, "ar": ARABIC}
ZONE = "America/Tijuana"


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def fonts(pdf: bytes) -> set[bytes]:
    """The families of letters that are in the file."""
    return set(re.findall(rb"/BaseFont /\w+\+(\w+)", pdf))


def test_three_languages_stand_on_one_sheet():
    pdf = poster.draw(told(texts=ALL), ["es", "en", "ht"], zone=ZONE)

    assert pages(pdf) == 1
    assert not any(b"Arabic" in font for font in fonts(pdf))
    assert b"/MediaBox [0 0 595.28 841.89]" in pdf


def test_the_same_alert_gives_the_same_bytes():
    drawn = [poster.draw(told(texts=ALL), ["es", "en", "ht"], zone=ZONE) for _each in range(2)]

    assert drawn[0] == drawn[1]


def test_arabic_is_joined_and_stands_beside_the_others():
    if not any(file.exists() for file in NOTO_ARABIC):
        with pytest.raises(NoLetters):
            poster.draw(told(texts=ALL), ["ar"], zone=ZONE)
        return

    pdf = poster.draw(told(texts=ALL), ["es", "ar", "ht"], zone=ZONE)

    assert pages(pdf) == 1
    assert any(b"Arabic" in font for font in fonts(pdf))


def test_free_helpers_who_can_be_called_stand_at_the_foot():
    named = {
        "kind": "organization",
        "source": "network",
        "area": "",
        "languages": (),
        "checked_on": date(2026, 11, 1),
    }
    helpers = (
        Beside(name="Clínica Jurídica", cost="free", contacts=(Contact("phone", "+526645550110"),), **named),
        Beside(name="Despacho", cost="paid", contacts=(Contact("phone", "+526645550111"),), **named),
        Beside(name="Sin teléfono", cost="free", contacts=(Contact("url", "ayuda.example"),), **named),
        Beside(name="假律师", cost="free", contacts=(Contact("phone", "+526645550112"),), **named),
    )
    alert = told(texts=ALL, helpers=helpers)

    pdf = poster.draw(alert, ["es", "en", "ht"], zone=ZONE)

    assert poster.helpers_said(alert) == ["Clínica Jurídica +52 664 555 0110", "假律师 +52 664 555 0112"]
    assert pages(pdf) == 1
    without = poster.draw(told(texts=ALL, helpers=()), ["es", "en", "ht"], zone=ZONE)
    only_unknown_letters = poster.draw(told(texts=ALL, helpers=helpers[1:]), ["es", "en", "ht"], zone=ZONE)
    assert pdf != without
    assert only_unknown_letters == without


def test_letters_that_no_font_has_are_refused():
    with pytest.raises(NoLetters):
        poster.draw(told(texts={"zh": Words("假律师要五百美元", "x", "y")}), ["zh"], zone=ZONE)


def test_the_longest_words_of_two_languages_fit():
    long = Words("W" * 20 + " word" * 20, "A long word and more. " * 27, "Do this and that. " * 33)
    contacts = tuple(Contact("phone", f"+52664555447{n}") for n in range(4))

    pdf = poster.draw(
        told(texts=dict.fromkeys(("es", "en"), long), contacts=contacts), ["es", "en"], zone=ZONE
    )

    assert pages(pdf) == 1


def test_what_does_not_fit_is_refused_and_not_cut():
    contacts = tuple(Contact("url", f"page{n}.example/{'x' * 40}") for n in range(30))

    with pytest.raises(TooLongForPaper):
        poster.draw(told(texts=ALL, contacts=contacts), ["es", "en", "ht"], zone=ZONE)


@pytest.mark.parametrize("kind", Alert.Kind.values)
def test_every_kind_has_its_drawings(kind):
    row = pictograms.row_of(told(kind=kind, tactic="", channel=""))

    assert row[-1] == "ask_here"
    assert ("no_money" in row) == (kind in {"fraud", "impersonation"})


def test_every_tactic_and_channel_has_a_drawing():
    rows = [pictograms.row_of(told(tactic=tactic, channel="sms")) for tactic in Tactic.values]
    rows += [pictograms.row_of(told(channel=channel)) for channel in Channel.values]

    assert {name for row in rows for name in row} <= set(pictograms.LINES)


@pytest.mark.parametrize("name", pictograms.LINES)
def test_every_drawing_can_be_printed(name):
    pdf = poster.FPDF()
    pdf.add_page()

    pdf.image(io.BytesIO(pictograms.svg(name)), x=10, y=10, w=30)

    assert len(pdf.output()) > 800
