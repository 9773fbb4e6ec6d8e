"""Codes that open something once: shown to one person, kept only as a hash."""

import hashlib

from accounts.errors import WrongCode
from core.codes import BadCode, new_code, read_code


def fresh() -> tuple[str, str]:
    """A new code and what is stored of it. 60 random bits: its hash need not be slow."""
    code = new_code()
    return code, _hash(code)


def stored(typed: str) -> str:
    """What is stored of the code that was typed.

    Raises: WrongCode.
    """
    try:
        return _hash(read_code(typed))
    except BadCode:
        raise WrongCode from None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
