"""Looks for people in words that others will read: their names, homes, papers. It warns, a person decides.

Rules of thumb, made to warn too often rather than too rarely. Only the code of a guest's card is refused
without asking, because nothing else looks like one.
"""

import re
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from alerts.errors import GuestCode
from core.codes import BadCode, read_code

TAIL = r"[^\W\d_]*(?:['’\-][^\W\d_]+)*"
NAMED = rf"[^\W\d_]{TAIL}"
CAPITAL = rf"[A-ZÀ-ÖØ-Þ]{TAIL}"
BETWEEN = r"\s+(?:(?:de|del|la|los|las|y|da|dos|van|von|bin)\s+)*"


class Kind(StrEnum):
    """What was found."""

    NAME = "name"
    HOME = "home"
    PAPERS = "papers"


class Finding(NamedTuple):
    """Where in the text (as in `text[start:end]`) something may say who a person is or where one lives."""

    start: int
    end: int
    kind: Kind
    said: str


# After these words comes a name, also without capitals. English, Spanish, Haitian Creole, French, Portuguese,
# Russian, Arabic.
INTRODUCED = re.compile(
    r"\b(?:me llamo|se llama(?:ba)?|llamad[oa]|de nombre|(?:mi|su|el) nombre (?:es|era)|se hace llamar"
    r"|my name is|(?:his|her|their|the) name (?:is|was)|(?:is|was) (?:called|named)"
    r"|calls (?:him|her|them)self"
    r"|mwen rele|m rele|li rele|yo rele l|ki rele|non (?:mwen|m|li) se"
    r"|je m['’]appelle|s['’]appelle|(?:mon|son) nom est|me chamo|se chama|(?:meu|seu) nome é"
    r"|меня зовут|его зовут|её зовут|اسمي|اسمه|اسمها)"
    rf"\s*:?\s+(?!(?:a|al|por|the|to|by|un|una|an|en|on|with|con)\b)({NAMED}(?:\s+{NAMED}){{0,2}})",
    re.IGNORECASE,
)
HONOURED = re.compile(
    r"\b(?:(?i:lic(?:enciad[oa]|da)?|sr(?:a|ta)?|señor(?:a|ita)?|dra?|doctora?|don|doña|ing|mrs?|ms|miss|abogad[oa]"
    r"|oficial|officer|agente?|pastora?|padre|herman[oa]|father|sister|mèt|madanm|misye|monsieur|madame))"
    rf"\.?\s+({CAPITAL}(?:{BETWEEN}{CAPITAL}){{0,3}})"
)
IN_A_ROW = re.compile(rf"(?<![\w@./]){CAPITAL}(?:{BETWEEN}{CAPITAL})+")
STREETS = (
    r"calle|c/|av(?:enida|e)?\.?|blvd\.?|bulevar|boulevard|callej[oó]n|privada|andador|calzada|carretera"
    r"|prolongaci[oó]n|ri|rue|rua|улица|شارع"
)
ROOMS = (
    r"depto|departamento|apt|apartment|apartamento|interior|mz|manzana|lote|casa|cuarto|habitaci[oó]n|room"
)
HOMES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # A street with a number.
        rf"\b(?:{STREETS})\s+[^\n,;.]{{2,40}}?[\s,#]*(?:n[oº°]\.?|n[uú]m(?:ero)?\.?|nimewo)?\s*\d{{1,5}}\b",
        r"\b\d{1,5}\s+(?:[^\W\d_]+\s+){1,3}(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|lane|ln)\b",
        # A street within a quarter, a flat, a room.
        r"\b(?:colonia|col\.|fraccionamiento|fracc\.)\s+[^\n.;]{2,40}?\bcalle\s+\w+",
        r"\bcalle\s+[^\n.;]{2,40}?\b(?:colonia|col\.|fraccionamiento|fracc\.)\s+\w+",
        rf"\b(?:{ROOMS})\.?\s*(?:#|n[oº°]\.?|n[uú]mero)?\s*\d{{1,4}}[a-z]?\b",
        # Places on a map.
        r"-?\d{1,3}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}",
        r"\b(?:maps\.app\.goo\.gl|goo\.gl/maps|google\.[a-z.]+/maps|maps\.google\.|waze\.com|maps\.apple\.com)\S*",
        r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
    )
]
PASSPORTS = "pasaporte|passport|paspò|passeport|passaporte"
BIRTHS = r"nac(?:i[oó]|id[oa])|born|fecha de nacimiento|date of birth|fèt|né|née|nascid[oa]"
PAPERS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d\b",  # CURP
        r"\bA[-# ]?\d{3}[- ]?\d{3}[- ]?\d{3}\b",  # the number of a file in the United States
        rf"\b(?:{PASSPORTS})\s*(?:n[oº°]?\.?|n[uú]mero|#)?\s*:?\s*[A-Z]{{0,3}}\d{{5,}}",
        rf"\b(?:{BIRTHS})\b\D{{0,12}}\d{{1,4}}[^\n.;]{{0,20}}",
    )
]
CARD = re.compile(
    r"(?<![0-9A-Za-z])([0-9A-Za-z]{4})([\s\-\u2011]?)([0-9A-Za-z]{4})\2([0-9A-Za-z]{4})\2([0-9A-Za-z*~$=])(?![0-9A-Za-z])"
)
HERE = Path(__file__).parent
# Words with capitals that name no person: places, offices, networks, days.
PUBLIC = frozenset((HERE / "public_words.txt").read_text(encoding="utf-8").split())
# Words with a capital because a sentence begins.
BEGINNINGS = frozenset((HERE / "beginnings.txt").read_text(encoding="utf-8").split())


def names_in(text: str, language: str) -> list[Finding]:  # noqa: ARG001  what is written in one language quotes another
    """What in these words may name a person, a home or somebody's papers, in the order of the text.

    `language` is that of the text. All rules look at every text: families and their helpers mix languages.
    """
    found = [_finding(match, Kind.NAME, 1) for match in INTRODUCED.finditer(text)]
    if not _is_shouted(text):
        found += [_finding(match, Kind.NAME, 1) for match in HONOURED.finditer(text)]
        found += _in_a_row(text)
    found += [_finding(match, Kind.HOME) for rule in HOMES for match in rule.finditer(text)]
    found += [_finding(match, Kind.PAPERS) for rule in PAPERS for match in rule.finditer(text)]
    return _without_overlaps(found)


def card_codes_in(text: str) -> list[Finding]:
    """The whole codes of guests' cards in these words, as printed or typed in one."""
    return [_finding(match, Kind.PAPERS) for match in CARD.finditer(text) if _is_card(match)]


def refuse_card_codes(*texts: str) -> None:
    """Raises: GuestCode."""
    if any(card_codes_in(text) for text in texts):
        raise GuestCode


def _is_card(match: re.Match[str]) -> bool:
    said = match[0]
    try:
        read_code(said)
    except BadCode:
        return False
    is_printed = match[2] in ("-", "\u2011")
    # One in 37 words of thirteen letters, and of numbers, happens to fit.
    return is_printed or (any(c.isdigit() for c in said) and any(c.isalpha() for c in said[:-1]))


def _is_shouted(text: str) -> bool:
    """All in capitals: then they say nothing."""
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > len(letters) * 0.6


def _in_a_row(text: str) -> list[Finding]:
    return [
        Finding(at, match.end(), Kind.NAME, text[at : match.end()])
        for match in IN_A_ROW.finditer(text)
        if (at := _begins(match)) is not None
    ]


def _begins(match: re.Match[str]) -> int | None:
    """Where the name begins, or None where the words name no person."""
    words = [(word.start() + match.start(), word[0]) for word in re.finditer(NAMED, match[0])]
    while words and (words[0][1].casefold() in BEGINNINGS or words[0][1][:1].islower()):
        words.pop(0)
    named = [word for _, word in words if word[:1].isupper()]
    if len(named) < 2 or all(_is_public(word) for word in named):
        return None
    return words[0][0]


def _is_public(word: str) -> bool:
    return word.casefold() in PUBLIC | BEGINNINGS or (word.isupper() and len(word) <= 5)


def _finding(match: re.Match[str], kind: Kind, group: int = 0) -> Finding:
    return Finding(match.start(group), match.end(group), kind, match[group])


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for each in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept
