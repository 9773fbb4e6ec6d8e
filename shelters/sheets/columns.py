"""Which column of a file is which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.errors import Text
from shelters.sheets.errors import ColumnMissing, ColumnTwice
from shelters.sheets.reading import Table
from shelters.sheets.words import listed, plain


@dataclass(frozen=True)
class Column:
    """What a file may tell. `words` are the column names people use, the most exact first."""

    key: str
    label: Text
    words: str
    longest: int = 0  # letters; 0: not kept as text
    is_required: bool = False

    def rank(self, header: str) -> int | None:
        """How exactly a column name, in its plain form, means this; None: not at all."""
        words = [plain(str(self.label)), *listed(self.words)]
        return words.index(header) if header in words else None


# For each column of the file the key of what it is, or "" for left out.
Matching = tuple[str, ...]


@dataclass(frozen=True)
class Wrong:
    """Something in a row that cannot be used: where, what stands there, and what to do."""

    number: int
    column: Text
    value: str
    sentence: str


@dataclass
class Row:
    """The values of one row by key; `wrongs` grows while the row is understood."""

    number: int
    values: Mapping[str, str]
    columns: Mapping[str, Column]
    wrongs: list[Wrong] = field(default_factory=list)

    def text(self, key: str) -> str:
        """The value, or "" where the file has none."""
        return self.values.get(key, "")

    def has(self, key: str) -> bool:
        """Whether the file has such a column."""
        return key in self.values

    def refuse(self, key: str, sentence: str) -> None:
        """Write down that the value of `key` cannot be used; "" means the whole row."""
        label = self.columns[key].label if key else ""
        self.wrongs.append(Wrong(self.number, label, self.values.get(key, "")[:60], sentence))


def guess(headers: Sequence[str], columns: Sequence[Column]) -> Matching:
    """The best reading of the column names; each key is used once."""
    found = [""] * len(headers)
    for column in columns:
        ranks = [(column.rank(plain(header)), index) for index, header in enumerate(headers)]
        fitting = [(rank, index) for rank, index in ranks if rank is not None and not found[index]]
        if fitting:
            found[min(fitting)[1]] = column.key
    return tuple(found)


def left_out(table: Table, matching: Matching) -> list[str]:
    """The names of the columns that are not used."""
    return [header for header, key in zip(table.headers, matching, strict=True) if header and not key]


def rows_of(table: Table, matching: Matching, columns: Sequence[Column]) -> list[Row]:
    """The rows with their values by key.

    Raises: ColumnMissing, ColumnTwice.
    """
    by_key = {column.key: column for column in columns}
    used = [key for key in matching if key]
    for column in columns:
        if used.count(column.key) > 1:
            raise ColumnTwice(column=column.label)
        if column.is_required and column.key not in used:
            raise ColumnMissing(column=column.label)
    rows = []
    for record in table.records:
        cells = record.cells + ("",) * (len(matching) - len(record.cells))
        values = {key: cell for key, cell in zip(matching, cells, strict=False) if key in by_key}
        row = Row(record.number, values, by_key)
        for key, value in values.items():
            if by_key[key].longest and len(value) > by_key[key].longest:
                told = _("This is too long: at most %(count)s letters.")
                row.refuse(key, told % {"count": by_key[key].longest})
        if len(record.cells) > len(matching):
            told = _("This row has more cells than there are column names. Quote texts that hold a comma.")
            row.refuse("", told)
        rows.append(row)
    return rows
