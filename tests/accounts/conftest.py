"""Around every test of the door: English, and no guesses counted before."""

from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()
