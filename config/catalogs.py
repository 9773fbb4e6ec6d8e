"""Translations without the gettext programs: reading .po files, compiling them, counting gaps.

Only .po files are kept in the repository. The .mo files that Django reads are made from them at start,
so that a fresh machine needs no gettext and nobody merges binary files.
"""

import ast
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = 0x950412DE
LINE = re.compile(r'^(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+)?(".*")$')


@dataclass
class Entry:
    """One text and its translation; `forms` has one for each plural of the language."""

    context: str | None = None
    source: str = ""
    plural: str | None = None
    forms: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def is_header(self) -> bool:
        return not self.source and self.context is None

    @property
    def is_gap(self) -> bool:
        return not self.is_header and (self.fuzzy or not self.forms or not all(self.forms.values()))

    def key(self) -> str:
        text = self.source if self.plural is None else f"{self.source}\0{self.plural}"
        return text if self.context is None else f"{self.context}\x04{text}"

    def value(self) -> str:
        return "\0".join(self.forms[number] for number in sorted(self.forms))

    def add(self, keyword: str, number: int, text: str) -> None:
        if keyword == "msgctxt":
            self.context = (self.context or "") + text
        elif keyword == "msgid":
            self.source += text
        elif keyword == "msgid_plural":
            self.plural = (self.plural or "") + text
        else:
            self.forms[number] = self.forms.get(number, "") + text


def entries(po: Path) -> Iterator[Entry]:
    """The entries of one file, its header first. Obsolete ones are left out."""
    entry, keyword, number = Entry(), "", 0
    for row in po.read_text(encoding="utf-8").splitlines():
        line = row.strip()
        begins = line.startswith(("#,", "msgctxt", "msgid "))
        if begins and keyword == "msgstr":
            yield entry
            entry, keyword = Entry(), ""
        if line.startswith("#,"):
            entry.fuzzy = "fuzzy" in line
        match = LINE.match(line)
        if match:
            if match[1]:
                keyword, number = match[1], int(match[2] or 0)
            entry.add(keyword, number, ast.literal_eval(match[3]))
    if keyword == "msgstr":
        yield entry


def compile_catalog(po: Path) -> None:
    """Write the .mo file beside `po`: header and finished translations."""
    done = {e.key(): e.value() for e in entries(po) if e.is_header or not e.is_gap}
    keys = sorted((key.encode(), value.encode()) for key, value in done.items())
    start = 28 + 16 * len(keys)
    tables: list[list[int]] = [[], []]
    blob = b""
    for column in (0, 1):
        for pair in keys:
            tables[column] += [len(pair[column]), start + len(blob)]
            blob += pair[column] + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    draft = po.with_suffix(".mo.new")
    draft.write_bytes(head + struct.pack(f"<{4 * len(keys)}I", *tables[0], *tables[1]) + blob)
    draft.replace(po.with_suffix(".mo"))


def catalogs(folders: Iterable[Path]) -> list[Path]:
    return sorted(po for folder in folders for po in folder.glob("*/LC_MESSAGES/*.po"))


def compile_all(folders: Iterable[Path]) -> int:
    """Compile what is newer than its .mo file; how many were."""
    stale = [po for po in catalogs(folders) if not is_fresh(po)]
    for po in stale:
        compile_catalog(po)
    return len(stale)


def is_fresh(po: Path) -> bool:
    made = po.with_suffix(".mo")
    return made.exists() and made.stat().st_mtime >= po.stat().st_mtime
