"""Shapes of what is typed about keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organization
from partners.actions.keys import MAY_HAVE_KEYS
from partners.models.keys import LONGEST_DAYS, USUAL_BUDGET
from partners.scopes import Scope
from shelters.models import Shelter


class KeyForm(forms.Form):
    """For whom a key is, what it may read, and until when."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Partner"))
    label = forms.CharField(label=_("What it is for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("May read"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    lasts_days = forms.IntegerField(
        label=_("Days until it ends (90 at most)"), min_value=1, max_value=LONGEST_DAYS, initial=LONGEST_DAYS
    )
    records_per_day = forms.IntegerField(
        label=_("Records a day"), min_value=1, max_value=1_000_000, initial=USUAL_BUDGET
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Organization.objects.visible_to(by).filter(kind__in=MAY_HAVE_KEYS)
        self.fields["organization"].queryset = partners  # type: ignore[attr-defined]


class ShelterForm(forms.Form):
    """One of the houses in which the member works."""

    shelter: "forms.ModelChoiceField[Shelter]" = forms.ModelChoiceField(
        Shelter.objects.none(), label=_("Shelter")
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shelter"].queryset = Shelter.objects.visible_to(by)  # type: ignore[attr-defined]
