"""Keys of routers: each asks for one Wi-Fi link whether a voucher opens it, and nothing else."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Locked
from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, NotHere
from core.keytexts import NO_HASH, is_prefix, new_key_text, read_key_text
from privacy import audit, keyring, walls
from privacy.verbs import Verb
from schedules.errors import NoWifi
from schedules.models import Amenity, Kind, RouterKey
from schedules.models.admission import LONGEST_DAYS

MARK = "router"
# openNDS takes at most 16 letters and digits.
GATE_LETTERS = 16


@transaction.atomic
def make(amenity: Amenity, *, label: str, lasts_days: int, by: Membership) -> tuple[RouterKey, str]:
    """A key for the router of this link, and its text, which exists nowhere else afterwards.

    Raises: NotAllowed, NotHere, NoWifi, BadInput.
    """
    by.require(Right.MANAGE_ROUTERS, within=amenity.organization)
    link = Amenity.objects.visible_to(by).found(pk=amenity.pk)
    if link.kind != Kind.WIFI or link.retired_at is not None:
        raise NoWifi
    _refuse_bad(label, lasts_days)
    text, now = new_key_text(MARK), timezone.now()
    key = RouterKey.objects.create(
        organization_id=link.organization_id,
        amenity=link,
        label=label.strip(),
        prefix=text.prefix,
        secret_hash=text.hash,
        made_at=now,
        made_by=by,
        ends_at=now + timedelta(days=lasts_days),
    )
    audit.record(Verb.ROUTER_KEY_MADE, by=by, about=key)
    return key, str(text)


@transaction.atomic
def revoke(key: RouterKey, *, by: Membership) -> None:
    """End the key with the next request: no answer of it is kept anywhere. Twice changes nothing.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.MANAGE_ROUTERS, within=key.organization)
    locked = RouterKey.objects.visible_to(by).locked().found(pk=key.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
        audit.record(Verb.ROUTER_KEY_REVOKED, by=by, about=locked)


def opened_by(text: str) -> RouterKey | None:
    """The usable key behind this text. Unknown, expired and revoked: None.

    From here on the request works for the organization of the router. Use is kept by day only.
    """
    sent = read_key_text(text, MARK)
    if sent is None:
        return None
    walls.become(None, door=sent.prefix)
    key = _usable(sent.prefix)
    if not sent.opens(key.secret_hash if key else NO_HASH) or key is None:
        walls.become(None)
        return None
    walls.become(key.organization_id)
    today = timezone.now().date()
    if key.last_used_on != today:
        RouterKey.objects.filter(organization=key.organization_id, pk=key.pk).update(last_used_on=today)
    return key


@contextmanager
def at_door(prefix: str) -> Iterator[RouterKey]:
    """The router whose pages begin with this; inside the block the request works for its organization.

    The beginning of a key is no secret: it stands in the address that the router shows to every telephone.

    Raises: NotHere, Locked.
    """
    with walls.on_behalf(None, door=prefix):
        key = _usable(prefix) if is_prefix(prefix) else None
    if key is None:
        raise NotHere
    if key.organization.locked_at:
        raise Locked
    with walls.on_behalf(key.organization_id):
        yield key


def gate_key(key: RouterKey) -> str:
    """What openNDS calls the faskey of this router: derived from the keyring of the site, stored nowhere."""
    signed = keyring.sign(b"posada openNDS gate\0" + key.pk.bytes + key.secret_hash.encode())
    return hashlib.sha256(signed).hexdigest()[:GATE_LETTERS]


def _usable(prefix: str) -> RouterKey | None:
    usable = RouterKey.objects.usable().filter(prefix=prefix)
    # Of its organization only what says whether it is locked.
    lean = usable.select_related("organization").only(
        *(field.name for field in RouterKey._meta.concrete_fields), "organization__locked_at"
    )
    return lean.order_by().first()


def _refuse_bad(label: str, lasts_days: int) -> None:
    wrong: dict[str, list[str]] = {}
    if not label.strip():
        wrong["label"] = [_("Write which router it is for.")]
    if not 1 <= lasts_days <= LONGEST_DAYS:
        wrong["lasts_days"] = [_("1 to %(most)s days.") % {"most": LONGEST_DAYS}]
    if wrong:
        raise BadInput(wrong)
