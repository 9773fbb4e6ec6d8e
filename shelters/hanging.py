"""Which rows hang on a household, whatever app declared them: what a family's own paper must tell."""

from django.apps import apps
from django.db import models

from privacy.inventory import DECLARED, Declaration
from shelters.models import Household


def hanging() -> list[tuple[Declaration, type[models.Model], str]]:
    """Each kind of row about guests that leads to a household, and the way there: `tracking__household`."""
    declared = [one for one in DECLARED.values() if one.about_guests]
    found = [(one, model, way(model)) for one in declared if (model := apps.get_model(one.label))]
    return [(one, model, path) for one, model, path in found if path]


def way(model: type[models.Model]) -> str:
    """From rows of this model to their household: its own key, or that of the row with which they go."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    if any(key.name == "household" and key.related_model is Household for key in keys):
        return "household"
    for key in keys:
        parent, declared = key.related_model, DECLARED.get(key.related_model._meta.label)
        is_part = key.remote_field.on_delete is models.CASCADE and parent not in (model, Household)
        if is_part and declared and declared.about_guests and (further := way(parent)):
            return f"{key.name}__{further}"
    return ""
