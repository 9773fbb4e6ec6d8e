"""Groups are data: who sleeps where is a shelter's own decision, named in its own words."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from core.models import Row

if TYPE_CHECKING:
    from accounts.models import Membership


class GroupQuerySet(models.QuerySet["Group"]):
    """Built-in groups, known to all, and the own ones of an organization."""

    def visible_to(self, member: "Membership") -> Self:
        """Groups are not personal: the built-in ones and all own ones of the member's network,
        because availability of a neighbour's own group must be readable."""
        network = member.organization.network_id
        return self.filter(Q(organization=None) | Q(organization__network=network))

    def usable_by(self, organization_id: object) -> Self:
        """Groups that this organization may give to its rooms."""
        return self.filter(Q(organization=None) | Q(organization=organization_id))


class Group(Row):
    """Who may sleep in a room of this group."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("own group of")
    )
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    admits_women = models.BooleanField(_("admits women"), default=True)
    admits_men = models.BooleanField(_("admits men"), default=True)
    admits_lgbtq = models.BooleanField(_("admits LGBTQ+ persons"), default=True)
    admits_minors = models.BooleanField(_("admits children with an adult of their household"), default=False)
    needs_minor = models.BooleanField(_("only for households with a child"), default=False)
    smallest_party = models.PositiveSmallIntegerField(_("smallest household"), default=1)
    hand_over_only = models.BooleanField(
        _("only for unaccompanied minors until they are handed over"), default=False
    )
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = GroupQuerySet.as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["position", "code"]
        constraints = [
            # Two, because SQLite has no "nulls are alike".
            models.UniqueConstraint(
                fields=["organization", "code"], name="one_group_of_a_code_per_organization"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(organization=None), name="one_built_in_group_of_a_code"
            ),
            models.CheckConstraint(
                condition=~Q(hand_over_only=True)
                | Q(admits_women=False, admits_men=False, admits_lgbtq=False, admits_minors=True),
                name="hand_over_rooms_hold_no_adults",
            ),
        ]

    def __str__(self) -> str:
        """The name in the reader's language, else in another one with its tag: never a silent fallback."""
        if self.name:
            return self.name
        names = ((code, getattr(self, f"name_{code}")) for code in settings.MODELTRANSLATION_LANGUAGES)
        return next((f"{name} [{code}]" for code, name in names if name), self.code)
