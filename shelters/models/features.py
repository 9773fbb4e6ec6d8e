"""What a bed offers and a person may need. Never a diagnosis."""

from django.db import models
from django.utils.translation import gettext_lazy as _

FEATURES = ("lower", "ground_floor", "cot", "near_bathroom", "quiet")


class Features(models.Model):
    """Five plain properties of a bed; on a person they are needs."""

    lower = models.BooleanField(_("lower bunk"), default=False)
    ground_floor = models.BooleanField(_("ground floor"), default=False)
    cot = models.BooleanField(_("cot"), default=False)
    near_bathroom = models.BooleanField(_("near the bathroom"), default=False)
    quiet = models.BooleanField(_("quiet"), default=False)

    class Meta:
        abstract = True

    @property
    def features(self) -> frozenset[str]:
        """The names of the properties that hold."""
        return frozenset(name for name in FEATURES if getattr(self, name))
