"""One alert on one sheet for the wall: A4, black and white, drawings first, up to three languages, and a code
that leads to the page where it stands whether it still holds.
"""

import bisect
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import segno
from django.utils import formats
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont

from alerts import addresses, pictograms, sentences
from alerts.errors import TooLongForPaper
from alerts.models import AlertContact, Helper, PointKind
from alerts.published import Published
from appointments.errors import NoLetters
from appointments.fonts import ARABIC, LATIN, letters_for
from shelters.languages import LANGUAGES

MARGIN = 14.0  # millimetres
WIDE = 210 - 2 * MARGIN
FOOT = 46.0
BOTTOM = 297 - MARGIN - FOOT
PICTURE = 30.0
GAP = 3.0
# Points; the first at which everything fits.
SIZES = (26.0, 23.0, 21.0, 19.0, 17.0, 15.5, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
MOST_LANGUAGES = 3


@dataclass(frozen=True)
class Piece:
    """A paragraph of a language, at a size relative to that of the sheet."""

    language: str
    words: str
    scale: float = 1.0
    bold: bool = False
    after: float = 1.0  # millimetres


def draw(told: Published, languages: Sequence[str], *, zone: str) -> bytes:
    """The PDF with the words of these languages, all of which the alert has.

    Raises: NoLetters, TooLongForPaper.
    """
    pdf = _paper(languages)
    try:
        _refuse_without_letters(pdf, languages, told)
        return _drawn(pdf, told, languages, zone)
    finally:
        for font in _files(pdf):
            font.close()


def _drawn(pdf: FPDF, told: Published, languages: Sequence[str], zone: str) -> bytes:
    pdf.set_title(told.code)
    top = _head(pdf, told)
    blocks = [_pieces(told, language) for language in languages]
    # Sizes go down, so what fits begins somewhere and goes on from there.
    place = bisect.bisect_left(SIZES, x=True, key=lambda size: top + _height(pdf, blocks, size) <= BOTTOM)
    if place == len(SIZES):
        raise TooLongForPaper
    size = SIZES[place]
    pdf.set_y(top)
    for block in blocks:
        pdf.line(MARGIN, pdf.get_y(), MARGIN + WIDE, pdf.get_y())
        pdf.ln(GAP)
        for piece in block:
            _write(pdf, piece, size)
            pdf.ln(piece.after)
    _foot(pdf, told, languages, zone)
    return bytes(pdf.output())


def _paper(languages: Sequence[str]) -> FPDF:
    pdf = FPDF(format="A4")
    # The same alert gives the same bytes; nothing in the file says on which machine it was made.
    pdf.set_creation_date(datetime.fromisoformat("2020-01-01T00:00:00+00:00"))
    pdf.set_producer("Posada")
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(auto=False)
    pdf.add_font("latin", "", LATIN.regular)
    pdf.add_font("latin", "B", LATIN.bold)
    if any(language in ARABIC for language in languages):
        files = letters_for("ar")
        pdf.add_font("arabic", "", files.regular)
        pdf.add_font("arabic", "B", files.bold)
        pdf.set_fallback_fonts(["latin"], exact_match=False)
    pdf.set_text_shaping(use_shaping_engine=True)
    pdf.add_page()
    return pdf


def _files(pdf: FPDF) -> list[TTFFont]:
    return [font for font in pdf.fonts.values() if isinstance(font, TTFFont)]


def _refuse_without_letters(pdf: FPDF, languages: Sequence[str], told: Published) -> None:
    """No empty boxes on a wall."""
    known = {letter for font in _files(pdf) for letter in font.cmap}
    for language in languages:
        words = told.words[language]
        if {ord(letter) for letter in words.headline + words.said + words.react if letter.isalnum()} - known:
            raise NoLetters(language=dict(LANGUAGES).get(language, language))


def _head(pdf: FPDF, told: Published) -> float:
    """Drawings, then what is asked for and by whom; the height at which words begin."""
    row = pictograms.row_of(told)
    step = WIDE / len(row)
    for place, name in enumerate(row):
        left = MARGIN + place * step + (step - PICTURE) / 2
        pdf.image(io.BytesIO(pictograms.svg(name)), x=left, y=MARGIN, w=PICTURE)
    pdf.set_y(MARGIN + PICTURE + GAP)
    if price := sentences.price(told):
        _line(pdf, price, size=26)
    for part, sign in ((AlertContact.Part.BEWARE, "warning"), (AlertContact.Part.REAL, "check")):
        for each in [contact for contact in told.contacts if contact.part == part]:
            _line(pdf, sentences.contact(each), size=16, sign=sign)
    return pdf.get_y() + GAP


def _line(pdf: FPDF, words: str, *, size: float, sign: str = "") -> None:
    """A line in the middle, as large as it can stand there, with a small drawing before it."""
    pdf.set_font("latin", "B", size)
    while pdf.get_string_width(words) > WIDE - 12 and size > 7:
        size -= 1
        pdf.set_font_size(size)
    if sign:
        left = MARGIN + (WIDE - pdf.get_string_width(words)) / 2 - 9
        pdf.image(io.BytesIO(pictograms.svg(sign)), x=left, y=pdf.get_y() + 0.6, w=6.5)
    pdf.multi_cell(0, max(size * 0.5, 8), words, align="C", new_x="LMARGIN", new_y="NEXT")


def _pieces(told: Published, language: str) -> list[Piece]:
    """What one language says: its label, the headline, what is promised, what to do."""
    words = told.words[language]
    with sentences.spoken(language):
        level = sentences.level(told)
        label = f"{sentences.kind(told)} ({level})" if level else sentences.kind(told)
        unread = _("this line was translated by a machine") if sentences.unread() else ""
        labels = " · ".join(part for part in (_name(language), label, unread) if part)
    return [
        Piece(language, labels, scale=0.5),
        Piece(language, words.headline, scale=1.35, bold=True),
        Piece(language, words.said),
        Piece(language, words.react, scale=1.1, bold=True, after=GAP),
    ]


def _name(language: str) -> str:
    return str(dict(LANGUAGES).get(language, language))


def _height(pdf: FPDF, blocks: Sequence[Sequence[Piece]], size: float) -> float:
    return sum(
        GAP + sum(_write(pdf, piece, size, dry=True) + piece.after for piece in block) for block in blocks
    )


def _write(pdf: FPDF, piece: Piece, size: float, *, dry: bool = False) -> float:
    """The height in millimetres."""
    is_arabic = piece.language in ARABIC
    points = max(size * piece.scale, 6.5)
    pdf.set_font("arabic" if is_arabic else "latin", "B" if piece.bold else "", points)
    pdf.set_x(MARGIN)
    height = pdf.multi_cell(
        WIDE, points * 0.46, piece.words, align="R" if is_arabic else "L", dry_run=dry,
        output=MethodReturnValue.HEIGHT, new_x="LMARGIN", new_y="NEXT",
    )  # fmt: skip
    return cast("float", height)


def _foot(pdf: FPDF, told: Published, languages: Sequence[str], zone: str) -> None:
    """Where it stands whether it still holds, until when, that nothing here costs money."""
    top = 297 - MARGIN - FOOT + 2
    pdf.line(MARGIN, top, MARGIN + WIDE, top)
    address = addresses.of_alert(told)
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
    pdf.image(picture, x=MARGIN, y=top + 2, w=FOOT - 5)
    pdf.set_y(top + 3)
    with _column(pdf, MARGIN + FOOT):
        width = WIDE - FOOT
        _helpers(pdf, told, width)
        for language in languages:
            _small(pdf, language, width, _last_words(told, language, zone))
        rest = " ".join(f"[{code}]" for code in told.words if code not in languages)
        _small(pdf, "", width, " ".join(part for part in (address, rest) if part), bold=True)
        _small(pdf, "", width, f"{told.network_name} · {told.code}.{told.number}")


def _helpers(pdf: FPDF, told: Published, width: float) -> None:
    """To whom to go instead, behind a check mark and in one line: a name and a number need no language."""
    pdf.set_font("latin", "B", 9)
    known = {letter for font in _files(pdf) for letter in font.cmap}
    line = ""
    for said in helpers_said(told):
        longer = f"{line} · {said}" if line else said
        if pdf.get_string_width(longer) <= width - 7 and {ord(letter) for letter in said} <= known:
            line = longer
    if line:
        top = pdf.get_y()
        pdf.image(io.BytesIO(pictograms.svg("check")), x=pdf.l_margin, y=top - 0.3, w=5)
        pdf.set_x(pdf.l_margin + 6)
        pdf.multi_cell(width - 6, 4.4, line, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(0.8)


def helpers_said(told: Published) -> list[str]:
    """The verified helpers that cost nothing and can be called, each with its first number."""
    return [
        f"{helper.name} {sentences.contact(number)}"
        for helper in told.helpers
        if helper.cost == Helper.Cost.FREE
        for number in [each for each in helper.contacts if each.kind == PointKind.PHONE][:1]
    ]


def _last_words(told: Published, language: str, zone: str) -> str:
    with sentences.spoken(language):
        day = formats.date_format(told.expires.astimezone(ZoneInfo(zone)), "j F Y")
        return " ".join(
            (
                _("Everything here is free."),
                _("Take this down after %(day)s.") % {"day": day},
                _("Does it still hold? Scan the square."),
            )
        )


def _small(pdf: FPDF, language: str, width: float, words: str, *, bold: bool = False) -> None:
    is_arabic = language in ARABIC
    pdf.set_font("arabic" if is_arabic else "latin", "B" if bold else "", 9)
    pdf.multi_cell(width, 4.4, words, align="R" if is_arabic else "L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(0.8)


@contextmanager
def _column(pdf: FPDF, left: float) -> Iterator[None]:
    """A narrower sheet from `left` to the right margin."""
    pdf.set_left_margin(left)
    pdf.set_x(left)
    yield
    pdf.set_left_margin(MARGIN)
