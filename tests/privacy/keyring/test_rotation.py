"""A new root secret opens everything that the old one opened, and from one moment on only the new one."""

from itertools import count

import pytest

from privacy.keyring import contents, places, rotation
from privacy.keyring.errors import KeyringDamaged, WrongRootSecret
from privacy.keyring.folder import Folder
from privacy.keyring.ring import Keyring
from tests.privacy.keyring.conftest import SECRET, new_subject
from tests.privacy.keyring.test_keys import DAY, files_of

NEW = "another root secret of a test " * 3


def with_secret(folder, secret):
    return Keyring(Folder(folder, secret))


def names_of_roots(folder):
    return {file.suffix for file in (folder / "organizations").glob("*/key.*")}


def test_only_the_new_secret_opens_what_was_there(ring, folder):
    subjects = [new_subject(DAY), new_subject()]
    keys = [ring.key_for_sealing(subject) for subject in subjects]

    assert rotation.rotate(ring, NEW) == 2

    assert [with_secret(folder, NEW).key_for_opening(subject) for subject in subjects] == keys
    for old in (ring, with_secret(folder, SECRET)):
        with pytest.raises(WrongRootSecret):
            old.key_for_opening(subjects[0])
        with pytest.raises(WrongRootSecret):
            old.key_for_sealing(new_subject())
    assert len(names_of_roots(folder)) == 1
    assert rotation.rotate(with_secret(folder, NEW), NEW) == 2


def test_a_secret_that_does_not_fit_rotates_nothing(ring, folder):
    ring.key_for_sealing(new_subject())
    before = files_of(folder)

    with pytest.raises(WrongRootSecret):
        rotation.rotate(with_secret(folder, "wrong"), NEW)

    assert files_of(folder) == before


def test_a_damaged_key_stops_the_rotation_before_it_counts(ring, folder):
    subject, damaged = new_subject(), new_subject()
    key = ring.key_for_sealing(subject)
    ring.key_for_sealing(damaged)
    (file,) = (folder / places.organization_folder(damaged.tenant)).glob("key.*")
    file.write_bytes(file.read_bytes()[:30])

    with pytest.raises(KeyringDamaged, match=str(damaged.tenant)):
        rotation.rotate(ring, NEW)

    assert with_secret(folder, SECRET).key_for_opening(subject) == key


def test_a_rotation_killed_at_any_point_can_be_repeated(folder, hands):
    old = "secret number 0 of a test that rotates often"
    ring = with_secret(folder, old)
    keys = {subject: ring.key_for_sealing(subject) for subject in (new_subject(DAY) for _ in range(3))}
    (hand,) = hands()
    ends = []
    for step in count(1):
        new = f"secret number {step} of a test that rotates often"

        was_killed = hand.killed_at(step, ("rotate", old, new))

        ends.append([fits(folder, secret, keys) for secret in (old, new)])
        rotation.rotate(with_secret(folder, old), new)
        assert [fits(folder, secret, keys) for secret in (old, new)] == [False, True]
        assert len(names_of_roots(folder)) == 1
        if not was_killed:
            break
        old = new
    stroke = ends.index([False, True])
    assert ends == [[True, False]] * stroke + [[False, True]] * (len(ends) - stroke)
    assert 0 < stroke < len(ends) - 1
    assert len(contents.tenants(with_secret(folder, new))) == len(keys)


def fits(folder, secret, keys):
    """Whether this secret opens everything, or nothing."""
    ring = with_secret(folder, secret)
    try:
        ring.folder.root()
    except WrongRootSecret:
        return False
    assert {subject: ring.key_for_opening(subject) for subject in keys} == keys
    return True
