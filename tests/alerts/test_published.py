"""The frozen form: what it holds, what it never holds, and that it comes back as it went."""

import json
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from alerts import published
from alerts.published import Beside, Contact, Published, Spoken, Words

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def told(**other):
    """A whole message."""
    whole = {
        "identifier": "norte.ABC.1",
        "sender": "norte@posada.example",
        "number": 1,
        "message": "Alert",
        "code": "ABC",
        "network": "norte",
        "network_name": "Norte",
        "state": "published",
        "kind": "fraud",
        "level": "unverified",
        "mark": "clear",
        "sent": NOON,
        "effective": NOON,
        "expires": NOON + timedelta(days=14),
        "tactic": "false_lawyer",
        "price_from": "500.00",
        "currency": "USD",
        "source_on": date(2026, 11, 1),
        "contacts": (Contact("phone", "+526645554471"),),
        "texts": {"es": Words("Un falso abogado", "Pide 500 dólares.", "No pague.")},
        "unreviewed": ("ht",),
        "spoken": (Spoken("mam", "/a/norte/ABC/mam.opus", "human"),),
        "helpers": (
            Beside("Ayuda", "organization", "state_bar", "Centro", "free", ("es",), date(2026, 11, 1),
                   (Contact("phone", "+526645550100", "real"),)),
        ),
    }  # fmt: skip
    return Published(**whole | other)


def test_it_comes_back_from_json_as_it_went():
    whole = told(references=("norte@posada.example,norte.ABC.0,2026-11-22T12:00:00-00:00",))

    assert published.from_json(json.loads(json.dumps(published.to_json(whole)))) == whole


@given(some.text(max_size=600), some.text(max_size=120))
def test_any_words_come_back(said, area):
    whole = told(area=area, texts={"es": Words("x", said, "y")})

    assert published.from_json(json.loads(json.dumps(published.to_json(whole)))) == whole


def test_a_key_that_a_later_version_adds_is_no_obstacle():
    plain = published.to_json(told()) | {"added_later": 1}

    assert published.from_json(plain) == told()


def test_taken_back_it_holds_nothing_that_it_warned_of():
    plain = json.dumps(published.to_json(told().wordless("withdrawn")), ensure_ascii=False)

    for word in ("abogado", "500", "4471", "false_lawyer", "Ayuda"):
        assert word not in plain


def test_moments_are_written_without_z_and_fractions():
    assert told().reference == "norte@posada.example,norte.ABC.1,2026-11-22T12:00:00-00:00"
