"""The message that people pass on: at most 700 characters, and nothing that is not published."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alerts import cap, short_text, stix
from alerts.published import Contact, Words
from tests.alerts.test_published import told

SENTENCE = some.text(min_size=1, max_size=600)


def test_it_says_what_to_do_whom_to_beware_of_and_that_all_is_free():
    text = short_text.written(
        told(texts={"en": Words("A false lawyer", "He asks for money.", "Do not pay.")}), "en"
    )

    assert text.splitlines() == [
        "*A false lawyer*",
        "(not verified)",
        "He asks for money.",
        "Do not pay.",
        "They ask for: 500 USD",
        "Beware of: +52 664 555 4471",
        "Until 6 December 2026. Everything in the shelters is free.",
        text.splitlines()[-1],
    ]
    assert text.endswith("/a/norte/ABC/")


def test_what_the_network_says_to_be_true_is_not_called_unverified():
    for kind in ("myth", "notice"):
        true = told(kind=kind, texts={"en": Words("It does not know", "They say so.", "It is not true.")})

        assert short_text.written(true, "en").splitlines()[:2] == ["*It does not know*", "They say so."]
        assert b"unverified" not in cap.written(true)
        assert b"<certainty>Unknown<" in cap.written(true)
        report = stix.bundle("norte", "Norte", [true])["objects"][2]
        assert (report["type"], report.get("confidence")) == ("report", None)


def test_long_words_are_cut_between_words_and_what_to_do_goes_first():
    long = told(texts={"en": Words("H" * 120, "said " * 120, "react " * 100)})

    text = short_text.written(long, "en")

    assert len(text) <= 700
    assert "react react" in text
    assert "…" in text


@given(
    headline=some.text(min_size=1, max_size=120), said=SENTENCE, react=SENTENCE,
    contacts=some.lists(some.text(min_size=1, max_size=200), max_size=6),
)  # fmt: skip
def test_whatever_is_written_it_is_never_longer(headline, said, react, contacts):
    whole = replace(
        told(),
        texts={"es": Words(headline, said, react)},
        contacts=tuple(Contact("licence", each) for each in contacts),
        price_from="1234567.89",
        price_to="9999999.99",
    )

    assert len(short_text.written(whole, "es")) <= short_text.LONGEST


def test_languages_that_nobody_read_have_no_text():
    with pytest.raises(KeyError):
        short_text.written(told(), "ht")
