"""What is destroyed is gone in every process, and its place stays empty."""

import os
from datetime import timedelta

import pytest

from privacy.keyring import destroying, places
from privacy.keyring.errors import Fenced, KeyGone
from privacy.keyring.places import SITE, Subject
from tests.privacy.keyring.conftest import new_subject
from tests.privacy.keyring.test_keys import DAY, files_of


def is_gone(ring, subject):
    with pytest.raises(KeyGone):
        ring.key_for_opening(subject)
    with pytest.raises(Fenced):
        ring.key_for_sealing(subject)
    return True


@pytest.mark.parametrize("day", [None, DAY])
def test_a_destroyed_key_never_comes_back(ring, folder, day):
    subject = new_subject(day)
    neighbour = new_subject(day, subject.tenant)
    kept = ring.key_for_sealing(neighbour)
    ring.key_for_sealing(subject)
    file = folder / places.of_subject(subject).path
    wrapped = file.read_bytes()

    destroying.destroy(ring, subject)
    destroying.destroy(ring, subject)

    assert is_gone(ring, subject)
    assert wrapped not in b"".join(files_of(folder).values())
    assert list((folder / "erasing").iterdir()) == []
    assert ring.key_for_opening(neighbour) == kept


def test_the_file_is_overwritten_before_it_goes(ring, folder):
    subject = new_subject()
    ring.key_for_sealing(subject)
    file = folder / places.of_subject(subject).path
    wrapped = file.read_bytes()
    other_name = folder / "other name"
    os.link(file, other_name)

    destroying.destroy(ring, subject)

    assert len(other_name.read_bytes()) == len(wrapped)
    assert other_name.read_bytes() != wrapped


def test_a_fence_holds_back_a_key_that_was_never_made(ring):
    subject = new_subject(DAY)

    destroying.destroy(ring, subject)

    assert is_gone(ring, subject)


def test_a_fence_holds_back_a_file_that_came_back(ring, folder):
    """An older copy of the keyring over the new one must not resurrect anything."""
    subject = new_subject(DAY)
    ring.key_for_sealing(subject)
    before = files_of(folder)
    destroying.destroy(ring, subject)

    for path, content in before.items():
        (folder / path).write_bytes(content)

    assert is_gone(ring, subject)


def test_many_keys_go_together_and_their_neighbours_stay(ring, folder):
    doomed = [new_subject(day) for day in (None, DAY, DAY)]
    doomed += [Subject(doomed[1].tenant, new_subject().subject, DAY), new_subject(DAY)]
    never_made = doomed[-1]
    neighbours = [Subject(each.tenant, new_subject().subject, each.day) for each in doomed]
    kept = {subject: ring.key_for_sealing(subject) for subject in neighbours}
    for subject in doomed[:-1]:
        ring.key_for_sealing(subject)
    wrapped = [(folder / places.of_subject(subject).path).read_bytes() for subject in doomed[:-1]]

    destroying.destroy_many(ring, doomed)
    destroying.destroy_many(ring, doomed)

    assert never_made in doomed
    assert all(is_gone(ring, subject) for subject in doomed)
    assert not any(key in b"".join(files_of(folder).values()) for key in wrapped)
    assert list((folder / "erasing").iterdir()) == []
    assert {subject: ring.key_for_opening(subject) for subject in neighbours} == kept


def test_many_keys_cost_one_word_to_the_other_processes(ring, monkeypatch):
    subjects = [new_subject(DAY) for _each in range(10)]
    for subject in subjects:
        ring.key_for_sealing(subject)
    told = []
    say = ring.folder.next_generation
    monkeypatch.setattr(ring.folder, "next_generation", lambda: told.append(say()))

    destroying.destroy_many(ring, subjects)
    destroying.destroy_many(ring, [])
    destroying.destroy_many(ring, subjects)

    assert len(told) == 1


def test_of_many_keys_one_that_was_taken_away_already_holds_up_nobody(ring, folder):
    """Somebody was killed after the fences and half of the files."""
    subjects = [new_subject(DAY) for _each in range(4)]
    for subject in subjects:
        ring.key_for_sealing(subject)
    ring.fences.around_subjects(subjects)
    (folder / "erasing").mkdir()
    for subject in subjects[:2]:
        file = folder / places.of_subject(subject).path
        file.rename(folder / "erasing" / file.name)

    destroying.destroy_many(ring, subjects)

    assert all(is_gone(ring, subject) for subject in subjects)
    assert list((folder / "erasing").iterdir()) == []
    assert not any((folder / places.of_subject(subject).path).exists() for subject in subjects)


def test_a_day_goes_with_all_its_subjects(ring, folder):
    here = [new_subject(DAY) for _ in range(3)]
    here = [Subject(here[0].tenant, subject.subject, DAY) for subject in here]
    present, tomorrow = (new_subject(day, here[0].tenant) for day in (None, DAY + timedelta(1)))
    foreign = new_subject(DAY)
    kept = {subject: ring.key_for_sealing(subject) for subject in (present, tomorrow, foreign)}
    for subject in here:
        ring.key_for_sealing(subject)
    destroying.destroy(ring, here[0])

    destroying.destroy_day(ring, here[0].tenant, DAY)
    destroying.destroy_day(ring, here[0].tenant, DAY)

    assert all(is_gone(ring, subject) for subject in [*here, new_subject(DAY, here[0].tenant)])
    assert {subject: ring.key_for_opening(subject) for subject in kept} == kept
    assert [path.name for path in (folder / "fences" / str(here[0].tenant) / DAY.isoformat()).iterdir()] == [
        "all"
    ]


def test_an_organization_goes_with_everything(ring):
    ours = [new_subject(DAY)]
    ours.append(new_subject(None, ours[0].tenant))
    foreign = new_subject()
    for subject in ours:
        ring.key_for_sealing(subject)
    kept = ring.key_for_sealing(foreign)

    destroying.destroy_tenant(ring, ours[0].tenant)
    destroying.destroy_tenant(ring, ours[0].tenant)

    assert all(is_gone(ring, subject) for subject in ours)
    assert ring.key_for_opening(foreign) == kept


def test_the_site_itself_cannot_be_destroyed_as_a_whole(ring):
    with pytest.raises(ValueError, match="one by one"):
        destroying.destroy_tenant(ring, SITE)


# ---------------------------------------------------------------- without a fence


def test_a_retired_key_is_gone_and_its_subject_may_get_a_new_one(ring):
    subject = new_subject()
    old = ring.key_for_sealing(subject)

    assert destroying.retire(ring, subject, idle=timedelta(0))
    with pytest.raises(KeyGone):
        ring.key_for_opening(subject)

    assert ring.key_for_sealing(subject) != old
    assert not destroying.retire(ring, new_subject())


def test_of_many_keys_those_in_use_stay(ring):
    idle, used = new_subject(), new_subject()
    for subject in (idle, used):
        ring.key_for_sealing(subject)
    os.utime(ring.folder.path / places.of_subject(idle).path, (0, 0))

    assert destroying.retire_many(ring, [idle, used, new_subject()]) == 1

    with pytest.raises(KeyGone):
        ring.key_for_opening(idle)
    assert ring.key_for_opening(used)


def test_a_key_in_use_is_not_retired(ring):
    """The transaction that sealed with it may still be open."""
    subject = new_subject()
    key = ring.key_for_sealing(subject)
    since = destroying.stamp(ring, subject)

    assert not destroying.retire(ring, subject)
    ring.key_for_sealing(subject)

    assert not destroying.retire_unchanged(ring, subject, since=since)
    assert ring.key_for_opening(subject) == key
    assert destroying.retire_unchanged(ring, subject, since=destroying.stamp(ring, subject))
    assert destroying.stamp(ring, subject) == 0
