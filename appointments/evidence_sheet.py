"""The evidence sheet as a PDF: in English, and after it in the family's language. Never a name on it."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext
from fpdf import FPDF, FontFace

from appointments import evidence
from appointments.evidence import Entry
from appointments.fonts import ARABIC, LATIN, letters_for
from appointments.models import Barrier, Device
from shelters.languages import LANGUAGES

MARGIN = 15  # millimetres
WIDTHS = (7, 30, 33, 68, 42)  # of the table: number, when, what, exact words, how


@dataclass(frozen=True)
class Line:
    """One entry with the name of its programme in the language of the page."""

    entry: Entry
    programme: str
    hash: str


@dataclass(frozen=True)
class Sheet:
    """What is printed: the lines of the chain, and where it was before the first one."""

    lines: Sequence[Line]
    former: str
    issued_on: date
    stamp: str
    address: str

    @property
    def last(self) -> str:
        """The hash of the last line."""
        return self.lines[-1].hash


def draw(pages: Sequence[tuple[str, Sheet]], *, unreviewed: frozenset[str] = frozenset()) -> bytes:
    """The PDF with one part for each (language, sheet), each beginning on a new page.

    Raises: NoLetters.
    """
    pdf = FPDF(format="A4")
    # The same sheet gives the same bytes; nothing in the file says on which machine it was made.
    pdf.set_creation_date(datetime.fromisoformat("2020-01-01T00:00:00+00:00"))
    pdf.set_producer("Posada")
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(auto=True, margin=MARGIN)
    for language, sheet in pages:
        with translation.override(language):
            _part(pdf, sheet, language, is_unreviewed=language in unreviewed)
    return bytes(pdf.output())


def _part(pdf: FPDF, sheet: Sheet, language: str, *, is_unreviewed: bool) -> None:
    _letters(pdf, language)
    pdf.add_page()
    align = "R" if language in ARABIC else "L"
    _text(pdf, gettext("Record of obstacles"), size=18, bold=True, align=align)
    _text(pdf, _introduction(sheet), size=10, align=align)
    if is_unreviewed:
        _text(pdf, gettext("Nobody has reviewed this translation yet. The English page counts."), align=align)
    _text(pdf, gettext("Name, written by the family itself: ______________________________"), align=align)
    pdf.ln(2)
    _counts(pdf, sheet, align)
    pdf.ln(2)
    _chronology(pdf, sheet, align)
    pdf.ln(3)
    _proof(pdf, sheet, align)


def _letters(pdf: FPDF, language: str) -> None:
    """Regular and bold letters of the language, shaped; Latin ones stand in for what they lack."""
    family = "arabic" if language in ARABIC else "latin"
    if family not in pdf.fonts:
        files = letters_for(language)
        pdf.add_font(family, "", files.regular)
        pdf.add_font(family, "B", files.bold)
    if "latin" not in pdf.fonts:
        pdf.add_font("latin", "", LATIN.regular)
        pdf.add_font("latin", "B", LATIN.bold)
    pdf.set_font(family, size=10)
    pdf.set_fallback_fonts([] if family == "latin" else ["latin"], exact_match=False)
    pdf.set_text_shaping(use_shaping_engine=True)


def _introduction(sheet: Sheet) -> str:
    count = len(sheet.lines)
    return " ".join(
        (
            ngettext(
                "A shelter wrote down %(count)s obstacle at the time when the family told of it.",
                "A shelter wrote down %(count)s obstacles at the time when the family told of them.",
                count,
            )
            % {"count": count},
            gettext("This is a record, not legal advice, and no claim that a rule was broken."),
            gettext("The shelter deletes its own copy; the family carries this one."),
        )
    )


def _counts(pdf: FPDF, sheet: Sheet, align: str) -> None:
    """How often what, per programme."""
    found = Counter((line.programme, line.entry.kind) for line in sheet.lines)
    for (programme, kind), times in sorted(found.items()):
        words = {"programme": programme, "kind": Barrier(kind).label, "times": times}
        _text(pdf, gettext("%(programme)s: %(kind)s, %(times)s times") % words, bold=True, align=align)


def _chronology(pdf: FPDF, sheet: Sheet, align: str) -> None:
    heads = (
        gettext("No."),
        gettext("When (local time)"),
        gettext("What"),
        gettext("Exact words"),
        gettext("How"),
    )
    pdf.set_font(size=8)
    bold = FontFace(emphasis="BOLD")
    with pdf.table(
        col_widths=WIDTHS, headings_style=bold, line_height=4.4, text_align=align, padding=0.8
    ) as table:
        table.row(heads)
        for line in sheet.lines:
            table.row(_cells(line))
    pdf.set_font(size=10)


def _cells(line: Line) -> tuple[str, ...]:
    entry = line.entry
    local = datetime.fromisoformat(entry.happened_at).astimezone(ZoneInfo(entry.zone))
    when = f"{formats.date_format(local, 'l j F Y')}, {local:%H:%M} ({entry.zone})"
    how = [str(Device(entry.device).label)]
    if entry.attempt:
        how.append(gettext("attempt %(number)s") % {"number": entry.attempt})
    if entry.language:
        how.append(gettext("screen in %(language)s") % {"language": dict(LANGUAGES)[entry.language]})
    what = f"{line.programme}: {Barrier(entry.kind).label}"
    return str(entry.number), when, what, entry.message or "-", ", ".join(how)


def _proof(pdf: FPDF, sheet: Sheet, align: str) -> None:
    """How to check it, with the code as a picture and as text. Kept on one page."""
    if pdf.will_page_break(62):
        pdf.add_page()
    top = pdf.get_y()
    picture = io.BytesIO()
    code = f"{sheet.address}#{sheet.stamp}"
    segno.make(code, error="m", micro=False).save(picture, kind="png", scale=4, border=2)
    pdf.image(picture, x=MARGIN, y=top, w=42)
    with _column(pdf, left=MARGIN + 46):
        issued = formats.date_format(sheet.issued_on, "l j F Y")
        _text(pdf, gettext("Issued on %(day)s.") % {"day": issued}, bold=True, align=align)
        _text(pdf, gettext("Anybody can check that this record was not changed:"), size=9, align=align)
        _text(pdf, sheet.address, size=9, bold=True, align="L")
        _text(pdf, gettext("Scan the picture, give the file, or type the code."), size=9, align=align)
        _text(pdf, sheet.stamp, size=7, align="L")
        last = {"print": evidence.fingerprint(sheet.last)}
        _text(pdf, gettext("Fingerprint of the last line: %(print)s") % last, size=7, align=align)
        before = evidence.fingerprint(sheet.former) if sheet.former else gettext("none, this is the first")
        _text(pdf, gettext("Sheet before it: %(print)s") % {"print": before}, size=7, align=align)
    pdf.set_y(max(pdf.get_y(), top + 44))


class _column:  # noqa: N801  reads as a word of `with`
    """A narrower page from `left` to the right margin, for a while."""

    def __init__(self, pdf: FPDF, *, left: float) -> None:
        self.pdf, self.left = pdf, left

    def __enter__(self) -> None:
        self.pdf.set_left_margin(self.left)
        self.pdf.set_x(self.left)

    def __exit__(self, *_: Any) -> None:
        self.pdf.set_left_margin(MARGIN)
        self.pdf.set_x(MARGIN)


def _text(pdf: FPDF, words: str, *, size: int = 10, bold: bool = False, align: str = "L") -> None:
    pdf.set_font(style="B" if bold else "", size=size)
    pdf.multi_cell(0, size * 0.48, words, align=align, new_x="LMARGIN", new_y="NEXT")
