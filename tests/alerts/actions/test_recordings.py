"""Spoken words: put in by one person, heard by another, and gone from the public when the words change."""

import pytest

from alerts import published, spoken
from alerts.actions import recordings, texts
from alerts.errors import AlertMovedOn, NotOpus, NoWordsToSpeak, OwnRecording, RecordingTooLong
from alerts.models import Alert, Message, Recording
from core.errors import BadInput, NotAllowed
from privacy import walls
from tests.alerts import sounds
from tests.alerts.test_banners import tell
from tests.factories.alerts import AlertFactory, AlertTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(office):
    alert = AlertFactory(organization=office.organization)
    AlertTextFactory(alert=alert)
    tell(alert)
    return alert


def public(alert):
    with walls.within(alert.organization_id, network=alert.network_id):
        return {language: row.voice for language, row in spoken.heard(alert).items()}


def last(alert):
    return published.from_json(Message.objects.filter(alert=alert).latest("number").content)


def test_it_leaves_once_a_second_person_has_heard_it(alert, moderator, second):
    kept = recordings.put(alert, "es", sounds.opus(), by=moderator)

    assert (public(alert), last(alert).number) == ({}, 1)
    assert b"canary-speaker" not in bytes(Recording.objects.get().sound)

    recordings.hear(kept, by=second)

    assert public(alert) == {"es": "human"}
    words = last(alert).words["es"]
    assert words.recording == f"/a/{alert.network.code}/{alert.code}/es.opus"
    assert words.voice == "human"


def test_nobody_hears_the_own_recording(alert, moderator):
    kept = recordings.put(alert, "es", sounds.opus(), by=moderator)

    with pytest.raises(OwnRecording):
        recordings.hear(kept, by=moderator)

    assert public(alert) == {}


def test_a_new_recording_has_to_be_heard_again(alert, moderator, second):
    recordings.hear(recordings.put(alert, "es", sounds.opus(), by=moderator), by=second)

    recordings.put(alert, "es", sounds.opus(3), by=moderator)

    assert public(alert) == {}
    assert last(alert).words["es"].recording == ""
    assert Recording.objects.count() == 1


def test_when_the_words_change_the_old_voice_is_silent(alert, moderator, second):
    kept = recordings.put(alert, "es", sounds.opus(), by=moderator)
    recordings.hear(kept, by=second)
    alert.texts.update(react="Otra cosa.")

    assert public(alert) == {}

    recordings.hear(kept, by=second)

    assert public(alert) == {"es": "human"}


def test_a_language_without_letters_says_what_is_written_in_another(alert, moderator, second):
    recordings.hear(recordings.put(alert, "mam", sounds.opus(), by=moderator), by=second)
    AlertTextFactory(alert=alert, language="en")
    assert public(alert) == {"mam": "human"}

    alert.texts.filter(language="es").update(said="Otra cosa.")

    assert public(alert) == {}


def test_a_draft_voice_is_marked_and_waits_for_a_second_person(alert, moderator, second, machine):
    kept = recordings.draft(alert, "es", by=moderator)

    assert (kept.voice, public(alert)) == ("synthetic", {})
    assert "No pague." in (machine / "heard").read_text()

    recordings.hear(kept, by=second)

    assert public(alert) == {"es": "synthetic"}
    assert last(alert).words["es"].voice == "synthetic"


def test_a_draft_that_takes_too_long_is_refused(alert, moderator, machine):
    (machine / "said").write_bytes(sounds.spoken(70))

    with pytest.raises(RecordingTooLong):
        recordings.draft(alert, "es", by=moderator)

    # Asked twice: all of the words, then the headline and what to do.
    heard = (machine / "heard").read_text()
    assert (heard.count("No pague."), heard.count("Dice que")) == (2, 1)
    assert not Recording.objects.exists()


def test_a_machine_reads_reviewed_words_only(alert, moderator, machine):
    AlertTextFactory(alert=alert, language="en", state="draft", reviewed_by="")

    with pytest.raises(NoWordsToSpeak):
        recordings.draft(alert, "en", by=moderator)


def test_removed_it_is_gone_at_once(alert, moderator, second):
    kept = recordings.put(alert, "es", sounds.opus(), by=moderator)
    recordings.hear(kept, by=second)

    recordings.remove(kept, by=moderator)

    assert (public(alert), Recording.objects.count()) == ({}, 0)
    assert last(alert).words["es"].recording == ""


def test_what_is_no_sound_or_no_language_is_refused(alert, moderator):
    with pytest.raises(NotOpus):
        recordings.put(alert, "es", b"RIFF", by=moderator)
    with pytest.raises(BadInput):
        recordings.put(alert, "other", sounds.opus(), by=moderator)
    with pytest.raises(BadInput):
        recordings.put(alert, "klingon", sounds.opus(), by=moderator)


def test_an_alert_without_reviewed_words_has_nothing_to_say(alert, moderator):
    alert.texts.update(state="draft", reviewed_by="")

    with pytest.raises(NoWordsToSpeak):
        recordings.put(alert, "es", sounds.opus(), by=moderator)


def test_an_alert_that_ended_takes_none(alert, moderator):
    Alert.objects.update(state="expired")

    with pytest.raises(AlertMovedOn):
        recordings.put(alert, "es", sounds.opus(), by=moderator)


def test_only_moderators_put_them_in_and_only_reviewers_hear_them(alert, moderator, desk, second):
    with pytest.raises(NotAllowed):
        recordings.put(alert, "es", sounds.opus(), by=second)
    kept = recordings.put(alert, "es", sounds.opus(), by=moderator)
    with pytest.raises(NotAllowed):
        recordings.hear(kept, by=desk)
    with pytest.raises(NotAllowed):
        recordings.remove(kept, by=second)


def test_changed_words_take_the_voice_with_them_in_the_feed(alert, moderator, second):
    AlertTextFactory(alert=alert, language="en", headline="A false lawyer asks for 500 dollars")
    recordings.hear(recordings.put(alert, "es", sounds.opus(), by=moderator), by=second)

    said = texts.Words("Otro aviso", "Dice otra cosa.", "No pague.")
    texts.write(alert, "es", said, by=moderator, confirmed=["Otro aviso"])

    assert "es" not in last(alert).words
