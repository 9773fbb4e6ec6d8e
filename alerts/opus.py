"""Recordings as they come in: Ogg Opus only, small, short, and without a word about who made them."""

import io
from typing import Any

from mutagen import MutagenError
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus

from alerts.errors import NotOpus, RecordingTooLarge, RecordingTooLong
from alerts.models import Recording

LONGEST = 60.0  # seconds
# Writers round up, and the first packets are not heard.
SLACK = 0.5
MAGIC, HEAD = b"OggS", b"OpusHead"
# A name of the writing program and a list of notes, both empty (RFC 7845, section 5.2).
NO_TAGS = b"OpusTags" + bytes(8)
SERIAL = 1


def cleaned(sound: bytes) -> bytes:
    """The same sound with all tags, pictures and names of programs taken out.

    Everything but the pages of one Opus stream is left behind: a file cannot carry anything else along.

    Raises: NotOpus, RecordingTooLarge, RecordingTooLong.
    """
    if len(sound) > Recording.LARGEST:
        raise RecordingTooLarge
    if not sound.startswith(MAGIC):
        raise NotOpus
    try:
        length: float = _info(sound).length
        pages = _pages(sound)
    except (MutagenError, ValueError, EOFError) as wrong:
        raise NotOpus from wrong
    if length > LONGEST + SLACK:
        raise RecordingTooLong
    if length <= 0:
        raise NotOpus
    return b"".join(page.write() for page in _again(pages))  # type: ignore[no-untyped-call]


def _info(sound: bytes) -> Any:
    return OggOpus(io.BytesIO(sound)).info  # type: ignore[no-untyped-call]


def _page(file: io.BytesIO | None = None) -> OggPage:
    return OggPage(file)  # type: ignore[no-untyped-call]


def _pages(sound: bytes) -> list[OggPage]:
    """All pages: of one stream, from its head to its end, and nothing after it.

    Raises: ValueError, EOFError, MutagenError.
    """
    file, pages = io.BytesIO(sound), []
    while file.tell() < len(sound):
        pages.append(_page(file))
    if len({page.serial for page in pages}) != 1 or not pages[0].packets[0].startswith(HEAD):
        raise ValueError(len(pages))
    return pages


def _again(pages: list[OggPage]) -> list[OggPage]:
    """The head, empty tags, and the pages of sound, counted anew."""
    head = _page()
    # A head of one stream has 19 bytes; whatever stands behind them is not sound.
    head.packets, head.first, head.position = [pages[0].packets[0][:19]], True, 0
    tags = _page()
    tags.packets, tags.position = [NO_TAGS], 0
    sounding = pages[_last_of_tags(pages) + 1 :]
    if not sounding or head.packets[0][18] != 0:
        raise NotOpus
    for number, page in enumerate(made := [head, tags, *sounding]):
        page.serial, page.sequence, page.last = SERIAL, number, number == len(made) - 1
    return made


def _last_of_tags(pages: list[OggPage]) -> int:
    """The page on which the tags end; by RFC 7845 no sound begins on it."""
    return next(
        number
        for number, page in enumerate(pages[1:], start=1)
        if page.complete or len(page.packets) > 1 or number == len(pages) - 1
    )
