"""From rows to a file that no spreadsheet program executes."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook

Value = str | int | None | datetime

# What spreadsheet programs take for the beginning of a formula, also in full width, also after blanks.
_FORMULA = re.compile(r"[\s']*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]|'*[\t\r\n]")
_GUARDED = re.compile(rf"'(?={_FORMULA.pattern})")


def guard(text: str) -> str:
    """The text with an apostrophe before it where a program would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`."""
    return text[1:] if _GUARDED.match(text) else text


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with the mark that makes spreadsheet programs recognize it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guard(header) for header in headers])
    writer.writerows([plain(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A workbook with one sheet; numbers stay numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Posada")
    sheet.append([guard(header) for header in headers])
    for row in rows:
        sheet.append([plain(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def plain(value: Value) -> str | int | None:
    """Numbers as they are, moments as text that every program leaves alone, texts guarded."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M %Z")
    return guard(value) if isinstance(value, str) else value
