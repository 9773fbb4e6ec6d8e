"""On a board a household is a short code and two pictures."""

import re
from pathlib import Path

from core.codes import new_code
from schedules import signs


def test_the_same_code_has_the_same_pictures_and_other_codes_others():
    codes = [new_code() for _each in range(400)]
    pairs = {code: signs.signs_of(code) for code in codes}

    assert all(signs.signs_of(code) == pair for code, pair in pairs.items())
    assert len({(first.name, second.name) for first, second in pairs.values()}) > 150


def test_those_that_would_be_called_alike_get_more_letters():
    alone, first, second, twin = "AAAABBBBCCCC1", "AAAABBBBDDDD2", "AAAAEEEEDDDD3", "FFFFBBBBDDDD4"

    names = {code: each.short for code, each in signs.called([alone, first, second, twin]).items()}

    assert names == {
        alone: "CCCC", first: "AAAABBBBDDDD", second: "EEEEDDDD", twin: "FFFFBBBBDDDD",
    }  # fmt: skip


def test_no_short_code_has_the_check_character():
    code = new_code()

    assert signs.called([code])[code].short == code[8:12]


def test_each_picture_is_drawn():
    drawings = Path(signs.__file__).with_name("templates") / "schedules" / "pictures.html"

    assert re.findall(r'id="p-(\w+)"', drawings.read_text("utf-8")) == list(signs.PICTURES)
