"""Addresses of pages, and the accounts that some of them are. static/alerts/points.js does the same."""

import re
from typing import NamedTuple

from alerts.errors import BadPoint

SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
HOST = re.compile(r"^(?:[^\s./:@]+\.)+[^\s./:@\d]{2,}\.?$")
# Two words with a dot between them are not yet an address: "juan.perez" is refused, "juan.perez/x" is not.
LINK = re.compile(
    r"^(?:https?://\S+|www\.\S+|(?:[^\s./?#:@]+\.)+[^\s./?#:@\d]{2,}(?::\d+)?[/?#]\S*"
    r"|(?:[^\s./?#:@]+\.)+(?:[a-z]{2}|xn--[a-z0-9-]+|com|org|net|info|biz|app|site|online|xyz|shop|store|club|top"
    r"|live|link|page|dev|gov|edu|mil|int|icu|vip|pro|website|space|click|help|law|legal|support)\.?)$",
    re.IGNORECASE,
)
# Who sent the link to whom, not what it opens.
TRACKING = re.compile(
    r"^(?:utm_.*|fbclid|gclid|igsh|igshid|si|mibextid|_r|_t|ref|share_.*)(?:=|$)", re.IGNORECASE
)
NETWORKS = {
    "facebook.com": "facebook", "fb.com": "facebook", "m.me": "facebook", "messenger.com": "facebook",
    "instagram.com": "instagram", "tiktok.com": "tiktok", "t.me": "telegram", "telegram.me": "telegram",
    "twitter.com": "x", "x.com": "x", "youtube.com": "youtube",
}  # fmt: skip
NAMED = {
    "facebook": "facebook", "fb": "facebook", "messenger": "facebook", "instagram": "instagram",
    "ig": "instagram", "insta": "instagram", "tiktok": "tiktok", "telegram": "telegram", "x": "x",
    "twitter": "x", "youtube": "youtube",
}  # fmt: skip
# First parts of addresses that are posts, groups and pages of the network itself, not somebody's account.
NOT_ACCOUNTS = {
    "p", "reel", "reels", "share", "watch", "stories", "hashtag", "groups", "events", "joinchat", "explore",
    "search", "marketplace", "photo", "permalink.php", "story.php", "video", "videos", "tag", "i", "home",
    "channel", "playlist", "shorts", "c", "s", "t", "login", "sharer",
}  # fmt: skip
ACCOUNT = re.compile(r"^@?[\w.\-]{2,64}$")


class Account(NamedTuple):
    """An account in a network."""

    network: str
    name: str


def read_link(typed: str) -> Account | str:
    """An account, or host and path in one form: without scheme, `www.`, tracking and the slash at the end.

    Raises: BadPoint for what is no address, and for the first page of a network, which is nobody's.
    """
    host, path, query = _parts(SCHEME.sub("", typed.strip()))
    network = NETWORKS.get(host)
    if not network:
        return host + path + query
    if account := _account(network, path, query):
        return account
    if path in ("", "/"):
        raise BadPoint
    return host + path + query


def _parts(rest: str) -> tuple[str, str, str]:
    """What a browser opens: a backslash is a slash to it, and a name before `@` counts only in front of the
    first of `/`, `?` and `#`. So `evil.example?@helper.example` is never taken for the helper's page."""
    address, _, asked = rest.split("#", 1)[0].partition("?")
    host, slash, path = address.replace("\\", "/").partition("/")
    told = "&".join(each for each in asked.split("&") if each and not TRACKING.match(each))
    return _host(host.rpartition("@")[2]), (slash + path).rstrip("/"), f"?{told}" if told else ""


def _host(typed: str) -> str:
    host, _, port = typed.partition(":")
    host = host.lower().rstrip(".")
    if not HOST.match(host):
        raise BadPoint
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadPoint from None
    host = re.sub(r"^(?:www|m|mobile|web|es-la|l)\.(?=[^.]+\.)", "", host)
    return f"{host}:{port}" if port not in ("", "80", "443") else host


def _account(network: str, path: str, query: str) -> Account | None:
    number = re.search(r"[?&]id=(\d+)(?:&|$)", query)
    parts = path.strip("/").split("/")
    if network == "facebook" and parts[0] == "profile.php":
        return Account(network, number[1]) if number else None
    if network == "facebook" and parts[0] == "people" and len(parts) == 3:
        return Account(network, parts[2].lower())
    name = parts[0].lower()
    if name in NOT_ACCOUNTS or not ACCOUNT.match(name) or (network == "youtube" and name[:1] != "@"):
        return None
    return Account(network, name.removeprefix("@"))


def read_named(typed: str) -> Account | None:
    """The account in words such as "facebook: name" or "tiktok @name"; None for other words."""
    said = re.match(r"^([a-z]+)\s*(?::\s*@?|\s@)([\w.\-]{2,64})$", typed.strip().lower())
    return Account(NAMED[said[1]], said[2]) if said and said[1] in NAMED else None
