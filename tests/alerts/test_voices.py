"""The draft voice: one test with espeak-ng and opusenc, the others with programs in their place."""

import shutil
import subprocess

import pytest

from alerts import opus, voices
from alerts.errors import NoVoice, RecordingTooLong
from alerts.models import Recording
from tests.alerts import sounds
from tests.services import not_here

# Dense: at an average rate half a minute of it was larger than what is kept.
DENSE = "Остерегайтесь ложного адвоката, который обещает запись за 200 долларов."


def test_the_programs_of_debian_speak_what_can_be_kept_and_played(monkeypatch):
    if not all(shutil.which(name) for name in (voices.SPEAKER, voices.ENCODER, "opusdec")):
        not_here("espeak-ng with opus-tools", "a machine's voice for drafts")
    for language, texts in (("ru", [DENSE] * 6), ("ht", ["Pa peye."])):
        clean = opus.cleaned(voices.speak(texts, language))

        # Decoded it is as long as it says; nothing of the encoder's name is left.
        done = subprocess.run(
            ["opusdec", "--rate", "8000", "-", "-"], input=clean, capture_output=True, check=True
        )
        seconds = len(done.stdout) / 16000
        assert abs(seconds - sounds.info(clean).info.length) < 0.5
        assert seconds > len(" ".join(texts)) / 25
        assert len(clean) <= Recording.LARGEST
        assert b"libopus" not in clean

    monkeypatch.setitem(voices.VOICES, "ht", "xx")
    with pytest.raises(NoVoice):
        voices.speak(["Pa peye."], "ht")


def test_the_words_go_through_a_pipe_and_come_back_as_opus(machine):
    sound = voices.speak(["Titre", "Pa peye."], "ht")

    assert sound == sounds.opus()
    assert (machine / "heard").read_text() == "Titre\n\nPa peye."
    assert (machine / "asked").read_text() == "-v ht -s 145 --stdin --stdout"


def test_the_longer_it_is_the_fewer_bits_a_second(machine):
    (machine / "said").write_bytes(sounds.spoken(55))

    voices.speak(["x"], "es")

    assert "--hard-cbr --bitrate 7 " in (machine / "encoded").read_text()


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
