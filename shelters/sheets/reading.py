"""From the bytes of a file to a table of short texts, or a refusal in one sentence."""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from shelters.sheets.errors import FileEmpty, FileTooLarge, NotATable, WrongEncoding
from shelters.sheets.writing import unguard

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 500  # of a workbook
MOST_ROWS = 20_000
MOST_COLUMNS = 60

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
_DELIMITERS = (",", ";", "\t")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Record:
    """One row of a file, by the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Column names and the rows below them; blank rows are gone, cells are trimmed."""

    headers: tuple[str, ...]
    records: tuple[Record, ...]


def read(content: bytes) -> Table:
    """The table in a CSV (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252) or XLSX file.

    Raises: FileEmpty, FileTooLarge, NotATable, WrongEncoding.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    if not content.strip():
        raise FileEmpty
    if content.startswith(_OLE):
        raise NotATable
    rows = _workbook_rows(content) if content.startswith(_ZIP) else _text_rows(_decoded(content))
    return _table(rows)


def too_large() -> FileTooLarge:
    """The refusal with its limits."""
    return FileTooLarge(rows=MOST_ROWS, columns=MOST_COLUMNS, megabytes=MOST_BYTES // 1_000_000)


def clean(text: str) -> str:
    """One line, composed letters, no invisible signs, and without the apostrophe of our own exports."""
    bare = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return unguard(_BLANKS.sub(" ", bare).strip())


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
        if b"\x00" in content:
            raise NotATable
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS.search(text):
            raise NotATable
        return text
    raise WrongEncoding


def _text_rows(text: str) -> Iterator[Sequence[str]]:
    return _parsed(text, max(_DELIMITERS, key=lambda delimiter: _fits(text, delimiter)))


def _parsed(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as broken:
        raise NotATable from broken


def _fits(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have as many cells as the first one, and how many cells that is."""
    try:
        rows = [row for row in islice(_parsed(text[:50_000], delimiter), 50) if row]
    except NotATable:
        return 0, 0
    width = len(rows[0]) if rows else 0
    return (sum(len(row) == width for row in rows), width) if width > 1 else (0, width)


def _workbook_rows(content: bytes) -> Iterator[Sequence[str]]:
    """The rows of the first sheet that holds anything."""
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            limits = {"max_row": MOST_ROWS + 2, "max_col": MOST_COLUMNS + 1}
            rows = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True, **limits)]
            if any(any(row) for row in rows):
                return iter(rows)
    except Exception as broken:  # a broken workbook makes its reader raise anything
        raise NotATable from broken
    raise FileEmpty


def _cell(value: Any) -> str:
    """A cell as it would stand in a CSV file: whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _refuse_bombs(content: bytes) -> None:
    """A small archive that unpacks into a huge one, or XML that declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise too_large()
            for part in parts:
                with archive.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(1024):
                        raise NotATable
    except _BROKEN_ARCHIVE as broken:
        raise NotATable from broken


def _table(rows: Iterable[Sequence[str]]) -> Table:
    headers: tuple[str, ...] = ()
    records: list[Record] = []
    for number, row in enumerate(rows, start=1):
        cells = tuple(clean(cell) for cell in row)
        if not any(cells):
            continue
        if not headers:
            headers = _without_end(cells)
            if len(headers) > MOST_COLUMNS:
                raise too_large()
            if len(headers) < 2:
                raise NotATable
            continue
        if len(records) == MOST_ROWS:
            raise too_large()
        records.append(Record(number, _without_end(cells)))
    if not records:
        raise FileEmpty
    return Table(headers, tuple(records))


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells at the end of a row."""
    filled = [index for index, cell in enumerate(cells) if cell]
    return cells[: filled[-1] + 1] if filled else ()
