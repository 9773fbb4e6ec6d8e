"""docs/data-inventory.md says what the code says."""

import pytest
from django.core.management import CommandError, call_command

from privacy.documents import inventory, spans
from privacy.inventory import DECLARED, Until


def test_the_page_in_the_docs_is_up_to_date():
    assert inventory.is_current(), f"This mends it: {inventory.MEND}"


def test_an_old_page_is_refused_with_the_command_that_mends_it(tmp_path, monkeypatch):
    monkeypatch.setattr(inventory, "PLACE", tmp_path / "data-inventory.md")

    with pytest.raises(CommandError, match="This mends it"):
        call_command("data_inventory", "--check")

    call_command("data_inventory")
    call_command("data_inventory", "--check")


def test_every_model_has_a_line_and_every_field_is_in_it():
    lines = {line.split("`")[1]: line for line in inventory.page().splitlines() if line.startswith("| `")}

    missing = [
        f"{label}.{name}"
        for label, one in DECLARED.items()
        for name in one.kinds
        if f"`{name}`" not in lines[label.partition(".")[2]] and label.count("Group") == 0
    ]
    assert missing == []


def test_whatever_ends_by_the_clock_has_a_rule_with_its_hours():
    endless = [
        label
        for label, one in DECLARED.items()
        if one.until not in spans.WITHOUT_CLOCK and not spans.rule_of(one)
    ]

    assert endless == []


def test_every_end_without_a_rule_has_words():
    silent = {one.until for one in DECLARED.values() if not spans.rule_of(one)} - set(spans.WITHOUT_CLOCK)

    assert silent == set()
    assert set(spans.WITHOUT_CLOCK) <= set(Until)


@pytest.mark.parametrize(
    ("hours", "words"), [(1, "1 hour"), (30, "30 hours"), (72, "72 hours"), (96, "4 days"), (720, "30 days")]
)
def test_hours_become_days_when_days_are_easier_to_grasp(hours, words):
    assert spans.in_words(hours) == words
