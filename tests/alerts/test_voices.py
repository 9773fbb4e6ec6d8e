"""The draft voice, with programs in place of espeak-ng and opusenc that only few machines have."""

import pytest

from alerts import voices
from alerts.errors import NoVoice, RecordingTooLong
from tests.alerts import sounds


def test_the_words_go_through_a_pipe_and_come_back_as_opus(machine):
    sound = voices.speak(["Titre", "Pa peye."], "ht")

    assert sound == sounds.opus()
    assert (machine / "heard").read_text() == "Titre\n\nPa peye."
    assert (machine / "asked").read_text() == "-v ht -s 145 --stdin --stdout"


def test_the_longer_it_is_the_fewer_bits_a_second(machine):
    (machine / "said").write_bytes(sounds.spoken(55))

    voices.speak(["x"], "es")

    assert "--bitrate 8 " in (machine / "encoded").read_text()


def test_more_than_a_minute_is_refused(machine):
    (machine / "said").write_bytes(sounds.spoken(70))

    with pytest.raises(RecordingTooLong):
        voices.speak(["x"], "es")


def test_a_program_that_fails_is_no_voice(machine):
    (machine / "said").write_bytes(b"no sound")

    with pytest.raises(NoVoice):
        voices.speak(["x"], "es")


def test_without_the_programs_or_the_language_there_is_none(machine, monkeypatch):
    assert voices.can_speak("es")
    assert not voices.can_speak("mam")

    monkeypatch.setenv("PATH", "")

    assert not voices.can_speak("es")
    with pytest.raises(NoVoice):
        voices.speak(["x"], "es")
