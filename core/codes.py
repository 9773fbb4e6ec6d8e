"""Codes that people read aloud, write on paper and type: Crockford base 32 with a check character.

The alphabet has no I, L, O or U; reading is forgiving (o is 0, i and l are 1, case and
separators do not matter). The check character is the value modulo 37, as Crockford defined it
(https://www.crockford.com/base32.html), so one wrong or swapped character is noticed.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_ALPHABET = ALPHABET + "*~$=U"
SEPARATOR = "-"
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", SEPARATOR: None, " ": None, "\u2011": None})


class BadCode(ValueError):
    """The text is not a code: wrong length, a foreign character or a wrong check character."""


def new_code(length: int = 12) -> str:
    """A random code of `length` characters (5 bits each) plus its check character.

    Twelve characters carry 60 bits: guessing is hopeless even without the rate limit.
    """
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return body + _check_character(body)


def read_code(text: str, length: int = 12) -> str:
    """The canonical form of a typed code.

    Raises: BadCode.
    """
    code = text.upper().translate(_FORGIVEN)
    if len(code) != length + 1 or any(c not in ALPHABET for c in code[:-1]):
        raise BadCode(code)
    if _check_character(code[:-1]) != code[-1]:
        raise BadCode(code)
    return code


def show_code(code: str) -> str:
    """The code in groups of four, as printed on the card: 7K4M-9Q2T-XB3D-*."""
    return SEPARATOR.join(code[i : i + 4] for i in range(0, len(code), 4))


def _check_character(body: str) -> str:
    value = 0
    for character in body:
        value = (value * 32 + ALPHABET.index(character)) % 37
    return CHECK_ALPHABET[value]
