"""Receipts: chained, signed, and any change of them is found."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from privacy import keyring, receipts
from privacy.models import Receipt
from privacy.receipts import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(house):
    now = timezone.now()
    return [
        receipts.issue(house.pk, Run(now, now + timedelta(minutes=n), "done"), counts={"households": n})
        for n in range(3)
    ]


def faults(house, **options):
    rows = Receipt.objects.filter(organization_id=house.pk).order_by("number")
    return receipts.faults(rows, public_key=options.get("public_key") or keyring.public_key())


def test_an_untouched_chain_is_whole(house, three):
    assert faults(house) == []
    assert [receipt.number for receipt in three] == [1, 2, 3]


@pytest.mark.parametrize(
    "change", [{"counts": {"households": 99}}, {"overdue": 5}, {"held": 1}, {"scan": "clean"}]
)
def test_a_changed_receipt_is_found(house, three, change):
    Receipt.objects.filter(pk=three[1].pk).update(**change)

    assert faults(house) == ["2: changed"]


def test_a_missing_a_swapped_and_a_forged_receipt_are_found(house, three):
    Receipt.objects.filter(pk=three[1].pk).delete()
    assert faults(house) == ["3: 1 before it are missing"]

    Receipt.objects.filter(pk=three[0].pk).update(signature="00" * 64)
    assert "1: not signed by this key" in faults(house)


def test_the_key_of_another_site_does_not_fit(house, three):
    assert len(faults(house, public_key=bytes(32))) == 3


def test_the_signed_text_holds_no_id(house, three):
    text = receipts.document(three[2]).decode()

    assert str(house.pk) not in text
    assert house.pk.hex not in text


def test_the_command_lists_shows_and_verifies(house, three, tmp_path):
    key = tmp_path / "site.pub"
    key.write_text(keyring.public_key().hex())
    told = io.StringIO()

    call_command("receipt", "list", stdout=told)
    call_command("receipt", "show", three[1].digest[:12], stdout=told)
    call_command("receipt", "verify", "--public-key", str(key), stdout=told)

    assert three[1].signature in told.getvalue()
    assert "whole: 3 receipts" in told.getvalue()
    Receipt.objects.filter(pk=three[1].pk).update(counts={})
    with pytest.raises(CommandError, match="1 receipt"):
        call_command("receipt", "verify", stdout=told)
