"""What everybody may see of a draw: before it the fingerprint of its seed, after it everything to check."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import NotHere
from privacy import audit
from privacy.verbs import Verb
from schedules import published
from schedules.actions import draws
from schedules.errors import ListGone
from schedules.models import BoardLink, Draw
from schedules.models.draws import DrawQuerySet
from schedules.published import Checked

LATELY = timedelta(days=2)


@dataclass(frozen=True)
class Shown:
    """A draw with how many asked so far. `checked` is the draw made again just now; None before it, and when
    its list is no longer whole."""

    draw: Draw
    asked: int
    checked: Checked | None


def shown(draw: Draw) -> Shown:
    """The draw as a page shows it. The caller knows that the reader may see it."""
    if draw.done_at is None:
        return Shown(draw, draws.requests_of(draw).standing().count(), None)
    try:
        return Shown(draw, draw.asked, published.check(draws.publication(draw)))
    except ListGone:
        return Shown(draw, draw.asked, None)


def of_houses(by: Membership) -> list[Draw]:
    """The draws of the reader's houses from yesterday on.

    Raises: NotAllowed.
    """
    by.require(Right.SEE_TURNS, within=by.organization)
    return list(_lately(Draw.objects.visible_to(by)))


def of_board(link: BoardLink) -> list[Draw]:
    """The draws of the house whose screen this is, from yesterday on."""
    return list(_lately(_of_board(link)))


def on_board(link: BoardLink, draw_id: object) -> Draw:
    """One of them.

    Raises: NotHere.
    """
    found = next((draw for draw in of_board(link) if draw.pk == draw_id), None)
    if found is None:
        raise NotHere
    return found


def file_for(draw: Draw, *, by: Membership) -> str:
    """The file of a draw for a colleague; written down each time.

    Raises: NotAllowed, NotDrawnYet, ListGone.
    """
    by.require(Right.SEE_TURNS, within=draw.organization)
    written = published.text(draws.publication(draw))
    audit.record(Verb.TURNS_LISTED, by=by, about=draw)
    return written


def _of_board(link: BoardLink) -> DrawQuerySet:
    return Draw.objects.filter(organization=link.organization_id, amenity__shelter=link.shelter_id)


def _lately(rows: DrawQuerySet) -> DrawQuerySet:
    since = timezone.now().date() - LATELY
    found = rows.filter(day__gt=since, amenity__retired_at=None).select_related("amenity__shelter")
    return found.order_by("amenity__shelter__name", "amenity__name", "amenity", "day")
