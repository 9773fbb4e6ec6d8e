"""Marks of guests: "it happened to me too", counted and nothing else.

They are of a kind of their own: anybody may press a button often, so they confirm nothing and no alert rests
on them. They tell the office that an alert is still needed.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Network
from alerts import blind
from alerts.actions.offices import at_office
from alerts.errors import AlertNotShown
from alerts.models import Alert, Sighting
from alerts.models.alerts import CODE_LETTERS
from core.codes import BadCode, read_code
from core.errors import NotHere

# k, as of the figures (docs/decisions/0017); above it only tens are told, so that no single mark shows.
SMALLEST = 10
# So many tell everything that such a number can tell.
MOST = 1000


def markable(network: Network, code: str) -> Alert:
    """The alert of this code that everybody may read now. Within the walls of its network.

    Raises: AlertNotShown.
    """
    try:
        canonical = read_code(code, CODE_LETTERS)
        return Alert.objects.for_everybody().filter(network=network).found(code=canonical)
    except (BadCode, NotHere):
        raise AlertNotShown from None


def mark(network: Network, code: str, *, asked: UUID) -> None:
    """Count that it happened to somebody too. The same form sent twice counts once; what is kept is a day
    and a keyed hash of the form's number, which says nothing about who sent it.

    Raises: AlertNotShown, KeyringUnavailable.
    """
    with at_office(network.pk) as office:
        alert = markable(network, code)
        marks = alert.sightings.filter(kind=Sighting.FROM_EVERYBODY)
        if marks.count() >= MOST:
            return
        Sighting.objects.get_or_create(
            organization_id=office.organization_id,
            alert=alert,
            kind=Sighting.FROM_EVERYBODY,
            token=blind.token(office, "mark", alert.pk, asked),
            defaults={"on": timezone.now().astimezone(ZoneInfo(network.time_zone)).date()},
        )


def shown(number: int) -> int:
    """How many of so many marks the office is told of, in tens; 0 for fewer than ten."""
    return number - number % SMALLEST
