"""A new root secret opens everything that the old one opened, and from one moment on only the new one."""

import random

import pytest

from privacy.keyring import contents, places, rotation
from privacy.keyring.errors import KeyringDamaged, WrongRootSecret
from privacy.keyring.folder import Folder
from privacy.keyring.ring import Keyring
from tests.privacy.keyring.conftest import SECRET, new_subject
from tests.privacy.keyring.test_keys import TODAY, files_of
from tests.privacy.keyring.test_processes import time_of

NEW = "another root secret of a test " * 3


def with_secret(folder, secret):
    return Keyring(Folder(folder, secret))


def names_of_roots(folder):
    return {file.suffix for file in (folder / "organizations").glob("*/key.*")}


def test_only_the_new_secret_opens_what_was_there(ring, folder):
    subjects = [new_subject(TODAY), new_subject()]
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
    chance = random.Random(20261122)
    secrets = [f"secret number {number} of a test that rotates often" for number in range(31)]
    ring = with_secret(folder, secrets[0])
    keys = {subject: ring.key_for_sealing(subject) for subject in (new_subject(TODAY) for _ in range(8))}
    (hand,) = hands()
    took = time_of(hand, ("rotate", secrets[0], "for measuring"), ("rotate", "for measuring", secrets[0])) / 2
    stopped_early = 0
    for number in range(30):
        old, new = secrets[number : number + 2]

        hand.killed_in(("rotate", old, new), after=chance.uniform(0, took))

        found = [fits(folder, secret, keys) for secret in (old, new)]
        stopped_early += found == [True, False]
        assert found in ([True, False], [False, True])
        rotation.rotate(with_secret(folder, old), new)
        assert [fits(folder, secret, keys) for secret in (old, new)] == [False, True]
        assert len(names_of_roots(folder)) == 1
    assert 0 < stopped_early < 30
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
