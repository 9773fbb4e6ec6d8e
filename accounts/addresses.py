"""The own e-mail address of a colleague, kept by allauth: used only once its owner typed the code sent there.

The code is not kept anywhere: it is made again from the address and the day.
"""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts import post
from accounts.errors import AddressTaken, LetterNotSent, NoMailServer, TooManyLetters, WrongAddressCode
from accounts.models import User
from core.codes import ALPHABET, SEPARATOR
from core.errors import BadInput

SALT = "accounts.address"
LETTERS = 8
LETTERS_A_DAY = 5
DAY = timedelta(days=1)
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", SEPARATOR: None, " ": None})


def of(user: User) -> Any:
    """The EmailAddress of allauth, verified or not, or None."""
    return _addresses().filter(user=user).order_by("-verified", "-pk").first()


def verified(user: User) -> str:
    """Where letters may go; empty when nowhere."""
    found = of(user)
    return str(found.email) if found and found.verified else ""


def ask(user: User, typed: str, *, language: str) -> None:
    """Keep the address instead of an older one, and send a code there.

    Raises: NoMailServer, BadInput, TooManyLetters, LetterNotSent.
    """
    if not post.is_set_up():
        raise NoMailServer
    try:
        validate_email(typed)
    except ValidationError as wrong:
        raise BadInput({"address": wrong.messages}) from wrong
    _count(user)
    with transaction.atomic():
        forget(user)
        address = _addresses().create(user=user, email=typed.lower(), verified=False, primary=True)
    body = _("Type this code on the page where you gave your address: %(code)s") % {
        "code": _code(address, days_ago=0)
    }
    more = _("It works until tomorrow. If you did not ask for it, do nothing: you will get no more letters.")
    letter = post.Letter(_("Your code"), f"{body}\n\n{more}\n", language)
    try:
        post.send(letter, to=address.email)
    except (post.NotTaken, post.Unsure) as failed:
        raise LetterNotSent from failed


def confirm(user: User, typed: str) -> None:
    """Believe that the address is the user's own.

    Raises: WrongAddressCode, AddressTaken.
    """
    address = of(user)
    code = typed.upper().translate(READ_AS)
    if address is None or not any(constant_time_compare(code, _code(address, days)) for days in (0, 1)):
        raise WrongAddressCode
    try:
        with transaction.atomic():
            _addresses().filter(pk=address.pk).update(verified=True)
    except IntegrityError as taken:
        raise AddressTaken from taken


def forget(user: User) -> None:
    """Erase the address."""
    _addresses().filter(user=user).delete()


def _addresses() -> Any:
    return apps.get_model("account", "EmailAddress").objects


def _code(address: Any, days_ago: int) -> str:
    day = (timezone.now() - days_ago * DAY).date()
    digest = salted_hmac(SALT, f"{address.pk}|{address.email}|{day}", algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LETTERS])


def _count(user: User) -> None:
    """Nobody fills other people's mail boxes with our letters."""
    key = salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()
    cache.add(key, 0, DAY.total_seconds())
    if cache.incr(key) > LETTERS_A_DAY:
        raise TooManyLetters
