"""Look-up by the beginning of a hash: whoever asks tells five digits, and gets all that begin so, among
others that are invented. Neither the question nor the size of the answer says which contact was meant."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.models import Membership
from accounts.rights import Right
from alerts import reading
from alerts.actions.checking import Known, keys_of
from alerts.models import Alert, AlertContact, Helper
from core.errors import NotHere

ASKED_DIGITS = 5
DIGITS = 64
# Twenty hash beginnings hold one real entry at 50,000 contact points: more than these are hardly ever met.
LEAST = 16


@dataclass(frozen=True, order=True)
class Entry:
    """The rest of a hash, what is known, and the id of the alert or of the helper."""

    suffix: str
    kind: Known
    reference: UUID


def under(beginning: str, *, by: Membership) -> list[Entry]:
    """All that begins so and that the member may read, filled up with invented ones to a multiple of
    `LEAST`, in the order of the hashes. The same question has the same answer until something changes.

    Raises: NotAllowed, NotHere for what is not five digits of a lower-case hash.
    """
    by.require(Right.SEE_NETWORK, within=by.organization)
    if len(beginning) != ASKED_DIGITS or set(beginning) - set("0123456789abcdef"):
        raise NotHere
    real = _real(beginning, by)
    missing = -len(real) % LEAST or (0 if real else LEAST)
    network = by.organization.network_id
    return sorted({*real, *(_invented(network, beginning, number) for number in range(missing))})


def _real(beginning: str, by: Membership) -> set[Entry]:
    rest = DIGITS - ASKED_DIGITS
    between = (beginning + "0" * rest, beginning + "f" * rest)
    found: list[tuple[str, UUID, UUID | None]] = list(
        keys_of(by.organization.network)
        .filter(digest__range=between)
        .filter(Q(point__helper__isnull=False) | Q(point__is_flagged=True))
        .values_list("digest", "point_id", "point__helper_id")
    )
    points = {point for _, point, _ in found}
    warned = (
        AlertContact.objects.filter(
            point__in=points,
            part=AlertContact.Part.BEWARE,
            alert__in=Alert.objects.visible_to(by).in_force().filter(mark__in=reading.marks_of(by)),
        )
        .order_by("alert__published_at")
        .values_list("point_id", "alert_id")
    )
    alerts = dict(warned)
    helped = {helper for _, _, helper in found if helper is not None}
    current = {helper.pk for helper in Helper.objects.filter(pk__in=helped) if helper.is_current}
    entries = {
        Entry(hashed[ASKED_DIGITS:], Known.ALERT, alerts[point])
        for hashed, point, _ in found
        if point in alerts
    }
    return entries | {
        Entry(hashed[ASKED_DIGITS:], Known.HELPER, helper)
        for hashed, _, helper in found
        if helper is not None and helper in current
    }


def _invented(network: UUID, beginning: str, number: int) -> Entry:
    """From a keyed hash, so that asking twice does not tell which ones are invented."""
    said = f"{network}|{beginning}|{number}"
    suffix = salted_hmac("alerts.invented", said, algorithm="sha256").hexdigest()[ASKED_DIGITS:]
    drawn = salted_hmac("alerts.reference", said, algorithm="sha256").digest()
    kind = Known.ALERT if drawn[31] % 2 else Known.HELPER
    return Entry(suffix, kind, UUID(bytes=drawn[:16], version=4))
