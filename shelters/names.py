"""Called names, notes and ways to reach a family: what may be typed, and how a name is looked for.

These are the only words about guests that are typed freely. They are sealed (privacy/sealed.py),
and each is refused where it looks like something that must not be kept at all: a document or a
password (field-guide R28).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from privacy import sealed
from privacy.keyring import KeyringUnavailable
from shelters.errors import LooksLikeNumber, LooksLikePassword, OneNameOnly, TooManyLetters
from shelters.models import Household

LONGEST = {"called_name": 40, "notes": 500, "contact_way": 80}
FEWEST_LETTERS = 2  # to look for a name with

_SEPARATORS = re.compile(r"[,;/|\n\r\t]")
_DIGITS = re.compile(r"\d")
_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}[:.]\d{2}\b")
# Six digits in a row, or nine and more with what people put between them: telephones, passports, cases.
_LONG_NUMBER = re.compile(r"\d{6}|(?:\d[\s.\-/()]{0,2}){8}\d")
# The forms of CURP and RFC, which also fit where a telephone may stand.
_DOCUMENT = re.compile(r"(?i)\b[a-z]{3,4}\d{6}[a-z0-9]{3,8}\b")
SAYS_PASSWORD = re.compile(
    r"(?i)\b(?:password|passwd|passcode|contrase[ñn]a|clave|modpas|mo ?de ?pas|mot de passe|senha|pin|пароль)"
    r"\b\W*(?:\w{1,3}\W+)?\S*\d"
)
_MARK = re.compile(r"[^\w\s.@+'’\-]")


def tidy(column: str, text: str) -> str:
    """The text as it is kept: composed letters, no control characters, no blanks around it."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    kept = ["".join(c for c in line if _is_kept(c)).strip() for line in lines]
    return "\n".join(kept).strip() if column == "notes" else " ".join(line for line in kept if line)


def refuse_unfit(column: str, text: str) -> None:
    """Refuse a text that is too long or looks like something that is never kept.

    Raises: TooManyLetters, OneNameOnly, LooksLikeNumber, LooksLikePassword.
    """
    if len(text) > LONGEST[column]:
        raise TooManyLetters(most=LONGEST[column])
    if SAYS_PASSWORD.search(text) or any(is_password(word) for word in text.split()):
        raise LooksLikePassword
    if _DOCUMENT.search(text):
        raise LooksLikeNumber
    if column == "called_name":
        if _SEPARATORS.search(text):
            raise OneNameOnly
        if len(_DIGITS.findall(text)) > 2:
            raise LooksLikeNumber
    if column == "notes" and _LONG_NUMBER.search(_DATE.sub(" ", text)):
        raise LooksLikeNumber


def folded(text: str) -> str:
    """Without accents and capitals, for comparing: "José" and "jose" are one."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def begins_like(name: str, sought: str) -> bool:
    """Whether the name, or one of the words in it, begins like what was typed; both folded."""
    return name.startswith(sought) or any(word.startswith(sought) for word in name.split())


@dataclass(frozen=True)
class Told:
    """One sealed text as a page may show it: the text, or why there is none."""

    text: str = ""
    is_erased: bool = False
    is_unreadable: bool = False


@dataclass(frozen=True)
class Words:
    """Everything sealed about one household; `called` by the key of the person."""

    called: dict[UUID, Told]
    notes: Told
    contact_way: Told
    is_over: bool

    @property
    def are_there(self) -> bool:
        """Whether anything was written down, readable or not."""
        return any(told != Told() for told in (*self.called.values(), self.notes, self.contact_way))


def told(row: sealed.Owned, column: str) -> Told:
    """The text of a sealed column. Never fails: what cannot be opened says so."""
    try:
        return Told(sealed.read(row, column))
    except sealed.Erased:
        return Told(is_erased=True)
    except (sealed.CannotOpen, KeyringUnavailable):
        return Told(is_unreadable=True)


def is_over(until: datetime | None) -> bool:
    """Whether the names with this end are past it, even if no purge has come by yet."""
    return until is not None and until <= timezone.now()


def words_of(household: Household) -> Words:
    """What is sealed about a household and its persons; nothing once its time is over, whatever the clock
    of the purge says."""
    if is_over(household.names_until):
        return Words({}, Told(), Told(), is_over=True)
    called = {person.pk: told(person, "called_name") for person in household.persons.all()}
    return Words(called, told(household, "notes"), told(household, "contact_way"), is_over=False)


def _is_kept(character: str) -> bool:
    """Neither a control character nor an invisible one; the joiners of some scripts stay."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"} or character in "\u200c\u200d"


def is_password(word: str) -> bool:
    """Eight letters and more in one word, mixed with digits and with a mark that no name has."""
    mixed = any(c.isalpha() for c in word) and any(c.isdigit() for c in word)
    return len(word) >= 8 and mixed and _MARK.search(word) is not None
