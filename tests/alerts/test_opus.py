"""Recordings come in as small Ogg Opus and leave without a trace of who made them."""

import pytest

from alerts import opus
from alerts.errors import NotOpus, RecordingTooLarge, RecordingTooLong
from tests.alerts import sounds


def test_the_sound_stays_and_all_words_around_it_go():
    sound = sounds.opus(2.0)
    assert b"canary-speaker" in sound

    clean = opus.cleaned(sound)

    assert b"canary" not in clean
    assert sounds.TAGGED not in clean
    found = sounds.info(clean)
    assert (found.info.length, list(found.tags)) == (2.0, [])
    assert clean.count(sounds.SILENCE) == 100


def test_cleaned_twice_it_is_the_same():
    clean = opus.cleaned(sounds.opus())

    assert opus.cleaned(clean) == clean


def test_pictures_in_the_tags_go_too():
    clean = opus.cleaned(sounds.long_tags())

    assert b"METADATA" not in clean
    assert sounds.info(clean).info.length == 1.0


@pytest.mark.parametrize(
    "sound",
    [
        b"",
        b"OggS",
        b"ID3\x04 an mp3",
        b"RIFF1234WAVEfmt ",
        b"\x1aE\xdf\xa3 webm",
        b"<html>OggS",
        sounds.page([b"\x01vorbis" + bytes(30)], 0, 0),
        sounds.opus()[:100],
        sounds.opus() + b"a letter behind the sound",
        sounds.opus() + sounds.page([b"OpusHead another stream"], 0, 0, serial=8),
        sounds.opus(0),
    ],
    ids=[
        "empty",
        "magic alone",
        "mp3",
        "wav",
        "webm",
        "html",
        "vorbis",
        "cut",
        "appendix",
        "second",
        "silent",
    ],
)
def test_everything_else_is_refused(sound):
    with pytest.raises(NotOpus):
        opus.cleaned(sound)


def test_more_than_60_kilobytes_are_refused():
    with pytest.raises(RecordingTooLarge):
        opus.cleaned(sounds.opus(50, packet=sounds.SILENCE + bytes(30)))


def test_more_than_a_minute_is_refused():
    assert sounds.info(opus.cleaned(sounds.opus(60))).info.length == 60.0
    with pytest.raises(RecordingTooLong):
        opus.cleaned(sounds.opus(61))
