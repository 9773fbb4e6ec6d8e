"""Programs that tests talk to: found where they run, started where they are only installed.

A program that is not here costs tests, so it is said loudly at the end of the run; CI fails instead.
"""

import os
from typing import NoReturn

import pytest

NOT_TESTED = "NOT TESTED:"


def not_here(program: str, needed_for: str) -> NoReturn:
    """Skip the test for want of a program, or fail where everything must be there."""
    sentence = f"{NOT_TESTED} {program} is not here: {needed_for}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
