"""Guessing is slow for strangers and never locks out a device that is known.

Why it is built like this stands in docs/decisions/0008-guessing.md. Counts live in the cache only, under
keyed hashes: no address is stored anywhere.
"""

import secrets
import time
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Self

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.errors import TooManyTries
from accounts.web.devices import device_of


@dataclass(frozen=True)
class Bucket:
    """At most `most` wrong guesses in `seconds`.

    With `blur`, up to so many of them are taken from the beginning, at random, and its time begins by the
    clock: whoever uses it up learns neither how often others behind the same address did, nor when.
    """

    name: str
    most: int
    seconds: int
    blur: int = 0


DEVICE = Bucket("device", 10, 10 * 60)
PAIR = Bucket("pair", 5, 5 * 60)
NAME = Bucket("name", 20, 60 * 60)
NETWORK = Bucket("network", 30, 5 * 60)
# Many guests stand behind one address, and hold strips of yesterday.
HOUSE = Bucket("house", 120, 5 * 60)
EVERYONE = Bucket("everyone", 200, 60)


class Guess:
    """One try that was counted as wrong before anybody looked, so that parallel tries count too.

    `measures` go from the sender's own to what all share. What one refuses the next ones do not count: a
    single sender who goes on for long uses up nothing but the own measure.
    """

    def __init__(self, measures: list[tuple[Bucket, str]]) -> None:
        self._keys: list[str] = []
        self.refused_by = self._first_refusing(measures)

    @property
    def is_allowed(self) -> bool:
        """Whether no measure refuses it."""
        return self.refused_by is None

    def instead(self, measures: list[tuple[Bucket, str]]) -> Self:
        """The same guess with these in the place of the measure that refused it."""
        self._keys.pop()
        self.refused_by = self._first_refusing(measures)
        return self

    def _first_refusing(self, measures: list[tuple[Bucket, str]]) -> Bucket | None:
        return next((bucket for bucket, about in measures if not self._count(bucket, about)), None)

    def _count(self, bucket: Bucket, about: str) -> bool:
        self._keys.append(_key(bucket, about))
        return _spend(self._keys[-1], bucket)

    def refuse_if_too_many(self) -> None:
        """Raises: ValidationError, for forms."""
        if not self.is_allowed:
            refused = TooManyTries()
            raise ValidationError(f"{refused} {refused.advice}", code=refused.code)

    def was_right(self) -> None:
        """Give the try back: only wrong guesses count."""
        for key in self._keys:
            if cache.get(key, 0) > 0:
                cache.decr(key)


def weigh(request: HttpRequest, *, what: str, username: str) -> Guess:
    """Count one guess of `what` (password, second factor) for that user.

    A known device has only its own measure, so that nobody elsewhere can use it up.
    """
    username = username.strip().lower()
    device = device_of(request, username)
    if device:
        return Guess([(DEVICE, f"{what}|{device}")])
    network = _network(request)
    return Guess(
        [
            (PAIR, f"{what}|{username}|{network}"),
            (NAME, f"{what}|{username}"),
            (NETWORK, f"{what}|{network}"),
            (EVERYONE, what),
        ]
    )


def weigh_code(request: HttpRequest, *, what: str, network: Bucket = NETWORK) -> Guess:
    """Count one guess of a code that stands for nobody yet (invitation, recovery, voucher).

    Raises: TooManyTries.
    """
    guess = Guess([(network, f"{what}|{_network(request)}"), (EVERYONE, what)])
    if not guess.is_allowed:
        raise TooManyTries
    return guess


@dataclass(frozen=True)
class Spare:
    """What is left for those who did not use up the measure of all: `each` sender's part, `together` all."""

    each: Bucket
    together: Bucket


def weigh_use(
    request: HttpRequest,
    *,
    what: str,
    network: Bucket,
    everyone: Bucket = EVERYONE,
    spare: Spare | None = None,
) -> Guess:
    """Count one use of a form that is open to everybody; the caller asks whether it is allowed.

    Where few senders use up what all share, `spare` keeps the form open for the others.
    """
    sender = _network(request)
    use = Guess([(network, f"{what}|{sender}"), (everyone, what)])
    if use.is_allowed or spare is None or use.refused_by is not everyone:
        return use
    return use.instead([(spare.each, f"{what}|{_provided(sender)}"), (spare.together, what)])


def _spend(key: str, bucket: Bucket) -> bool:
    lasts = bucket.seconds - (int(time.time()) % bucket.seconds if bucket.blur else 0)
    cache.add(key, secrets.randbelow(bucket.blur + 1), lasts)
    try:
        return cache.incr(key) <= bucket.most
    except ValueError:  # it ran out between the two lines
        cache.set(key, 1, bucket.seconds)
        return True


def _key(bucket: Bucket, about: str) -> str:
    turn = f"|{int(time.time()) // bucket.seconds}" if bucket.blur else ""
    hashed = salted_hmac("accounts.guesses", f"{bucket.name}|{about}{turn}", algorithm="sha256").hexdigest()
    return f"guess:{hashed}"


def _provided(network: str) -> str:
    """The /48 of an IPv6 network, of which one customer may have 65,536; an IPv4 address as it is."""
    try:
        return str(ip_network((network, 48), strict=False) if ":" in network else network)
    except ValueError:
        return network


def _network(request: HttpRequest) -> str:
    """An IPv4 address, or the /64 of an IPv6 one; behind a Unix socket everybody is one network."""
    try:
        return str(get_ip(request))
    except PermissionDenied:
        return "local"
