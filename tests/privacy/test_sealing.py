"""What is sealed opens only where it was sealed."""

import base64
import os
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from privacy import keyring
from privacy.keyring import SITE, KeyGone, Subject
from privacy.sealing import CannotOpen, is_outdated, seal, unseal

OWNER, OTHER = UUID(int=7), UUID(int=8)


def sealed_as_before(text: str, *, purpose: str, owner: UUID, secret: str) -> str:
    """As the first releases sealed: under the root secret itself."""
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"posada {purpose}".encode())
    nonce = os.urandom(12)
    body = AESGCM(derive.derive(secret.encode())).encrypt(
        nonce, text.encode(), f"s1|{purpose}|{owner}".encode()
    )
    return f"s1.{base64.urlsafe_b64encode(nonce + body).decode()}"


def test_a_sealed_text_opens_for_the_same_purpose_and_owner():
    sealed = seal("otpauth secret", purpose="totp", owner=OWNER)

    assert unseal(sealed, purpose="totp", owner=OWNER) == "otpauth secret"


def test_the_same_text_never_looks_the_same():
    assert seal("x", purpose="totp", owner=OWNER) != seal("x", purpose="totp", owner=OWNER)


def test_a_text_sealed_by_an_earlier_release_still_opens(settings):
    before = sealed_as_before("seed", purpose="totp", owner=OWNER, secret=settings.POSADA_ROOT_SECRET)

    assert is_outdated(before)
    assert unseal(before, purpose="totp", owner=OWNER) == "seed"
    assert not is_outdated(seal("seed", purpose="totp", owner=OWNER))


@pytest.mark.parametrize(("purpose", "owner"), [("totp", OTHER), ("codes", OWNER)])
def test_a_sealed_text_moved_elsewhere_does_not_open(settings, purpose, owner):
    seal("another", purpose="totp", owner=OTHER)
    before = sealed_as_before("seed", purpose="totp", owner=OWNER, secret=settings.POSADA_ROOT_SECRET)

    for sealed in (seal("otpauth secret", purpose="totp", owner=OWNER), before):
        with pytest.raises((CannotOpen, KeyGone)):
            unseal(sealed, purpose=purpose, owner=owner)


def test_a_flipped_bit_does_not_open():
    sealed = seal("otpauth secret", purpose="totp", owner=OWNER)
    middle = len(sealed) // 2
    flipped = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]

    with pytest.raises(CannotOpen):
        unseal(flipped, purpose="totp", owner=OWNER)


@pytest.mark.parametrize("text", ["", "s1.", "s2.", "s0.AAAA", "s1.not base 64!", "s2.not base 64!", "plain"])
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(CannotOpen):
        unseal(text, purpose="totp", owner=OWNER)


def test_when_the_key_is_destroyed_nothing_opens_and_nothing_is_sealed_under_a_later_one():
    sealed = seal("otpauth secret", purpose="totp", owner=OWNER)
    assert keyring.retire_unchanged(
        Subject(SITE, OWNER, None), since=keyring.stamp(Subject(SITE, OWNER, None))
    )
    with pytest.raises(KeyGone):
        unseal(sealed, purpose="totp", owner=OWNER)
    seal("new", purpose="totp", owner=OWNER)

    with pytest.raises(KeyGone):
        unseal(sealed, purpose="totp", owner=OWNER)


def test_another_root_secret_opens_nothing_and_erases_nothing(settings):
    sealed = seal("otpauth secret", purpose="totp", owner=OWNER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "POSADA_ROOT_SECRET", "another one")
        with pytest.raises(keyring.WrongRootSecret):
            unseal(sealed, purpose="totp", owner=OWNER)

    assert unseal(sealed, purpose="totp", owner=OWNER) == "otpauth secret"
