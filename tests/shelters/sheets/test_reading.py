"""Every file becomes a table or a refusal, never a traceback."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from shelters.sheets import reading
from shelters.sheets.errors import FileEmpty, FileTooLarge, NotATable, WrongEncoding
from shelters.sheets.reading import read
from tests.shelters.sheets.files import DIRTY, as_text, as_workbook


def told(content: bytes) -> object:
    """The rows, or the sentence of the refusal."""
    try:
        return read(content).records
    except DomainError as refused:
        return str(refused)


ROWS = [["name", "capacity"], ["Niño's", 12]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_csv_is_read(delimiter, encoding):
    text = f"name{delimiter}capacity\r\nNiño's{delimiter}12\r\n"

    table = read(text.encode(encoding))

    assert table.headers == ("name", "capacity")
    assert [record.cells for record in table.records] == [("Niño's", "12")]


def test_a_workbook_is_read_with_whole_numbers():
    table = read(as_workbook([["name", "capacity", "share"], ["Niño's", 12.0, 0.5]]))

    assert table.records[0].cells == ("Niño's", "12", "0.5")


def test_rows_keep_the_numbers_that_a_spreadsheet_shows():
    table = read(DIRTY)

    assert [record.number for record in table.records] == [2, 3, 5, 6, 7]
    assert table.records[1].cells[2] == "Calle 2, local 3"


def test_accents_are_composed_and_invisible_signs_are_gone():
    table = read("name,x\nJose\u0301\u200b\xa0 Norte ,1".encode())

    assert table.records[0].cells[0] == "José Norte"


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", as_text("name,capacity"), as_workbook([["name", "cupo"]])],
    ids=["nothing", "blanks", "csv", "xlsx"],
)
def test_a_file_without_rows_is_refused(content):
    with pytest.raises(FileEmpty):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\x00\x01",
        b"\x89PNG\r\n\x1a\n\x00",
        b"\xd0\xcf\x11\xe0old workbook",
        b"PK\x03\x04broken",
        as_text("Dear colleagues", "this is a letter"),
        as_workbook(ROWS)[:-400],
    ],
    ids=["pdf", "picture", "old workbook", "broken archive", "letter", "half a workbook"],
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(NotATable):
        read(content)


def test_letters_of_another_encoding_are_refused():
    with pytest.raises(WrongEncoding):
        read(b"name,cupo\nCasa \x81\x8d,3")


def test_a_workbook_that_unpacks_into_too_much_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (reading.MOST_UNPACKED + 1))

    with pytest.raises(FileTooLarge):
        read(content.getvalue())


def test_a_workbook_with_entities_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>')

    with pytest.raises(NotATable):
        read(content.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"name,x\n" + b"a,b\n" * (reading.MOST_ROWS + 1),
        ",".join(map(str, range(reading.MOST_COLUMNS + 1))).encode() + b"\n1,2",
        b"a,b\n" * (reading.MOST_BYTES // 4 + 1),
    ],
    ids=["rows", "columns", "bytes"],
)
def test_too_much_is_refused(content):
    with pytest.raises(FileTooLarge):
        read(content)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_random_bytes_are_a_table_or_a_refusal(content):
    assert told(content)


@given(st.binary(min_size=1, max_size=60), st.integers(min_value=0, max_value=4000))
def test_a_damaged_workbook_is_a_table_or_a_refusal(damage, at):
    whole = as_workbook(ROWS)
    content = whole[:at] + damage + whole[at + len(damage) :]

    assert told(content)
