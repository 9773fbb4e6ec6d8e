"""Requests of households, the turns they get, and what a house remembers so that turns stay fair."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from accounts.tenancy import TenantModel
from appointments.models import Appointment
from appointments.models.families import OfHouseholdQuerySet
from core.codes import new_code
from privacy import retention
from schedules.models.amenities import Amenity, Kind, Outage, Priority
from schedules.models.draws import Draw, TurnWindow
from shelters.models import Household
from shelters.models.families import kept_longer

if TYPE_CHECKING:
    from typing import Self

TICKET_LETTERS = 5


def new_ticket() -> str:
    """What a household is called in the published list of one draw: 25 random bits and a check character."""
    return new_code(TICKET_LETTERS)


class RequestQuerySet(OfHouseholdQuerySet["TurnRequest"]):
    """Requests of households that the member may open."""

    def own_time(self, tenant: UUID) -> Q:
        """Those of days of which somebody may still ask: the readers' side of the rule."""
        lately = Q(draw__day__gte=retention.before(tenant, "turn_requests").date())
        held = kept_longer(tenant)
        return lately | Q(household__in=held) if held else lately

    def standing(self) -> "Self":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)


class TurnRequest(TenantModel):
    """A household asks ahead for one amenity on one day; the hour does not matter for its chance.

    `rank`, `served_on`, `misses`, `number` and `windows` are the inputs of the draw as it found them,
    `place`, `outcome` and `taken` what came out; so anyone can ask "why not me" and be told.
    """

    class Way(models.TextChoices):
        """Where it was asked."""

        DESK = "desk", _("at the desk")
        WORKSHOP = "workshop", _("in a workshop")
        PAPER = "paper", _("on paper")
        PORTAL = "portal", _("on the household's own page")

    class Outcome(models.TextChoices):
        """What the draw said."""

        GIVEN = "given", _("has a turn")
        FULL = "full", _("all windows it asked for were full")
        HAS_ONE = "has_one", _("has an open turn already")
        NO_WINDOW = "no_window", _("no window fits what it asked for")

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="requests", verbose_name=_("draw"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="turn_requests", verbose_name=_("household")
    )
    ticket = models.CharField(_("ticket"), max_length=TICKET_LETTERS + 1, default=new_ticket, editable=False)
    way = models.CharField(_("asked"), max_length=8, choices=Way, default=Way.DESK)
    earliest = models.TimeField(_("not before"), null=True, blank=True)
    latest = models.TimeField(_("over by"), null=True, blank=True)
    slots = models.PositiveSmallIntegerField(_("slots in a row"), default=1)
    priority = models.ForeignKey(
        Priority, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("priority")
    )
    asked_at = models.DateTimeField(_("at"), default=timezone.now)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    number = models.PositiveIntegerField(_("asked as number"), null=True, blank=True, editable=False)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True, editable=False)
    served_on = models.DateField(_("last turn on"), null=True, blank=True, editable=False)
    misses = models.PositiveSmallIntegerField(_("times without a turn"), default=0, editable=False)
    # Indexes in `Draw.windows_seen` that suited it, the preferred one first; and [index, seat] as drawn.
    windows = models.JSONField(_("windows that suited"), default=list, blank=True, editable=False)
    taken = models.JSONField(_("windows and seats drawn"), default=list, blank=True, editable=False)
    place = models.PositiveIntegerField(_("place in the order"), null=True, blank=True, editable=False)
    outcome = models.CharField(_("what came out"), max_length=10, choices=Outcome, blank=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a turn")
        verbose_name_plural = _("requests for turns")
        ordering = ["draw", "place", "asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "household"],
                condition=Q(withdrawn_at=None),
                name="a_household_asks_once_per_draw",
            ),
            models.UniqueConstraint(fields=["draw", "ticket"], name="tickets_of_a_draw_differ"),
            models.CheckConstraint(
                condition=Q(slots__gte=1, slots__lte=2), name="one_or_two_slots_are_asked"
            ),
        ]

    def __str__(self) -> str:
        return self.ticket


class TurnQuerySet(OfHouseholdQuerySet["Turn"]):
    """Turns of households that the member may open."""

    def own_time(self, tenant: UUID) -> Q:
        """Those that ended not long ago: the readers' side of the rule in schedules/retention.py."""
        lately = Q(ends_at__gt=retention.before(tenant, "turns"))
        held = kept_longer(tenant)
        return lately | Q(household__in=held) if held else lately

    def open(self) -> "Self":
        """Still to come, or going on: their seats are taken."""
        return self.filter(state__in=Turn.OPEN)

    def unmarked(self) -> "Self":
        """Open, or taken as used by the site because nobody said how it went."""
        return self.filter(Q(state__in=Turn.OPEN) | Q(is_assumed=True))

    def dated(self) -> "Self":
        """With `day`, to which the house counts their window: after midnight it may be the day before.
        None where that window is gone."""
        window = TurnWindow.objects.filter(amenity=OuterRef("amenity"), starts_at=OuterRef("starts_at"))
        return self.annotate(day=Subquery(window.values("day")))


class Turn(TenantModel):
    """One household, one kind of thing, from when to when. Its seats are rows of `TurnSeat`.

    `kind`, `starts_at` and `ends_at` repeat what the windows say, for the constraint and for lists.
    """

    class State(models.TextChoices):
        """How it went."""

        OFFERED = "offered", _("offered")
        GIVEN = "given", _("given")
        CAME = "came", pgettext_lazy("turn", "came")
        MISSED = "missed", _("did not come")
        LOST = "lost", _("lost to an outage")
        MOVED = "moved", pgettext_lazy("turn", "moved")
        EXPIRED = "expired", _("offer ran out")
        CANCELLED = "cancelled", pgettext_lazy("turn", "cancelled")

    OPEN = (State.OFFERED, State.GIVEN)

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="turns", verbose_name=_("household")
    )
    amenity = models.ForeignKey(Amenity, models.PROTECT, related_name="turns", verbose_name=_("amenity"))
    kind = models.CharField(pgettext_lazy("turn", "kind"), max_length=10, choices=Kind)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.GIVEN)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    offered_until = models.DateTimeField(_("offered until"), null=True, blank=True)
    request = models.ForeignKey(
        TurnRequest, models.SET_NULL, related_name="turns", null=True, blank=True, verbose_name=_("request")
    )
    # Turns that belong together for one task share this.
    joined = models.UUIDField(_("joined"), null=True, blank=True, editable=False)
    appointment = models.ForeignKey(
        Appointment, models.SET_NULL, related_name="turns", null=True, blank=True,
        verbose_name=_("appointment"),
    )  # fmt: skip
    moved_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="moved_to", null=True, blank=True, verbose_name=_("moved from")
    )
    outage = models.ForeignKey(
        Outage, models.SET_NULL, related_name="turns", null=True, blank=True, verbose_name=_("outage")
    )
    # Out of order only with a reason (R33).
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    told_at = models.DateTimeField(_("household was told"), null=True, blank=True)
    # Nobody said how it went, so at its end the site took it as used.
    is_assumed = models.BooleanField(_("taken as used"), default=False, editable=False)
    # What the last mark changed, to take it back within a day (schedules/actions/marks.py).
    before = models.JSONField(_("before"), default=dict, blank=True, editable=False)
    given_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("given by"))

    day: date | None  # of `TurnQuerySet.dated`

    objects = TurnQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("amenity", "turn")
        verbose_name_plural = pgettext_lazy("amenity", "turns")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind"],
                condition=Q(state__in=["offered", "given"]),
                name="one_open_turn_per_household_and_kind",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="turns_have_a_length"),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False), name="offers_have_an_end"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "amenity", "starts_at"], name="turns_of_an_amenity"),
            models.Index(
                fields=["organization", "offered_until"], condition=Q(state="offered"), name="open_offers"
            ),
        ]

    def __str__(self) -> str:
        return str(self.household)


class TurnSeatQuerySet(OfHouseholdQuerySet["TurnSeat"]):
    """Seats that turns take."""

    path = "turn__household__"


class TurnSeat(TenantModel):
    """One seat of one window, taken by one turn. The row goes when the seat is free again, so that its
    constraint holds without a condition: no race gives a seat twice, or one that does not exist."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="seats", verbose_name=_("turn"))
    window = models.ForeignKey(TurnWindow, models.CASCADE, related_name="taken", verbose_name=_("window"))
    number = models.PositiveSmallIntegerField(pgettext_lazy("turn", "seat"))
    # What the window says, so that the database can compare.
    of_seats = models.PositiveSmallIntegerField(_("how many at once"))

    objects = TurnSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat of a turn")
        verbose_name_plural = _("seats of turns")
        ordering = ["window", "number"]
        constraints = [
            models.UniqueConstraint(fields=["window", "number"], name="one_turn_per_window_and_seat"),
            models.UniqueConstraint(fields=["turn", "window"], name="a_turn_has_one_seat_in_a_window"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=F("of_seats")), name="no_seat_beyond_the_window"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class TurnMemory(TenantModel):
    """When a household was last served with a kind of thing, and how often it went without: one row, no
    history. Turns themselves are forgotten after a day."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="turn_memories", verbose_name=_("household")
    )
    kind = models.CharField(pgettext_lazy("turn", "kind"), max_length=10, choices=Kind)
    served_on = models.DateField(_("last turn on"), null=True, blank=True)
    misses = models.PositiveSmallIntegerField(_("times without a turn"), default=0)
    # Lost its turn to an outage: comes before everybody at the next draw (J7).
    repeats_first = models.BooleanField(_("repeats first"), default=False)

    objects = OfHouseholdQuerySet["TurnMemory"].as_manager()

    class Meta:
        verbose_name = _("when a household was last served")
        verbose_name_plural = _("when households were last served")
        ordering = ["household", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["household", "kind"], name="one_memory_per_household_and_kind"),
        ]

    def __str__(self) -> str:
        return str(self.household)
