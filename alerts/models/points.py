"""Contact points that the network knows: of alerts, or of helpers whom nobody can flag."""

import json
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership, Network
from accounts.rights import Right
from accounts.tenancy import TenantModel, TenantQuerySet
from alerts.models.alerts import Alert, OfAlertQuerySet
from alerts.models.words import PointKind
from privacy import retention


class HelperQuerySet(TenantQuerySet["Helper"]):
    """Helpers of a network."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the member's network that are still named; to those who keep the list, all."""
        before = retention.before(member.organization_id, "retired_helpers")
        own = self.filter(network=member.organization.network_id).exclude(retired_at__lte=before)
        return own if member.may(Right.KEEP_HELPERS) else own.named()

    def named(self) -> Self:
        """Those that were not taken off the list."""
        return self.filter(retired_at=None)

    def current(self) -> Self:
        """Those that are named, and whose check is not older than it may be."""
        return self.named().filter(check_again_by__gte=timezone.now().date())

    def speaking(self, language: str) -> Self:
        """Those with whom one can speak so. As text: not every database looks into lists."""
        spoken = self.annotate(spoken=Cast("languages", models.TextField()))
        return spoken.filter(spoken__contains=json.dumps(language))


class Helper(TenantModel):
    """An organization, a representative or an authority that was verified, and by what.

    Not being in this list says nothing against anybody. A representative is here by the name under which the
    register lists the profession, never a guest, never a private person.
    """

    class Kind(models.TextChoices):
        """What the helper is."""

        ORGANIZATION = "organization", _("organization")
        REPRESENTATIVE = "representative", _("lawyer or accredited representative")
        AUTHORITY = "authority", _("authority")

    class Source(models.TextChoices):
        """Which register says so (field-guide, section 3)."""

        EOIR_ORGANIZATION = "eoir_organization", _("EOIR: recognized organization")
        EOIR_REPRESENTATIVE = "eoir_representative", _("EOIR: accredited representative")
        STATE_BAR = "state_bar", _("state bar (United States)")
        CEDULA = "cedula", _("cédula profesional (Mexico): a degree, not a licence for the United States")
        AUTHORITY = "authority", _("the authority's own official page")
        NETWORK = "network", _("known to the network")

    class Cost(models.TextChoices):
        """What it costs a family."""

        FREE = "free", pgettext_lazy("cost", "free")
        LOW = "low", _("low fee")
        PAID = "paid", _("with a fee")
        UNKNOWN = "unknown", _("not known")

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(_("name in the register"), max_length=160)
    source = models.CharField(_("register"), max_length=20, choices=Source)
    source_url = models.URLField(_("address of the register"), blank=True)
    licence = models.CharField(_("number in the register"), max_length=60, blank=True)
    area = models.CharField(_("area"), max_length=120, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    cost = models.CharField(_("cost"), max_length=8, choices=Cost, default=Cost.UNKNOWN)
    about = models.CharField(_("what they do, in one sentence"), max_length=240, blank=True)
    checked_on = models.DateField(_("checked"))
    check_again_by = models.DateField(_("check again by"))
    retired_at = models.DateTimeField(_("taken off the list"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = HelperQuerySet.as_manager()

    class Meta:
        verbose_name = _("verified helper")
        verbose_name_plural = _("verified helpers")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "source", "name", "licence"], name="one_helper_of_a_register"
            ),
            models.CheckConstraint(
                condition=Q(check_again_by__gt=models.F("checked_on")), name="helpers_are_checked_again"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_current(self) -> bool:
        """Whether the check is not older than it may be."""
        return self.retired_at is None and self.check_again_by >= timezone.localdate()


class PointQuerySet(TenantQuerySet["ContactPoint"]):
    """Contact points that the network knows."""

    def visible_to(self, member: Membership) -> Self:
        """Those of helpers and of alerts that the member may read."""
        named = AlertContact.objects.filter(alert__in=Alert.objects.visible_to(member))
        helped = Q(helper__in=Helper.objects.visible_to(member))
        return self.filter(helped | Q(pk__in=named.values("point")))


class ContactPoint(TenantModel):
    """One phone number, account or address, in its one normalised form, known to the network.

    There is one row for each in a network, and it is a helper's or it can be flagged: so no race and no
    mistake can flag an authority's switchboard.
    """

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=PointKind)
    value = models.CharField(_("contact point"), max_length=200)
    helper = models.ForeignKey(
        Helper,
        models.CASCADE,
        related_name="points",
        null=True,
        blank=True,
        verbose_name=_("verified helper"),
    )
    is_flagged = models.BooleanField(_("warned of"), default=False)

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        ordering = ["kind", "value"]
        constraints = [
            models.UniqueConstraint(fields=["network", "kind", "value"], name="one_contact_point_of_a_value"),
            models.CheckConstraint(
                condition=Q(helper=None) | Q(is_flagged=False), name="helpers_are_never_flagged"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class AlertContact(TenantModel):
    """That an alert names a contact point: one to beware of, or the real one that is imitated."""

    class Part(models.TextChoices):
        """In which part."""

        BEWARE = "beware", _("beware of it")
        REAL = "real", _("the real one")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="contacts", verbose_name=_("alert"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    point = models.ForeignKey(
        ContactPoint, models.PROTECT, related_name="mentions", verbose_name=_("contact point")
    )
    part = models.CharField(_("part"), max_length=6, choices=Part, default=Part.BEWARE)

    objects = OfAlertQuerySet["AlertContact"].as_manager()

    class Meta:
        verbose_name = _("contact point of an alert")
        verbose_name_plural = _("contact points of alerts")
        ordering = ["alert", "point"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "point"], name="one_mention_of_a_point_in_an_alert"),
        ]

    def __str__(self) -> str:
        return str(self.point_id)


class ContactKeyQuerySet(TenantQuerySet["ContactKey"]):
    """Keys of contact points."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the contact points that the member may read."""
        return self.filter(point__in=ContactPoint.objects.visible_to(member))


class ContactKey(TenantModel):
    """One of the keys under which a contact point is looked up: a hash, so that a browser can hold the list.

    A phone number has two: with its country and without (alerts/points.py).
    """

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    point = models.ForeignKey(
        ContactPoint, models.CASCADE, related_name="keys", verbose_name=_("contact point")
    )
    digest = models.CharField(_("hash"), max_length=64)

    objects = ContactKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of a contact point")
        verbose_name_plural = _("keys of contact points")
        ordering = ["digest"]
        indexes = [models.Index(fields=["network", "digest"], name="contact_keys_by_digest")]
        constraints = [
            models.UniqueConstraint(fields=["point", "digest"], name="one_key_of_a_point"),
        ]

    def __str__(self) -> str:
        return self.digest[:8]
