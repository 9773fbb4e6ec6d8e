"""What a programme does to everybody at once: suspended, closed, all cancelled, moved, reopened (J3).

The act belongs to whoever runs the programme. Each organization has its own share of it, done once
in one transaction with its appointments, so that a killed worker goes on where it stopped.
"""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Network
from accounts.models.organizations import known_zone
from accounts.tenancy import TenantModel, TenantQuerySet
from appointments.models.programmes import Programme, ProgrammeState, SharedQuerySet
from privacy import retention

UNDO_MINUTES = 60  # J3.6


class ActQuerySet(SharedQuerySet["ProgrammeAct"]):
    """Acts on programmes; the whole network may know of them, until their time is over."""

    def visible_to(self, member: Membership) -> Self:
        before = retention.before(member.organization_id, "programme_acts")
        return super().visible_to(member).filter(begun_at__gt=before)

    def unfinished(self) -> Self:
        """Those of which shares may still be open: what the sweep looks at."""
        return self.filter(finished_at=None)


class ProgrammeAct(TenantModel):
    """One act on all appointments of a programme. Counts only, nothing about a family."""

    class Kind(models.TextChoices):
        """What happens."""

        SUSPEND = "suspend", _("suspend the programme")
        CLOSE = "close", _("close the programme")
        CANCEL = "cancel", _("cancel all appointments")
        MOVE = "move", _("move appointments")
        REOPEN = "reopen", _("reopen the programme")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="acts", verbose_name=_("programme"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    kind = models.CharField(_("act"), max_length=8, choices=Kind)
    # From when on; appointments from this moment on are concerned.
    effective_at = models.DateTimeField(_("from"))
    zone = models.CharField(_("time zone of the announcement"), max_length=64, validators=[known_zone])
    # Moving: by so many minutes, for appointments that begin before this.
    until = models.DateTimeField(_("for appointments before"), null=True, blank=True)
    shift_minutes = models.IntegerField(_("later by minutes"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    source_url = models.URLField(_("source"), blank=True)
    state_row = models.OneToOneField(
        ProgrammeState, models.SET_NULL, related_name="act", null=True, blank=True, editable=False
    )
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("by"))
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    # Whoever asks twice with the same word gets the same act.
    asked = models.CharField(max_length=64, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("undone by")
    )
    # Told in the preview that was confirmed.
    appointments_seen = models.PositiveIntegerField(_("appointments in the preview"), default=0)
    shelters_seen = models.PositiveIntegerField(_("shelters in the preview"), default=0)

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on a programme")
        verbose_name_plural = _("acts on programmes")
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "asked"], name="an_act_is_asked_once"),
            models.CheckConstraint(
                condition=~Q(kind="move") | Q(shift_minutes__isnull=False), name="moving_says_by_how_much"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def can_be_undone(self) -> bool:
        """Not undone yet, and young enough."""
        return self.undone_at is None and self.begun_at > oldest_undoable_act()


def oldest_undoable_act() -> datetime:
    """Acts from before this moment stay; afterwards there are corrections only."""
    return timezone.now() - timedelta(minutes=UNDO_MINUTES)


class ShareQuerySet(SharedQuerySet["ActShare"]):
    """What acts did, until the time of that is over."""

    def visible_to(self, member: Membership) -> Self:
        before = retention.before(member.organization_id, "act_shares")
        return super().visible_to(member).filter(act__begun_at__gt=before)


class ActShare(TenantModel):
    """What one act did in one organization: done once, undone once."""

    act = models.ForeignKey(ProgrammeAct, models.PROTECT, related_name="shares", verbose_name=_("act"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    appointments = models.PositiveIntegerField(_("appointments"), default=0)
    kept = models.PositiveIntegerField(_("corrected since, left as they are"), default=0)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of an act")
        verbose_name_plural = _("shares of acts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "organization"], name="an_act_has_one_share_per_organization"
            ),
        ]

    def __str__(self) -> str:
        return str(self.act_id)


class NoticeQuerySet(TenantQuerySet["Notice"]):
    """The outbox of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """The own ones, until their time is over."""
        before = retention.before(member.organization_id, "notices")
        return super().visible_to(member).filter(written_at__gt=before)

    def waiting(self) -> Self:
        """Not delivered yet."""
        return self.filter(delivered_at=None, withdrawn_at=None)


class Notice(TenantModel):
    """The outbox: one message to an organization about an act. Written with the change, sent after it."""

    class Kind(models.TextChoices):
        """What is told, to whom."""

        ACT = "act", _("a programme changed")
        UNDONE = "undone", _("a programme's change was taken back")
        PRE_ALERT = "pre_alert", _("draft of a warning about scams, for moderators")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    act = models.ForeignKey(ProgrammeAct, models.PROTECT, related_name="notices", verbose_name=_("act"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    seen_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("seen by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-written_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "organization", "kind"], name="an_act_is_told_once_to_an_organization"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
