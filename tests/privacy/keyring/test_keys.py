"""Keys are made once, open in their place only, and are never made by reading."""

import os
import stat
from datetime import timedelta

import pytest

from privacy.keyring import cache, contents, destroying, places, signing
from privacy.keyring.cache import Cache
from privacy.keyring.errors import Fenced, KeyGone, KeyringDamaged
from privacy.keyring.folder import Folder
from privacy.keyring.ring import Keyring
from tests.privacy.keyring.conftest import SECRET, new_subject

# Not over while the tests run, though a midnight comes in between.
DAY = places.today() + timedelta(1)


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_key_is_made_once_and_opens_again(ring, folder):
    subject = new_subject(DAY)

    made = ring.key_for_sealing(subject)

    assert len(made) == 32
    assert ring.key_for_sealing(subject) == made
    assert ring.key_for_opening(subject) == made
    assert Keyring(Folder(folder, SECRET)).key_for_opening(subject) == made


def test_every_subject_day_and_organization_has_a_key_of_its_own(ring):
    one = new_subject(DAY)
    others = [
        new_subject(DAY, one.tenant),
        new_subject(DAY + timedelta(1), one.tenant),
        new_subject(DAY),
    ]

    keys = {ring.key_for_sealing(subject) for subject in [one, *others]}

    assert len(keys) == 4


def test_reading_makes_nothing(ring, folder):
    ring.key_for_sealing(new_subject())
    before = files_of(folder)

    with pytest.raises(KeyGone):
        ring.key_for_opening(new_subject(DAY))

    assert files_of(folder) == before


def test_reading_where_there_never_was_a_keyring_makes_none(ring, folder):
    with pytest.raises(KeyGone):
        ring.key_for_opening(new_subject())

    assert not folder.exists()


def test_the_keyring_is_closed_to_everybody_else(ring, folder):
    ring.key_for_sealing(new_subject(DAY))
    destroying.destroy(ring, new_subject())
    signing.sign(ring, b"receipt")

    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [folder, *folder.rglob("*")]}

    assert modes == {(True, 0o700), (False, 0o600)}


def test_no_key_stands_in_a_file_as_it_is(ring, folder):
    subject = new_subject(DAY)
    keys = [
        ring.key_for_sealing(subject),
        ring.open(places.of_day(subject.tenant, subject.day)),
        ring.open(places.of_organization(subject.tenant)),
    ]

    written = b"".join(files_of(folder).values())

    assert [key for key in keys if key in written or key.hex().encode() in written] == []


def test_a_file_in_another_place_does_not_open(ring, folder):
    one, same_day, other_day = (
        new_subject(DAY),
        new_subject(DAY),
        new_subject(DAY + timedelta(1)),
    )
    for subject in (one, same_day, other_day):
        ring.key_for_sealing(subject)
    ring.cache.clear()
    wrapped = (folder / places.of_subject(one).path).read_bytes()

    for moved_to in (new_subject(DAY, one.tenant), same_day, other_day):
        (folder / places.of_subject(moved_to).path).write_bytes(wrapped)
        with pytest.raises(KeyringDamaged):
            ring.key_for_opening(moved_to)


def test_a_key_of_another_organization_does_not_open(ring, folder):
    one, other = new_subject(DAY), new_subject(DAY)
    for subject in (one, other):
        ring.key_for_sealing(subject)
    ring.cache.clear()
    (theirs,) = (folder / places.organization_folder(other.tenant)).glob("key.*")
    theirs.write_bytes((folder / places.organization_folder(one.tenant) / theirs.name).read_bytes())

    with pytest.raises(KeyringDamaged):
        ring.key_for_opening(other)


@pytest.mark.parametrize("days", [1, 40])
def test_nothing_is_sealed_under_a_day_that_is_over(ring, days):
    with pytest.raises(Fenced):
        ring.key_for_sealing(new_subject(places.today() - timedelta(days)))


def test_what_is_there_is_told_by_day_and_subject(ring, folder):
    one, two = new_subject(DAY), new_subject()
    for subject in (one, two, two):
        ring.key_for_sealing(subject)
    (folder / "organizations" / ".nfs0001").write_bytes(b"left by a file server")
    hour_ago = destroying.stamp(ring, one) - 3600 * 10**9
    os.utime(folder / places.of_subject(one).path, ns=(hour_ago, hour_ago))

    days = {tenant: [kept.day for kept in contents.days(ring, tenant)] for tenant in contents.tenants(ring)}
    (kept,) = contents.subjects(ring, one.tenant, DAY)

    assert days == {one.tenant: [DAY], two.tenant: [None]}
    assert kept.subject == one.subject
    assert timedelta(hours=1) <= kept.age < timedelta(hours=1, minutes=1)
    assert contents.subjects(ring, one.tenant, None) == []


# ---------------------------------------------------------------- memory


def test_a_key_stays_in_memory_for_a_minute_at_most(ring, folder, monkeypatch):
    subject = new_subject()
    key = ring.key_for_sealing(subject)
    (folder / places.of_subject(subject).path).unlink()

    assert ring.key_for_opening(subject) == key
    assert cache.SECONDS == 60
    monkeypatch.setattr(cache, "SECONDS", 0.0)
    with pytest.raises(KeyGone):
        ring.key_for_opening(subject)


def test_an_idle_process_forgets_by_itself(monkeypatch):
    monkeypatch.setattr(cache, "SECONDS", 0.05)
    memory = Cache()
    memory.put("place", b"key", (1, 1))

    memory._timer.join(60)

    assert memory._keys == {}


def test_a_key_read_before_something_was_destroyed_is_not_remembered():
    memory = Cache()
    memory.put("new", b"key", (1, 2))

    memory.put("old", b"key", (1, 1))

    assert memory.get("old", (1, 2)) is None
    assert memory.get("new", (1, 2)) is None


# ---------------------------------------------------------------- signing


def test_what_is_signed_can_be_checked_with_the_public_key(ring, folder):
    signature = signing.sign(ring, b"receipt 1")
    public = signing.public_key(Keyring(Folder(folder, SECRET)))

    assert (len(public), len(signature)) == (32, 64)
    assert signing.verify(public, b"receipt 1", signature)
    assert not signing.verify(public, b"receipt 2", signature)
    # Another byte for sure: one in sixteen signatures ends in nought.
    assert not signing.verify(public, b"receipt 1", signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not signing.verify(b"no key", b"receipt 1", signature)
    assert signing.public_key(ring) == public
