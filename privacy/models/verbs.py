"""A column for a verb."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from privacy.verbs import Verb


class VerbField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """One of the closed list of verbs.

    The list stands in the code alone and not in migrations: a new verb changes no table.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 30, **kwargs, "choices": Verb.choices})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """A plain column of text, as far as migrations know."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs
