"""The form of an envelope, byte by byte, and everything that does not open (P5)."""

from datetime import date
from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from privacy import envelopes
from privacy.envelopes import CannotOpen, Header

KEY = bytes(range(32))
NONCE = bytes(range(100, 112))
DAY = date(2026, 11, 25)
CONTEXT = [str(UUID(int=1)), "shelters_person", "called_name", str(UUID(int=2))]

# Written down once; whoever changes the form makes a new version.
KNOWN = [
    (
        "Ana",
        DAY,
        (
            "010000512e16260fb14b7318256465666768696a6b6c6d6e6f0975bfe679e956"
            "9e3e625fe8da656afd42c2060a8b6cf372a7d1ac48fba3a548718f9977382b72"
            "7cfc7b96381b36b704"
        ),
    ),
    (
        "Yolán, ñandú 🏠",
        None,
        (
            "010000000016260fb14b7318256465666768696a6b6c6d6e6f1174b2a5d8877a"
            "befdd33e86bea6d0ddb25d89aa0b6cf372a7d1ac48fba3a5486aee7f1ef1c873"
            "119183062039b996c6"
        ),
    ),
    (
        "",
        DAY,
        (
            "010000512e16260fb14b7318256465666768696a6b6c6d6e6fc81bde6679e956"
            "9e3e625fe8da656afd42c2060a8b6cf372a7d1ac48fba3a5481dc513be9808d3"
            "64ec1ff5e461368ee3"
        ),
    ),
    (
        "x" * 32,
        DAY,
        (
            "010000512e16260fb14b7318256465666768696a6b6c6d6e6f3063a61e01912e"
            "e6461a2790a21d12853aba7e72f3148b0adfa9d43083dbdd3014e940c04c129b"
            "04fdf3783ffd42cacf1b5b98e7204a4128faf1acd6ef81a58afb6d4e30329af2"
            "63be7574836ec50566"
        ),
    ),
]


def sealed(text="Ana", **changed):
    given = {"key": KEY, "day": DAY, "context": CONTEXT, "nonce": NONCE, **changed}
    return envelopes.seal(text, **given)


@pytest.mark.parametrize(("text", "day", "known"), KNOWN)
def test_known_answers(text, day, known):
    assert sealed(text, day=day).hex() == known
    assert envelopes.unseal(bytes.fromhex(known), key=KEY, context=CONTEXT) == text


def test_the_outside_says_version_day_and_key():
    envelope = sealed()

    assert envelope[0] == 1
    assert int.from_bytes(envelope[1:5]) == (DAY - date(1970, 1, 1)).days
    assert envelope[13:25] == NONCE
    assert Header.of(envelope) == Header(day=DAY, key_id=envelope[5:13])
    assert Header.of(sealed(day=None)).day is None


def test_the_form_is_as_described():
    """Opened by hand, without this module: the description is enough for another program."""
    envelope = sealed()
    context = b"".join(len(part).to_bytes(2) + part.encode() for part in CONTEXT)

    opened = AESGCM(KEY).decrypt(envelope[13:25], envelope[25:], envelope[:13] + context)

    assert opened == b"Ana\x80" + bytes(28)
    assert envelope[5:13] == sha256(b"posada key id" + KEY).digest()[:8]


@pytest.mark.parametrize(("length", "sealed_length"), [(1, 73), (31, 73), (32, 105), (63, 105), (64, 137)])
def test_the_length_tells_blocks_of_32_bytes_only(length, sealed_length):
    assert len(sealed("x" * length)) == sealed_length


@pytest.mark.parametrize("text", ["", "\0", "a\0\0", "\x80", "ends in \x80\0", "ß" * 500])
def test_every_text_comes_back_as_it_was(text):
    assert envelopes.unseal(sealed(text, nonce=b""), key=KEY, context=CONTEXT) == text


def test_the_same_text_is_never_sealed_alike():
    assert sealed(nonce=b"") != sealed(nonce=b"")


@pytest.mark.parametrize("position", range(73))
def test_a_flipped_bit_is_refused(position):
    envelope = bytearray(sealed())
    for bit in range(8):
        envelope[position] ^= 1 << bit
        with pytest.raises(CannotOpen):
            envelopes.unseal(bytes(envelope), key=KEY, context=CONTEXT)
        envelope[position] ^= 1 << bit


@pytest.mark.parametrize("part", range(4))
def test_an_envelope_that_was_moved_is_refused(part):
    """To another tenant, table, column, row."""
    moved = [f"{each}0" if number == part else each for number, each in enumerate(CONTEXT)]

    with pytest.raises(CannotOpen):
        envelopes.unseal(sealed(), key=KEY, context=moved)


def test_parts_of_the_context_do_not_run_into_each_other():
    with pytest.raises(CannotOpen):
        envelopes.unseal(sealed(context=["ab", "c"]), key=KEY, context=["a", "bc"])


def test_another_day_or_key_is_refused():
    other_day = sealed(day=date(2026, 11, 26))

    with pytest.raises(CannotOpen):
        envelopes.unseal(other_day[:5] + sealed()[5:], key=KEY, context=CONTEXT)
    with pytest.raises(CannotOpen):
        envelopes.unseal(sealed(), key=bytes(32), context=CONTEXT)


@pytest.mark.parametrize("length", range(73))
def test_a_cut_envelope_is_refused(length):
    with pytest.raises(CannotOpen):
        envelopes.unseal(sealed()[:length], key=KEY, context=CONTEXT)


@pytest.mark.parametrize("content", [b"", b"Ana", b"\x01" + b"\xff" * 72, b"\x02" + bytes(72)])
def test_what_is_no_envelope_is_refused(content):
    with pytest.raises(CannotOpen):
        Header.of(content)
