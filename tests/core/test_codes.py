"""Codes survive being read aloud, written down and typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import ALPHABET, BadCode, new_code, read_code, show_code


def test_a_new_code_reads_back_as_itself():
    code = new_code()

    assert read_code(show_code(code)) == code


def test_reading_forgives_case_separators_and_letters_that_look_like_digits():
    code = new_code()
    typed = show_code(code).lower().replace("0", "o").replace("1", "l").replace("-", " ")

    assert read_code(typed) == code


@given(position=st.integers(0, 11), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(position, other):
    code = new_code()
    if code[position] == other:
        return
    wrong = code[:position] + other + code[position + 1 :]

    with pytest.raises(BadCode):
        read_code(wrong)


@given(position=st.integers(0, 10))
def test_two_swapped_neighbours_are_noticed(position):
    code = new_code()
    a, b = code[position], code[position + 1]
    if a == b:
        return
    swapped = code[:position] + b + a + code[position + 2 :]

    with pytest.raises(BadCode):
        read_code(swapped)


@pytest.mark.parametrize("text", ["", "7K4M", "7K4M-9Q2T-XB3D", "UUUU-UUUU-UUUU-U", "1" * 14])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(BadCode):
        read_code(text)
