"""An OpenDocument sheet, which LibreOffice opens: the same values as in the other formats."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from shelters.sheets.writing import Value, guard, plain

KIND = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_OASIS}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_BEFORE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{_OASIS}office:1.0" xmlns:table="{_OASIS}table:1.0" '
    f'xmlns:text="{_OASIS}text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="Posada">'
)
# Characters that no XML may hold, whatever the database took.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AFTER = "</table:table></office:spreadsheet></office:body></office:document-content>"


def as_ods(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A document with one sheet; numbers stay numbers, and no text becomes a formula."""
    lines = [_row([guard(header) for header in headers])]
    lines += [_row([plain(value) for value in row]) for row in rows]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        # The standard wants this part first and as it is, so that programs know the file by its beginning.
        archive.writestr("mimetype", KIND, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _BEFORE + "".join(lines) + _AFTER)
    return content.getvalue()


def _row(cells: Sequence[str | int | None]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(value: str | int | None) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind = 'office:value-type="string"'
    if isinstance(value, int):
        kind = f'office:value-type="float" office:value={quoteattr(str(value))}'
    text = escape(_FORBIDDEN.sub("", str(value)))
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"
