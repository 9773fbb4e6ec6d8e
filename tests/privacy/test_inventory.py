"""Nothing is kept that nobody declared."""

import pytest

from privacy import inventory
from privacy.checks import every_field_is_declared


def test_every_stored_field_is_declared():
    assert inventory.gaps() == []


def test_an_undeclared_field_stops_the_start(monkeypatch):
    declared = inventory.DECLARED["shelters.Bed"]
    kinds = {name: kind for name, kind in declared.kinds.items() if name != "label"}
    poorer = inventory.Declaration(declared.label, declared.purpose, declared.until, False, kinds)
    monkeypatch.setitem(inventory.DECLARED, "shelters.Bed", poorer)

    assert [error.msg.split()[0] for error in every_field_is_declared()] == ["shelters.Bed.label"]


def test_a_declared_field_that_is_not_stored_is_noticed(monkeypatch):
    ghost = inventory.Declaration("shelters.Ghost", "none", inventory.Until.DAY, False, {})
    monkeypatch.setitem(inventory.DECLARED, "shelters.Ghost", ghost)

    assert inventory.gaps() == ["shelters.Ghost"]


def test_a_model_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        inventory.declare("shelters.Bed", purpose="again", until=inventory.Until.DAY)
