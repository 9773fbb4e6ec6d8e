"""No cell of an export is calculated by anybody's spreadsheet program."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from shelters.sheets.reading import read
from shelters.sheets.writing import as_csv, as_xlsx, guard, unguard

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "'=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_gets_an_apostrophe(text):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Casa", "Eva's Place", "'quoted'", "3-4", "a=b", ""])
def test_plain_text_stays(text):
    assert guard(text) == text


@given(st.text() | st.sampled_from(DANGEROUS))
def test_reading_takes_away_exactly_what_writing_added(text):
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_what_was_written_is_read_again(write):
    table = read(write(["name", "=head"], [["=HYPERLINK(1)", 12], ["Niño's", None]]))

    assert table.headers == ("name", "=head")
    assert [record.cells for record in table.records] == [("=HYPERLINK(1)", "12"), ("Niño's",)]


def test_numbers_stay_numbers_and_formulas_are_text():
    sheet = load_workbook(io.BytesIO(as_xlsx(["a", "b"], [["=1+1", 12]]))).active

    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("'=1+1", "s"), (12, "n")]
