"""Ogg Opus files made by hand: no encoder is needed, and each can be wrong in its own way."""

import io
import wave
from collections.abc import Sequence

from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus

HEAD = b"OpusHead" + bytes([1, 1]) + (312).to_bytes(2, "little") + (48000).to_bytes(4, "little") + bytes(3)
SILENCE = b"\xf8\xff\xfe"  # 20 ms of one speaker
TAGGED = b"Lavf58.29.100"
COMMENT = b"ARTIST=canary-speaker"


def tags(*comments: bytes) -> bytes:
    listed = b"".join(len(each).to_bytes(4, "little") + each for each in comments)
    return (
        b"OpusTags"
        + len(TAGGED).to_bytes(4, "little")
        + TAGGED
        + len(comments).to_bytes(4, "little")
        + listed
    )


def page(packets: Sequence[bytes], number: int, position: int, serial: int = 7) -> bytes:
    made = OggPage()
    made.packets, made.sequence, made.position, made.serial = list(packets), number, position, serial
    made.first = number == 0
    return made.write()


def opus(seconds: float = 2.0, *, comments: Sequence[bytes] = (COMMENT,), packet: bytes = SILENCE) -> bytes:
    """Silence of so many seconds, with the name of a program and comments."""
    count = int(seconds * 50)
    pages = [page([HEAD], 0, 0), page([tags(*comments)], 1, 0)]
    for number, begin in enumerate(range(0, count, 50), start=2):
        some = min(50, count - begin)
        pages.append(page([packet] * some, number, (begin + some) * 960 + 312))
    return b"".join(pages)


def long_tags() -> bytes:
    """Tags over several pages, as pictures in them are."""
    whole = OggPage.from_packets([tags(b"METADATA_BLOCK_PICTURE=" + b"x" * 9000)], sequence=1)
    for each in whole:
        each.serial, each.position = 7, 0
    pages = [page([HEAD], 0, 0), *(each.write() for each in whole)]
    return b"".join([*pages, page([SILENCE] * 50, len(pages), 50 * 960 + 312)])


def info(sound: bytes):
    return OggOpus(io.BytesIO(sound))


def spoken(seconds: float) -> bytes:
    """What a draft voice says before it is encoded: silence, as WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(int(seconds * 16000)))
    return file.getvalue()
