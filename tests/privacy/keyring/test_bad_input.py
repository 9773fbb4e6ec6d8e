"""Damaged files, a wrong secret, a full disk: said plainly, nothing resurrected, nothing lost."""

import os
import shutil

import pytest

from privacy.keyring import checking, destroying, places, signing
from privacy.keyring.errors import (
    KeyGone,
    KeyringDamaged,
    KeyringMissing,
    KeyringUnavailable,
    WrongRootSecret,
)
from privacy.keyring.folder import Folder
from privacy.keyring.places import SITE
from privacy.keyring.ring import Keyring
from tests.privacy.keyring.conftest import SECRET, new_subject
from tests.privacy.keyring.test_keys import DAY, files_of


def afresh(ring):
    """As another process would see it."""
    return Keyring(Folder(ring.folder.path, ring.folder.secret, marker=ring.folder._marker))


def sealed(ring):
    subject = new_subject(DAY)
    return subject, ring.key_for_sealing(subject)


def file_of(folder, subject, level):
    if level == "format":
        return folder / "format"
    if level == "organization":
        return next((folder / places.organization_folder(subject.tenant)).glob("key.*"))
    place = places.of_day(subject.tenant, subject.day) if level == "day" else places.of_subject(subject)
    return folder / place.path


@pytest.mark.parametrize("level", ["format", "organization", "day", "subject"])
@pytest.mark.parametrize("damage", ["empty", "shorter", "longer", "flipped"])
def test_a_damaged_file_is_said_and_never_written_over(ring, folder, level, damage):
    subject, key = sealed(ring)
    file = file_of(folder, subject, level)
    whole = file.read_bytes()
    damaged = {
        "empty": b"",
        "shorter": whole[:-1],
        "longer": whole + b"\0",
        "flipped": whole[:20] + bytes([whole[20] ^ 128]) + whole[21:],
    }[damage]
    file.write_bytes(damaged)
    broken = afresh(ring)

    for attempt in (broken.key_for_opening, broken.key_for_sealing):
        with pytest.raises(KeyringDamaged) as refused:
            attempt(subject)
        assert refused.value.facts["place"] in str(file)
        assert refused.value.status == 503
    assert file.read_bytes() == damaged
    file.write_bytes(whole)
    assert afresh(ring).key_for_opening(subject) == key


def test_a_key_cut_at_any_length_is_damaged(ring, folder):
    subject, _key = sealed(ring)
    file = file_of(folder, subject, "subject")
    whole = file.read_bytes()

    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(KeyringDamaged):
            afresh(ring).key_for_opening(subject)


def test_a_subject_without_the_key_of_its_day_is_erased_for_reading_and_damaged_for_writing(ring, folder):
    """A mirror that was not whole: nothing is sealed that nobody could open."""
    subject, _key = sealed(ring)
    file_of(folder, subject, "day").unlink()

    with pytest.raises(KeyGone):
        afresh(ring).key_for_opening(subject)
    with pytest.raises(KeyringDamaged):
        afresh(ring).key_for_sealing(subject)


def test_a_wrong_root_secret_is_not_mistaken_for_erased(ring, folder):
    subject, key = sealed(ring)
    signing.sign(ring, b"x")
    before = files_of(folder)
    wrong = Keyring(Folder(folder, "not the secret of this keyring"))

    for attempt in (
        lambda: wrong.key_for_opening(subject),
        lambda: wrong.key_for_sealing(subject),
        lambda: wrong.key_for_sealing(new_subject()),
        lambda: signing.sign(wrong, b"x"),
        lambda: checking.damages(wrong),
    ):
        with pytest.raises(WrongRootSecret):
            attempt()

    assert isinstance(checking.trouble(wrong), WrongRootSecret)
    assert {path: content for path, content in files_of(folder).items() if path in before} == before
    assert afresh(ring).key_for_opening(subject) == key


def test_a_format_of_later_years_is_left_alone(ring, folder):
    subject, _key = sealed(ring)
    later = (folder / "format").read_text().replace('"format": 1', '"format": 2')
    (folder / "format").write_text(later)

    with pytest.raises(KeyringDamaged):
        afresh(ring).key_for_sealing(subject)

    assert (folder / "format").read_text() == later


# ---------------------------------------------------------------- the disk


def test_on_a_full_disk_what_is_sealed_opens_and_no_half_key_is_left(ring, folder, hands):
    subject, key = sealed(ring)
    before = files_of(folder)
    (hand,) = hands()
    hand.do("fill_the_disk")

    answers = [hand.do("open", subject), hand.do("seal", subject), hand.do("seal", new_subject(DAY))]

    assert answers == [key.hex(), key.hex(), "keyring_unavailable"]
    assert {path: content for path, content in files_of(folder).items() if path != "lock"} == {
        path: content for path, content in before.items() if path != "lock"
    }


def test_a_disk_that_fails_is_said_in_plain_words(tmp_path):
    place = tmp_path / "keyring"
    place.write_text("a file in the place of the folder")
    ring = Keyring(Folder(place, SECRET))

    for attempt in (
        lambda: ring.key_for_sealing(new_subject()),
        lambda: ring.key_for_opening(new_subject()),
        lambda: destroying.destroy(ring, new_subject()),
        lambda: signing.sign(ring, b"x"),
    ):
        with pytest.raises(KeyringUnavailable, match="Not a directory"):
            attempt()

    assert isinstance(checking.trouble(ring), KeyringUnavailable)


def test_a_folder_that_is_not_mounted_is_not_taken_for_a_new_site(ring, folder, tmp_path):
    subject, key = sealed(ring)
    folder.rename(tmp_path / "elsewhere")
    folder.mkdir()

    other = afresh(ring)
    for attempt in (other.key_for_opening, other.key_for_sealing):
        with pytest.raises(KeyringMissing):
            attempt(subject)
    assert isinstance(checking.trouble(other), KeyringMissing)
    assert list(folder.iterdir()) == []

    folder.rmdir()
    (tmp_path / "elsewhere").rename(folder)
    assert afresh(ring).key_for_opening(subject) == key
    assert checking.trouble(ring) is None


def test_the_keyring_of_another_site_is_not_taken_for_this_one(ring, folder, tmp_path):
    subject, _key = sealed(ring)
    foreign = Keyring(Folder(tmp_path / "foreign", SECRET))
    foreign.key_for_sealing(new_subject())
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "foreign", folder)

    with pytest.raises(KeyringMissing):
        afresh(ring).key_for_sealing(subject)


def test_after_a_loss_a_new_keyring_reads_everything_of_before_as_erased(ring, folder):
    subject, key = sealed(ring)
    shutil.rmtree(folder)
    new = afresh(ring)

    new.folder.make()

    with pytest.raises(KeyGone):
        new.key_for_opening(subject)
    assert new.key_for_sealing(subject) != key
    assert afresh(ring).key_for_opening(subject) == new.key_for_opening(subject)


# ---------------------------------------------------------------- verify


def test_a_whole_keyring_has_no_damage(ring):
    sealed(ring)
    signing.sign(ring, b"x")

    assert checking.damages(ring) == []
    assert checking.open_to_others(ring) == []


def test_every_damage_is_found_and_named(ring, folder):
    subjects = [sealed(ring)[0] for _ in range(4)]
    signing.sign(ring, b"x")
    for subject, level in zip(subjects, ["organization", "day", "subject"], strict=False):
        file_of(folder, subject, level).write_bytes(b"")
    (folder / "signing.key").write_bytes(b"")
    (folder / "format").chmod(0o644)

    damages = checking.damages(ring)

    organization, day, subject, _whole = subjects
    assert set(damages) == {
        "signing.key",
        places.of_organization(organization.tenant).path,
        places.of_day(organization.tenant, DAY).path,
        places.of_subject(organization).path,
        places.of_day(day.tenant, DAY).path,
        places.of_subject(day).path,
        places.of_subject(subject).path,
    }
    assert checking.open_to_others(ring) == [str(folder / "format")]
    assert str(SITE) not in "".join(damages)


def test_drafts_of_killed_processes_are_cleared_away(ring, folder):
    subject, key = sealed(ring)
    (folder / "drafts" / "half").write_bytes(os.urandom(20))

    destroying.finish(ring)

    assert list((folder / "drafts").iterdir()) == []
    assert afresh(ring).key_for_opening(subject) == key
