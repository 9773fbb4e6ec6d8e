"""Whom to call when somebody asks for the list."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel, TenantQuerySet

DIALABLE = RegexValidator(
    r"^\+?[0-9][0-9 ().-]{2,38}$", _("Digits and spaces only, such as +52 664 123 4567.")
)


class VisitPhoneQuerySet(TenantQuerySet["VisitPhone"]):
    """The numbers on the visit card of one organization."""


class VisitPhone(TenantModel):
    """One number on the visit card. Known to colleagues only; a name is never asked."""

    class Who(models.TextChoices):
        """Whose number: a list, so that no name can be written here."""

        COORDINATOR = "coordinator", _("coordinator")
        SECOND = "second", _("second coordinator")
        LAWYER = "lawyer", _("lawyer")
        RIGHTS = "rights", _("human-rights commission")

    who = models.CharField(_("whom"), max_length=12, choices=Who)
    phone = models.CharField(_("phone"), max_length=40, validators=[DIALABLE])

    objects = VisitPhoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone of the visit card")
        verbose_name_plural = _("phones of the visit card")
        ordering = ["who"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "who"], name="one_phone_of_a_kind_per_organization"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_who_display())
