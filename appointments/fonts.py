"""Letters for PDF files: Open Sans comes with a package, Arabic is taken from Debian's Noto where it is."""

from dataclasses import dataclass
from pathlib import Path

import ttf_opensans  # type: ignore[import-untyped]

from appointments.errors import NoLetters

ARABIC = ("ar",)
# Where Debian (fonts-noto-core) and other systems keep them.
NOTO_ARABIC = tuple(
    Path(folder) / name
    for folder in ("/usr/share/fonts/truetype/noto", "/usr/share/fonts/noto", "/usr/local/share/fonts")
    for name in ("NotoSansArabic-Regular.ttf", "NotoNaskhArabic-Regular.ttf")
)


@dataclass(frozen=True)
class Letters:
    """The files of a family of letters."""

    regular: Path
    bold: Path


LATIN = Letters(Path(ttf_opensans.OPENSANS_REGULAR.path), Path(ttf_opensans.OPENSANS_BOLD.path))


def letters_for(language: str) -> Letters:
    """The letters with which this language is written. Open Sans has the Latin and Cyrillic ones.

    Raises: NoLetters.
    """
    if language not in ARABIC:
        return LATIN
    regular = next((file for file in NOTO_ARABIC if file.exists()), None)
    if regular is None:
        raise NoLetters(language=language)
    bold = regular.with_name(regular.name.replace("Regular", "Bold"))
    return Letters(regular, bold if bold.exists() else regular)
