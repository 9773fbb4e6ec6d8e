"""How messages to receivers are signed: as Standard Webhooks says (https://www.standardwebhooks.com), so that
receivers find a library for it in their language."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

MARK = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret as it is shown once: `whsec_` and 32 random bytes in base 64."""
    return MARK + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(secret: str, *, delivery: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message: its id, its moment, and HMAC-SHA256 over both and the body."""
    moment = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = hmac.new(key, f"{delivery}.{moment}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": delivery,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
    }
