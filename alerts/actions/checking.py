"""Check a contact: what the network knows about a number, an account or an address. It keeps nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, Network
from alerts import reading
from alerts.errors import BadPoint
from alerts.models import Alert, AlertContact, ContactKey, ContactPoint, Helper
from alerts.points import asked, digest, phones_asked
from alerts.published import Published
from core.errors import NotHere
from privacy import walls

LONGEST = 400
# How much of a digest a browser gets: enough that no two points are taken for each other.
LISTED_DIGITS = 16


class Way(StrEnum):
    """How a phone number without its country was read."""

    HOME = "home"
    NEIGHBOUR = "neighbour"
    ABROAD = "abroad"
    NOWHERE = "nowhere"


# In the order in which `asked` has its keys.
WAYS = (Way.HOME, Way.NEIGHBOUR, Way.ABROAD)


class Known(StrEnum):
    """What can be said. That nothing is known is never proof of anything."""

    ALERT = "known_alert"
    HELPER = "verified_helper"
    NOTHING = "nothing_known"


@dataclass(frozen=True)
class Checked:
    """The answer to one question. `alerts` are those in force that the asker may read. `numbers` are the
    phone numbers that were looked up, `way` how one without its country was found."""

    kind: Known
    alerts: tuple[Published, ...] = ()
    helper: Helper | None = None
    numbers: tuple[str, ...] = ()
    way: Way | None = None

    @property
    def alert(self) -> Published | None:
        """The first of them."""
        return self.alerts[0] if self.alerts else None

    @property
    def advice(self) -> list[str]:
        """What to do, in sentences of the reader's language."""
        return advice(self.kind)


def check(network_id: UUID, typed: str, *, by: Membership | None = None) -> Checked:
    """What is known about this contact point: to everybody, or to the member `by` who may read more.

    Raises: BadPoint for what is no contact point: a person's name is never looked up.
    """
    if len(typed) > LONGEST:
        raise BadPoint
    network = Network.objects.get(pk=network_id)
    digests = [digest(key, network.code) for key in asked(typed)]
    numbers = tuple(phones_asked(typed))
    with walls.on_behalf(by.organization_id if by else None, network=network_id):
        rows = list(keys_of(network).filter(digest__in=digests).select_related("point__helper"))
        # The exact key comes first: what only looks alike in another country decides last.
        for place, each in enumerate(digests):
            found = _about(network, [row.point for row in rows if row.digest == each], by)
            if found.kind != Known.NOTHING:
                return _read_as(found, numbers, place)
    return _read_as(Checked(Known.NOTHING), numbers, None)


def _read_as(found: Checked, numbers: tuple[str, ...], place: int | None) -> Checked:
    """With how the number was read. `place` is that of the key that found something."""
    if len(numbers) < 2:
        return replace(found, numbers=numbers)
    if place is None:
        return replace(found, numbers=numbers, way=Way.NOWHERE)
    # What was found abroad is neither of the numbers that are shown.
    return replace(found, numbers=numbers[place : place + 1], way=WAYS[place])


def keys_of(network: Network) -> QuerySet[ContactKey]:
    """The look-up keys of a network."""
    return ContactKey.objects.filter(network=network)


def _about(network: Network, points: Collection[ContactPoint], by: Membership | None) -> Checked:
    told = tuple(_told(network, codes_of(points, by), by)) if points else ()
    helper = next((point.helper for point in points if point.helper and point.helper.is_current), None)
    if told:
        return Checked(Known.ALERT, told, helper)
    return Checked(Known.HELPER, helper=helper) if helper else Checked(Known.NOTHING)


def codes_of(points: Iterable[ContactPoint], by: Membership | None) -> list[str]:
    """The codes of alerts in force that warn of these contact points and that the asker may read."""
    alerts = Alert.objects.visible_to(by).in_force() if by else Alert.objects.for_everybody()
    named = AlertContact.objects.filter(point__in=list(points), part=AlertContact.Part.BEWARE)
    found = alerts.filter(contacts__in=named).order_by("-published_at", "code").distinct()
    return list(found.values_list("code", flat=True))


def _told(network: Network, codes: Iterable[str], by: Membership | None) -> Iterable[Published]:
    """As each was told. One that is just being hidden, or was told to nobody yet, is not there."""
    marks = reading.marks_of(by) if by else reading.PUBLIC
    for code in codes:
        try:
            told = reading.one(network, code, marks=marks)
        except NotHere:
            continue
        if told.is_readable:
            yield told


def listed(network: Network) -> tuple[dict[str, list[list[str]]], list[Published], list[Helper]]:
    """The list that a browser looks through by itself: key -> all of ["alert", code], the last told first,
    and ["helper", place in the list]; the alerts that everybody may read, the helpers whose check is not too
    old."""
    told = {each.code: each for each in reading.in_force(network)}
    with walls.on_behalf(None, network=network.pk):
        rows = keys_of(network).filter(point__helper__isnull=False).select_related("point__helper")
        helped = [(row.digest, row.point.helper) for row in rows if row.point.helper]
        helped = [(hashed, helper) for hashed, helper in helped if helper.is_current]
        helpers = sorted({helper for _, helper in helped}, key=lambda one: (one.name, one.pk))
        places = {helper.pk: str(place) for place, helper in enumerate(helpers)}
        warned = keys_of(network).filter(
            point__mentions__part=AlertContact.Part.BEWARE, point__mentions__alert__code__in=told
        )
        pairs = list(warned.values_list("digest", "point__mentions__alert__code"))
    newest = {code: place for place, code in enumerate(told)}
    found: defaultdict[str, list[list[str]]] = defaultdict(list)
    for hashed, code in sorted(pairs, key=lambda pair: newest[pair[1]]):
        found[_short(hashed)].append(["alert", code])
    for hashed, place in sorted({(hashed, places[helper.pk]) for hashed, helper in helped}):
        found[_short(hashed)].append(["helper", place])
    return dict(sorted(found.items())), list(told.values()), helpers


def _short(hashed: str) -> str:
    return hashed[:LISTED_DIGITS]


def hint(way: Way | None) -> str:
    """What to know about a number that was typed without its country; else nothing."""
    if way is None:
        return ""
    return {
        Way.HOME: _(
            "You wrote no country, so it was guessed from the area code. Write a number of another country "
            "with + and its code, such as +1 or +509."
        ),
        Way.NEIGHBOUR: _(
            "You wrote no country. It was looked up with +52 (Mexico) and with +1; this is the one that is "
            "known. Compare the whole number."
        ),
        Way.ABROAD: _(
            "You wrote no country. Nothing is known about it with +52 (Mexico) or with +1; these are the "
            "same digits in another country. Compare the whole number."
        ),
        Way.NOWHERE: _(
            "You wrote no country. It was looked up with +52 (Mexico), with +1, and with the codes of all "
            "other countries."
        ),
    }[way]


def advice(kind: Known) -> list[str]:
    """What to do, in sentences of the reader's language."""
    free = _("Appointments, beds and turns are free. Nobody may ask you for money for them.")
    return {
        Known.ALERT: [
            _("Do not pay, do not sign anything, do not send pictures of your papers."),
            _("Have you paid already? Keep the messages and the receipts, and tell your shelter."),
            free,
        ],
        Known.HELPER: [
            _("Use exactly this number or address, not one that somebody sends you."),
            _("Others use the names of real helpers: if somebody asks for money quickly, ask your shelter."),
            free,
        ],
        Known.NOTHING: [
            _("That is not proof of anything: not that it is safe, not that it is false."),
            _(
                "Be careful when somebody promises a date or a sure result, hurries you, wants money first, "
                "gives no receipt, keeps your papers, or writes only by chat."
            ),
            _("Ask in your shelter before you pay, sign or travel."),
            free,
        ],
    }[kind]
