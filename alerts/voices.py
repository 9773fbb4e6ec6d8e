"""A machine's voice for a draft, where espeak-ng and opusenc are installed. It is marked as a machine's."""

import io
import shutil
import subprocess
import wave
from collections.abc import Sequence

from alerts.errors import NoVoice, RecordingTooLong
from alerts.models import Recording
from alerts.opus import LONGEST

SPEAKER = "espeak-ng"
ENCODER = "opusenc"
SECONDS = 30
WORDS_A_MINUTE = 145
# Our codes to those of espeak-ng.
VOICES = {
    "es": "es-419",
    "ht": "ht",
    "en": "en-us",
    "fr": "fr-fr",
    "pt": "pt-br",
    "ru": "ru",
    "ar": "ar",
    "zh": "cmn",
    "uk": "uk",
    "quc": "quc",
    "nah": "nci",
    "qu": "qu",
    "gn": "gn",
}
# Kilobits a second: speech is still understood at the least.
LEAST, MOST = 6, 16
# Of the largest file, the sound; what is left holds the lengths of its pieces.
SHARE = 0.88


def can_speak(language: str) -> bool:
    """Whether this machine has the programs, and they have the language."""
    return language in VOICES and all(shutil.which(name) for name in (SPEAKER, ENCODER))


def speak(texts: Sequence[str], language: str) -> bytes:
    """These sentences as Ogg Opus, small enough to be kept.

    Raises: NoVoice, RecordingTooLong.
    """
    if not can_speak(language):
        raise NoVoice
    # The words go in through a pipe: arguments stand in the list of processes.
    words = "\n\n".join(texts).encode()
    said = _run([SPEAKER, "-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"], words)
    seconds = _length(said)
    if seconds > LONGEST:
        raise RecordingTooLong
    rate = int(min(MOST, max(LEAST, SHARE * Recording.LARGEST * 8 / 1000 / max(seconds, 1))))
    # An average rate is exceeded by a tenth where a voice is dense: then the file would be too large to keep.
    options = ["--quiet", "--speech", "--downmix-mono", "--hard-cbr", "--bitrate", str(rate)]
    return _run([ENCODER, *options, "-", "-"], said)


def _run(command: Sequence[str], given: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  programs and options of our own; the words come by the pipe
            command, input=given, capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as wrong:
        raise NoVoice from wrong
    return done.stdout


def _length(said: bytes) -> float:
    """Seconds. What is piped out states no length, so the bytes count."""
    try:
        with wave.open(io.BytesIO(said)) as sound:
            frame: int = sound.getframerate() * sound.getsampwidth() * sound.getnchannels()
    except (wave.Error, EOFError) as wrong:
        raise NoVoice from wrong
    return len(said) / frame
