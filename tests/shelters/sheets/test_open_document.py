"""Sheets for LibreOffice: well formed, and no text in them becomes a formula."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from shelters.sheets.open_document import as_ods

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def cells_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(ET.fromstring(archive.read("content.xml")).iter(f"{TABLE}table-cell"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\uff1d1"])
def test_no_text_becomes_a_formula(text):
    [_header, cell] = cells_of(as_ods(["column"], [[text]]))

    assert "".join(cell.itertext()) == f"'{text}"
    assert cell.get(f"{TABLE}formula") is None
    assert cell.get(f"{OFFICE}value-type") == "string"


def test_numbers_stay_numbers_and_nothing_stays_empty():
    [_header, number, empty] = cells_of(as_ods(["column"], [[7, None]]))

    assert (number.get(f"{OFFICE}value-type"), number.get(f"{OFFICE}value")) == ("float", "7")
    assert (empty.attrib, "".join(empty.itertext())) == ({}, "")


@pytest.mark.parametrize("text", ["<b>&amp;", "]]>", "a\x00\x1bb", "\ufffe", "日本 🛏"])
def test_any_text_leaves_the_document_well_formed(text):
    [_header, cell] = cells_of(as_ods(["column"], [[text]]))

    kept = "".join(character for character in text if character not in "\x00\x1b\ufffe")
    assert "".join(cell.itertext()) == kept
