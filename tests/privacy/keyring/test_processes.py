"""Several processes on one keyring: one key for all, and nothing usable behind a fence."""

import random
import uuid
from itertools import count

import pytest

from privacy.keyring import destroying, places
from privacy.keyring.errors import KeyGone
from tests.privacy.keyring.conftest import new_subject, soon
from tests.privacy.keyring.test_destroying import is_gone
from tests.privacy.keyring.test_keys import DAY


def test_processes_that_race_for_a_key_get_the_same_one(hands):
    four = hands(4)
    subjects = [new_subject(DAY if number % 2 else None) for number in range(30)]

    at = soon()
    for hand in four:
        hand.order(*[("seal", subject) for subject in subjects], at=at)
    first, *others = (hand.wait() for hand in four)

    assert all(len(key) == 64 for key in first)
    assert len(set(first)) == len(subjects)
    assert others == [first] * 3


@pytest.mark.parametrize("how", ["destroy", "destroy_many", "destroy_day"])
def test_no_key_is_usable_behind_a_fence(ring, folder, hands, how):
    sealer, reader, destroyer = hands(3)
    for _ in range(12):
        subject = new_subject(DAY)
        others = [new_subject(DAY, subject.tenant) for _each in range(3)]
        of = {
            "destroy": [subject],
            "destroy_many": [*others, subject],
            "destroy_day": [subject.tenant, DAY],
        }
        at = soon()
        sealer.order(*[("seal", subject)] * 15, at=at)
        reader.order(*[("open", subject)] * 30, at=at)
        destroyer.order((how, *of[how]), at=at + random.uniform(0, 0.02))
        answers = sealer.wait(), reader.wait(), destroyer.wait()

        assert set(map(len, answers)) == {15, 30, 1}
        assert not (folder / places.of_subject(subject).path).exists()
        assert [hand.do("open", subject) for hand in (sealer, reader, destroyer)] == ["erased"] * 3
        assert [hand.do("seal", subject) for hand in (sealer, reader)] == ["time_is_over"] * 2
        sealed, read, _ = answers
        keys = {answer for answer in sealed + read if len(answer) == 64}
        assert len(keys) <= 1
        assert set(sealed) <= keys | {"time_is_over"}
        assert set(read) <= keys | {"erased"}


def test_every_process_forgets_at_once_what_one_of_them_destroys(ring, hands):
    one, other = hands(2)
    subject, retired = new_subject(), new_subject()
    keys = [ring.key_for_sealing(subject).hex(), ring.key_for_sealing(retired).hex()]
    assert [one.do("open", subject), one.do("open", retired)] == keys

    other.do("destroy", subject)
    other.do("retire", retired)

    assert [one.do("open", subject), one.do("open", retired)] == ["erased"] * 2
    for each in (subject, retired):
        with pytest.raises(KeyGone):
            ring.key_for_opening(each)


def test_sweeping_drafts_takes_none_from_under_a_file_that_is_rewritten(ring, folder, hands):
    ring.key_for_sealing(new_subject())
    writer, sweeper = hands(2)

    at = soon()
    writer.order(*[("rewrite", str(number)) for number in range(300)], at=at)
    sweeper.order(*[("sweep",)] * 600, at=at)

    assert writer.wait() == [None] * 300
    assert sweeper.wait() == [None] * 600
    assert (folder / "erased.json").read_text() == "299"


def test_a_file_is_rewritten_after_whoever_rewrote_it_was_killed(ring, folder, hands):
    ring.key_for_sealing(new_subject())
    (hand,) = hands()
    hand.do("rewrite", "before")
    found = set()
    for step in count(1):
        was_killed = hand.killed_at(step, ("rewrite", "killed"))

        found.add((folder / "erased.json").read_text())
        assert hand.do("rewrite", "before") is None
        if not was_killed:
            break
    assert found == {"before", "killed"}
    assert not list(folder.glob("*.draft"))


def test_a_process_killed_while_it_destroys_leaves_nothing_half_done(ring, folder, hands):
    """Before the next call each key opens as before or is gone; after it nothing is left of any."""
    (hand,) = hands()
    numbers_gone = set()
    for step in count(1):
        tenant = uuid.uuid4()
        kept, *doomed = (new_subject(DAY, tenant) for _each in range(5))
        keys = {subject: ring.key_for_sealing(subject) for subject in [kept, *doomed]}

        was_killed = hand.killed_at(step, ("destroy_many", *doomed))

        found = [opened(ring, subject) for subject in doomed]
        numbers_gone.add(found.count(None))
        assert all(key in {keys[subject], None} for subject, key in zip(doomed, found, strict=True))
        destroying.destroy_many(ring, doomed)
        assert all(is_gone(ring, subject) for subject in doomed)
        assert ring.key_for_sealing(kept) == keys[kept]
        assert [path for name in ("erasing", "drafts") for path in (folder / name).iterdir()] == []
        if not was_killed:
            break
    assert numbers_gone >= {0, len(doomed)}
    assert step > len(doomed)


def opened(ring, subject):
    try:
        return ring.key_for_opening(subject)
    except KeyGone:
        return None
