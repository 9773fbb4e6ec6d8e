"""The draft voice, with programs in place of espeak-ng and opusenc that only few machines have."""

import io
import stat
import sys
import wave
from pathlib import Path

import pytest

from alerts import voices
from alerts.errors import NoVoice, RecordingTooLong
from tests.alerts import sounds

SPEAKS = """#!{python}
import sys
open({folder!r} + "/heard", "ab").write(sys.stdin.buffer.read())
open({folder!r} + "/asked", "w").write(" ".join(sys.argv[1:]))
sys.stdout.buffer.write(open({folder!r} + "/said", "rb").read())
"""
ENCODES = """#!{python}
import sys
sys.stdin.buffer.read()
open({folder!r} + "/encoded", "w").write(" ".join(sys.argv[1:]))
sys.stdout.buffer.write(open({folder!r} + "/opus", "rb").read())
"""


def spoken(seconds: float) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(int(seconds * 16000)))
    return file.getvalue()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with both programs, which is all of PATH."""
    for name, text in ((voices.SPEAKER, SPEAKS), (voices.ENCODER, ENCODES)):
        program = tmp_path / name
        program.write_text(text.format(python=sys.executable, folder=str(tmp_path)))
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
    (tmp_path / "said").write_bytes(spoken(2))
    (tmp_path / "opus").write_bytes(sounds.opus())
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_words_go_through_a_pipe_and_come_back_as_opus(machine):
    sound = voices.speak(["Titre", "Pa peye."], "ht")

    assert sound == sounds.opus()
    assert (machine / "heard").read_text() == "Titre\n\nPa peye."
    assert (machine / "asked").read_text() == "-v ht -s 145 --stdin --stdout"


def test_the_longer_it_is_the_fewer_bits_a_second(machine):
    (machine / "said").write_bytes(spoken(55))

    voices.speak(["x"], "es")

    assert "--bitrate 8 " in (machine / "encoded").read_text()


def test_more_than_a_minute_is_refused(machine):
    (machine / "said").write_bytes(spoken(70))

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
