"""Days as each language writes them."""

from datetime import datetime

import pytest
from django.template import Context, Template
from django.utils import translation

MOMENT = datetime(2026, 11, 24, 8, 5)  # noqa: DTZ001  only how it is written counts


@pytest.mark.parametrize(
    ("language", "written", "told"),
    [
        ("es", "l j F", "martes 24 de noviembre"),
        ("es", "j F Y, H:i", "24 de noviembre de 2026, 08:05"),
        ("es", "F Y", "noviembre de 2026"),
        ("es", "D j M, H:i", "mar 24 nov, 08:05"),
        ("en", "l j F", "Tuesday 24 November"),
        ("ht", "j F Y", "24 novanm 2026"),
        ("fr", "j F", "24 novembre"),
    ],
    ids=range(7),
)
def test_a_day_is_written_as_the_language_does(language, written, told):
    with translation.override(language):
        page = Template(f'{{{{ moment|date:"{written}" }}}}').render(Context({"moment": MOMENT}))

    assert page == told
