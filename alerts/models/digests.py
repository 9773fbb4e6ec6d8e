"""Who wants to read by e-mail what the network warns of, and on which day a letter was begun."""

import secrets
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention

SECRET_BYTES = 16


def new_stop() -> str:
    """What a letter's link to stop is made of. It says nothing about who reads it."""
    return secrets.token_hex(SECRET_BYTES)


class DigestWishQuerySet(TenantQuerySet["DigestWish"]):
    """Wishes."""

    def visible_to(self, member: Membership) -> Self:
        """The member's own one: nobody sees who else reads by e-mail."""
        return super().visible_to(member).filter(member=member.pk)


class DigestWish(TenantModel):
    """A member asked for a letter a day. Without this row nobody gets any.

    `told_until` is what the mail server took for sure; until `tried_until` a letter was begun, or there was
    nothing to tell. What lies between them is no reason for a letter, but is told with the next one.
    """

    member = models.OneToOneField(
        Membership, models.CASCADE, related_name="digest_wish", verbose_name=_("colleague")
    )
    stop = models.CharField(
        _("what the link to stop holds"), max_length=32, unique=True, default=new_stop, editable=False
    )
    told_until = models.DateTimeField(_("told until"), default=timezone.now)
    tried_until = models.DateTimeField(_("tried until"), default=timezone.now)

    objects = DigestWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish for alerts by e-mail")
        verbose_name_plural = _("wishes for alerts by e-mail")

    def __str__(self) -> str:
        return str(self.pk)


class DigestQuerySet(TenantQuerySet["Digest"]):
    """Letters."""

    def visible_to(self, member: Membership) -> Self:
        """The member's own ones, until their time is over."""
        before = retention.before(member.organization_id, "digests").date()
        return super().visible_to(member).filter(member=member.pk, day__gt=before)


class Digest(TenantModel):
    """That a letter was begun for a member on a day: one row, so one letter at most, whatever happens."""

    class State(models.TextChoices):
        """How far it came. One that stays begun may have arrived: it is never sent again."""

        BEGUN = "begun", _("begun")
        WAITING = "waiting", _("was refused and waits")
        SENT = "sent", _("sent")

    member = models.ForeignKey(Membership, models.CASCADE, related_name="+", verbose_name=_("colleague"))
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.BEGUN)
    tries = models.PositiveSmallIntegerField(_("tries"), default=1)
    next_try_at = models.DateTimeField(_("tried again"), default=timezone.now)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter about alerts")
        verbose_name_plural = _("letters about alerts")
        constraints = [
            models.UniqueConstraint(fields=["member", "day"], name="one_digest_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
