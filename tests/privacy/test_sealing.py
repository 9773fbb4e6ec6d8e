"""What is sealed opens only where it was sealed."""

import pytest

from privacy.sealing import CannotOpen, seal, unseal


def test_a_sealed_text_opens_for_the_same_purpose_and_owner():
    sealed = seal("otpauth secret", purpose="totp", owner="7")

    assert unseal(sealed, purpose="totp", owner="7") == "otpauth secret"


def test_the_same_text_never_looks_the_same():
    assert seal("x", purpose="totp", owner="7") != seal("x", purpose="totp", owner="7")


@pytest.mark.parametrize(("purpose", "owner"), [("totp", "8"), ("codes", "7")])
def test_a_sealed_text_moved_elsewhere_does_not_open(purpose, owner):
    sealed = seal("otpauth secret", purpose="totp", owner="7")

    with pytest.raises(CannotOpen):
        unseal(sealed, purpose=purpose, owner=owner)


def test_a_flipped_bit_does_not_open():
    sealed = seal("otpauth secret", purpose="totp", owner="7")
    middle = len(sealed) // 2
    flipped = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]

    with pytest.raises(CannotOpen):
        unseal(flipped, purpose="totp", owner="7")


@pytest.mark.parametrize("text", ["", "s1.", "s0.AAAA", "s1.not base 64!", "plain"])
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(CannotOpen):
        unseal(text, purpose="totp", owner="7")


def test_another_root_secret_opens_nothing(settings):
    sealed = seal("otpauth secret", purpose="totp", owner="7")
    settings.POSADA_ROOT_SECRET = "another one"

    with pytest.raises(CannotOpen):
        unseal(sealed, purpose="totp", owner="7")
