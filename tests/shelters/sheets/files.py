"""Files as people send them."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

HERE = Path(__file__).parent
# Five shelters with the dirt of the Toronto file: semicolons, Windows letters, a blank row, VARIES.
DIRTY = (HERE / "dirty.csv").read_bytes()
TORONTO = HERE.parents[3] / "shared" / "data" / "toronto-shelters.csv"

needs_toronto = pytest.mark.skipif(
    not TORONTO.exists(), reason="NOT TESTED: ../shared is not here: the real file of the City of Toronto"
)


def as_workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """An XLSX file with these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_text(*lines: str) -> bytes:
    """A CSV file with these lines."""
    return "\n".join(lines).encode()
