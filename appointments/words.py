"""The texts about appointments that are typed freely, and what must never stand in them.

A reference and a message are sealed; advice is for everybody. A reference is a number of the office that
the family needs again; a message is what stood on a screen. Numbers of persons, documents and passwords
belong on the family's own paper (field-guide R28).
"""

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import Model

from appointments.errors import LooksLikeDocument
from core.errors import BadInput
from shelters.errors import LooksLikePassword, TooManyLetters
from shelters.names import SAYS_PASSWORD, is_password, tidy

LONGEST_REFERENCE = 60
LONGEST_MESSAGE = 500
LONGEST_ADVICE = 2000

_BETWEEN = r"[\s.\-–/]{0,2}"
# "A123456789", "A 123-456-789": the number by which the United States know a person.
_A_NUMBER = re.compile(rf"(?i)(?<![a-z0-9])a{_BETWEEN}(?:\d{_BETWEEN}){{7,8}}\d(?![0-9])")
# The same written without its letter, which is also how a social security number looks.
_NINE_DIGITS = re.compile(
    r"(?<![0-9a-zA-Z])(?:\d{8,9}|\d{3}[\s\-]\d{3}[\s\-]\d{3}|\d{3}-\d{2}-\d{4})(?![0-9a-zA-Z])"
)
_CURP = re.compile(r"(?i)(?<![a-z0-9])[a-zñ]{4}\d{6}[hmx][a-z]{5}[a-z0-9]\d(?![a-z0-9])")
_RFC = re.compile(r"(?i)(?<![a-z0-9])[a-zñ&]{4}\d{6}[a-z0-9]{3}(?![a-z0-9])")
_PASSPORT = re.compile(r"(?i)(?<![a-z0-9])[a-z]{1,2}\d{6,9}(?![a-z0-9])")
_SAYS_DOCUMENT = re.compile(
    r"(?i)\b(?:passport|pasaporte|paspò|paspo|curp|rfc|ssn|alien|a-?number|n[uú]mero a|dni|c[eé]dula)"
    r"\b\W*(?:\w{1,6}\W+){0,3}\S*\d{4}"
)


def refuse_reference(text: str) -> str:
    """The reference as it is kept; refused when it looks like a number of a person, or a password.

    Raises: TooManyLetters, LooksLikeDocument, LooksLikePassword.
    """
    kept = _fitting(text, most=LONGEST_REFERENCE)
    if any(pattern.search(kept) for pattern in (_NINE_DIGITS, _RFC, _PASSPORT)):
        raise LooksLikeDocument
    # An office's own number has strokes between its parts: "COMAR/TIJ/0123-2026" is no password.
    if any(is_password(part) for word in kept.split() for part in re.split(r"[/\-_:#]", word)):
        raise LooksLikePassword
    return kept


def refuse_message(text: str) -> str:
    """The message as it is kept. Long codes of errors may stand in it; documents and passwords may not.

    Raises: TooManyLetters, LooksLikeDocument, LooksLikePassword.
    """
    return _fitting(text, most=LONGEST_MESSAGE)


def refuse_advice(text: str) -> str:
    """Advice for everybody, line by line as it was typed; nothing of a person may stand in it.

    Raises: TooManyLetters, LooksLikeDocument, LooksLikePassword.
    """
    if len(text) > LONGEST_ADVICE:
        raise TooManyLetters(most=LONGEST_ADVICE)
    return "\n".join(_fitting(line, most=LONGEST_ADVICE) for line in text.splitlines()).strip()


def refuse_fields(row: Model, names: Collection[str]) -> None:
    """Whatever these columns cannot hold: too long, not on the list.

    Raises: BadInput.
    """
    others = {field.name for field in row._meta.get_fields()} - set(names)
    try:
        row.clean_fields(exclude=others)
    except ValidationError as refused:
        raise BadInput(refused.message_dict) from refused


def _fitting(text: str, *, most: int) -> str:
    kept = tidy("reference", text)
    if len(kept) > most:
        raise TooManyLetters(most=most)
    if SAYS_PASSWORD.search(kept):
        raise LooksLikePassword
    if any(pattern.search(kept) for pattern in (_A_NUMBER, _CURP, _SAYS_DOCUMENT)):
        raise LooksLikeDocument
    return kept
