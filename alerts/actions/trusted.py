"""For whose a contact point would be taken: what no alert may warn of, though it is written differently.

Whoever types a number without its country, an account without its network, or a page of a helper's own site
means the helper; and nobody else has the helper's number in a register. A warning of such a point would say
"known alert" about somebody who is verified.
"""

import re
from collections.abc import Collection, Iterable

from django.db.models import Q

from accounts.models import Network
from alerts import phones
from alerts.models import ContactPoint, Helper
from alerts.models.words import PointKind
from alerts.points import BARE_NETWORK, Point, digest, keys, licence_value


def helper_behind(point: Point, network: Network) -> Helper | None:
    """The verified helper whom a warning of this point would hit. Within the walls of the network."""
    if point.kind == PointKind.LICENCE:
        listed = Helper.objects.filter(network=network).named().exclude(licence="")
        return next((helper for helper in listed if licence_value(helper.licence) == point.value), None)
    rows = ContactPoint.objects.filter(_sharing([point], network), network=network, helper__isnull=False)
    near = (row.helper for row in rows.select_related("helper") if _is_taken_for(point, _of(row)))
    return next(near, None)


def warned_near(points: Collection[Point], licences: Iterable[str], network: Network) -> list[Point]:
    """What the network warns of that may be taken for one of these points, or claims one of these licences;
    `hit` says which are. Within the walls of the network."""
    claimed = Q(kind=PointKind.LICENCE, value__in={licence_value(each) for each in licences if each})
    rows = ContactPoint.objects.filter(_sharing(points, network) | claimed, network=network, is_flagged=True)
    return sorted({_of(row) for row in rows})


def hit(warned: Iterable[Point], points: Collection[Point], licence: str) -> Point | None:
    """The first of what is warned of that would be taken for a helper with these points and this licence."""
    own = Point(PointKind.LICENCE, licence_value(licence))
    return next((each for each in warned if any(_is_taken_for(each, one) for one in (*points, own))), None)


def _sharing(points: Collection[Point], network: Network) -> Q:
    """Rows that may be taken for one of them, and some more."""
    said = {key for point in points for key in _keys(point)}
    found = Q(keys__digest__in={digest(key, network.code) for key in said})
    for point in points:
        if point.kind == PointKind.URL and _site(point) == point.value:
            found |= Q(kind=PointKind.URL, value__startswith=point.value)
    return found


def _keys(point: Point) -> list[str]:
    return [*keys(point), f"{point.kind}:{_site(point)}"] if point.kind == PointKind.URL else keys(point)


def _is_taken_for(point: Point, trusted: Point) -> bool:
    """Whether somebody who looks up `point` may mean the trusted one."""
    if point == trusted or point.kind != trusted.kind:
        return point == trusted
    if point.kind == PointKind.PHONE:
        # Without its country it is read as Mexican, or by its area code as American.
        is_guess = phones.is_read_without_country(point.value) and trusted.value.startswith("+")
        return is_guess and phones.without_country(point.value) == phones.without_country(trusted.value)
    if point.kind == PointKind.HANDLE:
        (its, name), (theirs, trusted_name) = _account(point), _account(trusted)
        return name == trusted_name and BARE_NETWORK in (its, theirs)
    return point.kind == PointKind.URL and _site(point) == trusted.value


def _account(point: Point) -> tuple[str, str]:
    network, _, name = point.value.rpartition(":")
    return network or BARE_NETWORK, name.removeprefix("@")


def _site(point: Point) -> str:
    return re.split("[/?:]", point.value, maxsplit=1)[0]


def _of(row: ContactPoint) -> Point:
    return Point(PointKind(row.kind), row.value)
