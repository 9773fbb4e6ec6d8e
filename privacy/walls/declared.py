"""One declaration for each model: whose its rows are, and who else may read them.

Each app declares its models in its own `walls.py`. A model with an organization that nobody
declared stops the start (privacy/checks.py).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from django.db import models

TENANT_COLUMN = "organization_id"


@dataclass(frozen=True)
class Ways:
    """Who may read a row besides its own organization; only that one ever writes it.

    `network` and `mine` and `door` name a field: the network that may read, the user (or, for a
    partner key, the membership) whose row it is, the code that opens it. `read_by_all` says why
    every organization may read it.
    """

    network: str = ""
    mine: str = ""
    door: str = ""
    read_by_all: str = ""


WALLED: dict[str, Ways] = {}
OPENED: dict[str, str] = {}


def wall(label: str, *, network: str = "", mine: str = "", door: str = "", read_by_all: str = "") -> None:
    """Rows of `app_label.Model` belong to the organization in their column `organization_id`.

    Raises: ValueError when the model is declared twice.
    """
    _refuse_twice(label)
    WALLED[label] = Ways(network, mine, door, read_by_all)


def opened(label: str, *, because: str) -> None:
    """Rows of the model belong to no organization, for this reason.

    Raises: ValueError when the model is declared twice.
    """
    _refuse_twice(label)
    OPENED[label] = because


def walled_models() -> list[tuple["type[models.Model]", Ways]]:
    """Every model behind a wall, with the ways into it, by name."""
    return [(apps.get_model(label), WALLED[label]) for label in sorted(WALLED)]


def gaps() -> list[str]:
    """Models without a declaration, and declarations without a model, by label."""
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    return sorted(known ^ (set(WALLED) | set(OPENED)))


def without_tenant() -> list[str]:
    """Models behind a wall that lack the column by which it is built."""
    return [
        model._meta.label
        for model, _ in walled_models()
        if TENANT_COLUMN not in {field.column for field in model._meta.concrete_fields}
    ]


def _refuse_twice(label: str) -> None:
    if label in WALLED or label in OPENED:
        raise ValueError(f"{label} is declared twice")
