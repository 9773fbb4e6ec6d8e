"""Tables on their way through a page: uploaded into memory, carried signed in the page, their columns chosen.

Between looking and importing nothing is kept on the server, neither in the database nor in a file: the
rows travel in the page itself, signed for this colleague and for half an hour.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from accounts.models import Membership
from shelters.sheets.columns import Column, Matching, left_out
from shelters.sheets.errors import FileEmpty, PreviewTooOld
from shelters.sheets.plans import Plan, State
from shelters.sheets.reading import MOST_BYTES, Record, Table, read, too_large

MOST_CARRIED = 2_000_000  # letters of a signed, packed table in the page
MINUTES_CARRIED = 30
MOST_SHOWN = 300
ORDER = [State.WRONG, State.CHANGED, State.NEW, State.LEFT_OUT, State.UNCHANGED]


class InMemory(FileUploadHandler):
    """Takes a file into memory only, up to the limit; an uploaded file never touches the disk."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.content = bytearray()
        self.is_too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Collect, and stop listening when it is too much."""
        self.content += raw_data
        if len(self.content) > MOST_BYTES:
            self.is_too_large = True
            self.content.clear()
            raise StopUpload(connection_reset=False)

    def file_complete(self, file_size: int) -> None:
        """Nothing is made of it: the page reads `content`."""

    def table(self) -> Table:
        """The table that was uploaded.

        Raises: FileEmpty, FileTooLarge, NotATable, WrongEncoding.
        """
        if self.is_too_large:
            raise too_large()
        if not self.content:
            raise FileEmpty
        return read(bytes(self.content))


def packed(table: Table, *, by: Membership, salt: str) -> str:
    """The table as it travels in the page.

    Raises: FileTooLarge.
    """
    rows = [[record.number, *record.cells] for record in table.records]
    text = signing.dumps([str(by.pk), table.headers, rows], salt=salt, compress=True)
    if len(text) > MOST_CARRIED:
        raise too_large()
    return text


def unpacked(text: str, *, by: Membership, salt: str) -> Table:
    """The table that a page carried.

    Raises: PreviewTooOld, also for the page of somebody else.
    """
    try:
        member, headers, rows = signing.loads(text, salt=salt, max_age=MINUTES_CARRIED * 60)
    except signing.BadSignature as old:
        raise PreviewTooOld from old
    if member != str(by.pk):
        raise PreviewTooOld
    return Table(tuple(headers), tuple(Record(number, tuple(cells)) for number, *cells in rows))


def chosen(posted: Mapping[str, str]) -> Matching:
    """What the page says each column is; the number of columns tells where it ends."""
    count = sum(name.startswith("column-") for name in posted)
    return tuple(posted.get(f"column-{index}", "") for index in range(count))


def _offered(table: Table, matching: Matching, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """For each column of the file its name, a value, and what it could be."""
    first = table.records[0].cells
    return [
        {
            "name": f"column-{index}",
            "header": header or "–",
            "example": first[index] if index < len(first) else "",
            "key": key,
            "choices": columns,
        }
        for index, (header, key) in enumerate(zip(table.headers, matching, strict=True))
    ]


def previewed(
    plan: Plan | None, table: Table, matching: Matching, columns: Sequence[Column]
) -> dict[str, Any]:
    """What the parts of a preview show (sheet_*.html): what would become of each row, the most telling first,
    and which column is which."""
    lines = sorted(plan.lines, key=lambda line: ORDER.index(line.state)) if plan else []
    return {
        "plan": plan,
        "lines": lines[:MOST_SHOWN],
        "more": max(0, len(lines) - MOST_SHOWN),
        "columns": _offered(table, matching, columns),
        "left_out": left_out(table, matching),
    }
