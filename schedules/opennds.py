"""Forwarding authentication of openNDS, security level 1: what its router tells, and what opens it.

The router sends each telephone to our page with `?fas=`: pairs `name=value` between ", ", in base64. `hid` is
the hash of a token that the router made for this telephone; SHA-256 of it and the faskey opens.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

LONGEST = 4096
HASH = re.compile(r"[0-9a-f]{32,128}")
FOLDER = re.compile(r"[\w-]{1,40}", re.ASCII)
GATE = re.compile(r"(\[[0-9a-f:.]+\]|[0-9.]+)(:\d{1,5})?", re.ASCII)
USUAL_FOLDER = "opennds_auth"


@dataclass(frozen=True)
class Gate:
    """One telephone before one router."""

    hid: str
    address: str  # of the router, as the telephone reaches it
    client: str  # of the telephone, in the network of the house
    folder: str = USUAL_FOLDER

    def way_in(self, key: str, *, seconds: int, until: datetime, back: str) -> str:
        """The address of the router that lets this telephone in; `key` is the faskey.

        `custom` tells the router's own script how long (deploy/opennds/posada_binauth.sh). The telephone sees
        it, so it is signed; and it holds for this sign-in only, because the router makes another `hid` for
        the next one.
        """
        length = f"{seconds}.{int(until.timestamp())}"
        signature = _digest(f"{length}.{self.hid}{key}")
        told = {"tok": _digest(f"{self.hid}{key}"), "redir": back, "custom": f"{length}.{signature}"}
        return f"http://{self.address}/{self.folder}/?{urlencode(told)}"


def read(fas: str) -> Gate | None:
    """What the router told, or None where it is not what openNDS sends.

    Only routers of the house's own network: a page of ours never leads anywhere else.
    """
    told = _pairs(fas)
    hid, address = told.get("hid", ""), told.get("gatewayaddress", "")
    if not HASH.fullmatch(hid) or not is_in_house(address):
        return None
    folder = told.get("authdir", USUAL_FOLDER)
    is_plain = FOLDER.fullmatch(folder) is not None
    return Gate(hid, address, told.get("clientip", ""), folder if is_plain else USUAL_FOLDER)


def is_in_house(address: str) -> bool:
    """Whether this is a private address, with or without a port."""
    parts = GATE.fullmatch(address)
    if parts is None:
        return False
    try:
        return ip_address(parts[1].strip("[]")).is_private
    except ValueError:
        return False


def page_in_house(address: str) -> str:
    """The address of a page of the house's own network, or nothing: what a telephone brings along is not to
    be believed."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in ("http", "https") and is_in_house(parts.netloc) else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _pairs(fas: str) -> dict[str, str]:
    try:
        text = base64.b64decode(fas[:LONGEST], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return {}
    pairs = (part.partition("=") for part in text.split(", "))
    return {name.strip(): value.strip() for name, _is, value in pairs}
