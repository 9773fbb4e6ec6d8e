"""Contact points in one form each, so that two people who wrote one differently name the same.

The same functions are in static/alerts/points.js, for browsers that look up without asking anybody;
tests/alerts/points.json holds both to the same answers.
"""

import hashlib
import re
import unicodedata
from typing import NamedTuple

from alerts import links, phones
from alerts.errors import BadPoint
from alerts.models.words import PointKind

LONGEST = 200
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
HXXP = re.compile("^hxxp", re.IGNORECASE)
DOT = re.compile(r"\[\.\]|\(\.\)|\[dot\]", re.IGNORECASE)
AT = re.compile(r"\s*[\[(](?:at|arroba)[\])]\s*", re.IGNORECASE)
MAIL_LINK = re.compile(r"^mailto:|\?.*$", re.IGNORECASE)
EMAIL = re.compile(r"^[^\s@,;:<>/]+@(?:[^\s@,;:<>/.]+\.)+[^\s@,;:<>/.]{2,}$")
BARE_ACCOUNT = re.compile(r"^@?[\w.\-]{2,64}$")
PHONE_LINK = re.compile(
    r"^(?:tel|sms|callto):(?://)?([+\d][^?]*)"
    r"|^(?:https?://)?(?:www\.)?wa\.me/\+?(\d{7,15})(?=$|[/?#])"
    r"|^(?:https?://|whatsapp://)?(?:(?:api|web|www)\.whatsapp\.com/)?send/?\?(?:.*&)?phone=(?:\+|%2b)?(\d{7,15})"
    r"|^(?:https?://)?(?:t|telegram)\.me/\+(\d{7,15})(?=$|[/?#])",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"^(?:(?:tel[eé]fono|tel|cel|celular|phone|whatsapp|whats|wa|n[uú]mero)\.?\s*:?\s*)?"
    r"(\+?[\d\s().\-\u2010-\u2015/]{3,40}(?:(?:ext|x)\.?\s*\d{1,6})?)$",
    re.IGNORECASE,
)
LICENCE = re.compile(
    r"^(?:c[eé]dula(?:\s+profesional)?|ced\.?|bar|licencia|licen[cs]e|eoir)"
    r"\s*(?:n[oº°]?\.?|n[uú]m(?:ero)?\.?|number|#)?\s*:?\s*([\w\-./ ]*\d[\w\-./ ]*)$",
    re.IGNORECASE,
)
BARE_NETWORK = "any"
SHOWN_NETWORKS = {
    "facebook": "Facebook", "instagram": "Instagram", "tiktok": "TikTok", "telegram": "Telegram", "x": "X",
    "youtube": "YouTube",
}  # fmt: skip


class Point(NamedTuple):
    """One contact point in its one form: `+526645554471`, `facebook:name`, `@name` (network not said),
    `host/path`, `4471:<32 hexadecimal digits>` for an account for deposits, whose digits are never kept.
    """

    kind: PointKind
    value: str


def read_point(typed: str, *, region: str = phones.MEXICO, kind: str | None = None) -> Point:
    """What was typed or pasted, in its one form. `kind` (a PointKind) where the writer said it.

    Raises: BadPoint for what is no contact point: above all a person's name.
    """
    return _read(typed, region, kind)[0]


def asked(typed: str, *, region: str = phones.MEXICO, kind: str | None = None) -> list[str]:
    """The keys under which somebody who typed this looks. A number without a country is looked for where its
    area code is, in Mexico or with +1, then in the other of the two, then in all countries; an account
    without a network in all networks, a page also as its whole site.

    Raises: BadPoint.
    """
    point, is_exact = _read(typed, region, kind)
    full, *others = keys(point)
    if point.kind == PointKind.PHONE and not is_exact:
        return [full, f"{point.kind}:{phones.with_other_home(point.value)}", *others]
    if point.kind == PointKind.HANDLE and is_exact:
        return [full, f"{point.kind}:{BARE_NETWORK}:{point.value.partition(':')[2]}"]
    if point.kind == PointKind.HANDLE:
        return [f"{point.kind}:{point.value}"]
    if point.kind == PointKind.URL:
        host = f"{point.kind}:{re.split('[/?]', point.value, maxsplit=1)[0]}"
        return [full] if host == full else [full, host]
    return [full] if is_exact else [full, *others]


def phones_asked(typed: str) -> list[str]:
    """The phone numbers that are looked up for what somebody typed, as people read them, one for each of the
    first keys of `asked`: two where the country was not said, none for what is no phone number.

    Raises: BadPoint.
    """
    point, is_exact = _read(typed, phones.MEXICO, None)
    if point.kind != PointKind.PHONE or not point.value.startswith("+"):
        return []
    guessed = [] if is_exact else [phones.with_other_home(point.value)]
    return [phones.spaced(number) for number in (point.value, *guessed)]


def keys(point: Point) -> list[str]:
    """The keys under which this contact point is found, the exact one first."""
    kind, value = point
    if kind == PointKind.PHONE and value.startswith("+"):
        return [f"{kind}:{value}", f"{kind}:{phones.without_country(value)}"]
    if kind == PointKind.HANDLE:
        network, _, name = value.rpartition(":")
        name = name.removeprefix("@")
        return [f"{kind}:{network or BARE_NETWORK}:{name}", f"{kind}:@{name}"]
    return [f"{kind}:{value}"]


def digest(key: str, salt: str) -> str:
    """64 hexadecimal digits. `salt` is the code of the network: lists of two networks cannot be compared
    without work, and no table made once fits all. It hides nothing from somebody who tries all numbers."""
    return hashlib.sha256(f"{salt}\n{key}".encode()).hexdigest()


class Reach(NamedTuple):
    """How to reach a verified helper: what people read, and the address that dials, writes or opens it; none
    for accounts of networks."""

    text: str
    address: str


def reach(point: Point) -> Reach:
    """Only of a verified helper: what people are warned of is shown so that nothing makes a link of it."""
    kind, value = point
    scheme = {PointKind.PHONE: "tel:", PointKind.EMAIL: "mailto:", PointKind.URL: "https://"}.get(kind)
    text = value if kind == PointKind.URL else shown(point)
    return Reach(text, f"{scheme}{value}" if scheme else "")


def shown(point: Point) -> str:
    """As people read it. Pages are written so that no program makes a link of them."""
    kind, value = point
    if kind == PointKind.PHONE:
        return phones.spaced(value)
    if kind == PointKind.URL:
        host, slash, path = value.partition("/")
        return host.replace(".", "[.]") + slash + path
    if kind == PointKind.ACCOUNT:
        return f"•••• {value.partition(':')[0]}"
    if kind == PointKind.HANDLE and ":" in value:
        network, _, name = value.partition(":")
        return f"{SHOWN_NETWORKS.get(network, network)}: {name}"
    return value


def _read(typed: str, region: str, kind: str | None) -> tuple[Point, bool]:
    said = plain(typed)
    point, is_exact = _of_kind(said, region, kind) if kind else _guessed(said, region)
    if not point.value or len(point.value) > LONGEST:
        raise BadPoint
    return point, is_exact


def plain(typed: str) -> str:
    """In one form of letters and digits, without what cannot be seen and what makes links harmless."""
    said = INVISIBLE.sub("", unicodedata.normalize("NFKC", typed)).strip()
    said = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in said)
    return AT.sub("@", DOT.sub(".", HXXP.sub("http", said)))


def _guessed(said: str, region: str) -> tuple[Point, bool]:
    """The first kind that it can be."""
    if linked := PHONE_LINK.match(said):
        dialled, *international = linked.groups()
        return _phone(dialled or "+" + "".join(filter(None, international)), region)
    if point := _named(said):
        return point, not point.value.startswith("@")
    if licence := LICENCE.match(said):
        return _licence(licence[1]), True
    if is_account(re.sub(r"[\s\-]", "", said)):
        return _account(said), True
    if number := PHONE.match(said):
        return _phone(number[1], region)
    raise BadPoint


def _named(said: str) -> Point | None:
    """An account of a network, an e-mail address or a page."""
    if account := links.read_named(said):
        return _handle(account)
    address = MAIL_LINK.sub("", said)
    if EMAIL.match(address):
        return Point(PointKind.EMAIL, address.lower())
    if said.startswith("@") and BARE_ACCOUNT.match(said):
        return Point(PointKind.HANDLE, said.lower())
    return _link(said) if links.LINK.match(said) else None


def _of_kind(said: str, region: str, kind: str) -> tuple[Point, bool]:
    if kind == PointKind.ACCOUNT:
        return _account(said), True
    if kind == PointKind.LICENCE:
        named = LICENCE.match(said)
        return _licence(named[1] if named else said), True
    if kind == PointKind.HANDLE and BARE_ACCOUNT.match(said) and not links.read_named(said):
        return Point(PointKind.HANDLE, "@" + said.lower().removeprefix("@")), False
    point, is_exact = _guessed(said, region)
    if kind == PointKind.URL and point.kind == PointKind.HANDLE and ("/" in said or "." in said):
        return point, is_exact
    if point.kind != kind:
        raise BadPoint
    return point, is_exact


def _phone(number: str, region: str) -> tuple[Point, bool]:
    value, has_country = phones.read_phone(number, region=region)
    return Point(PointKind.PHONE, value), has_country


def _link(said: str) -> Point:
    found = links.read_link(said)
    return _handle(found) if isinstance(found, links.Account) else Point(PointKind.URL, found)


def _handle(account: links.Account) -> Point:
    return Point(PointKind.HANDLE, f"{account.network}:{account.name}")


def _licence(said: str) -> Point:
    """No number of a register has more letters than digits; a person's name has."""
    value = licence_value(said)
    if not 4 <= len(value) <= 40 or sum(c.isdigit() for c in value) * 2 < len(value):
        raise BadPoint
    return Point(PointKind.LICENCE, value)


def licence_value(said: str) -> str:
    """The capitals and digits of a licence number."""
    return re.sub(r"[^0-9A-Z]", "", said.upper())


def _account(said: str) -> Point:
    """Its last four digits, and a hash: an account leads to a person, so its digits are kept nowhere."""
    number = re.sub(r"[^0-9A-Z]", "", said.upper())
    if not 8 <= len(number) <= 34 or sum(c.isdigit() for c in number) < 8:
        raise BadPoint
    hashed = hashlib.sha256(f"account\n{number}".encode()).hexdigest()[:32]
    return Point(PointKind.ACCOUNT, f"{number[-4:]}:{hashed}")


def is_account(digits: str) -> bool:
    """Whether digits alone are a bank card (check digit of Luhn) or a CLABE of Mexico (its own)."""
    if not digits.isdecimal():
        return False
    if len(digits) == 18:
        weighed = sum(int(d) * w % 10 for d, w in zip(digits[:17], (3, 7, 1) * 6, strict=False))
        return (10 - weighed % 10) % 10 == int(digits[17])
    if len(digits) == 16 or (len(digits) == 15 and digits[:2] in ("34", "37")):
        doubled = (int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits)))
        return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
    return False
