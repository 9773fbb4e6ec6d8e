"""Seeds of second factors, sealed for their owner: the database alone signs nobody in."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from accounts.models import User
from privacy.sealing import seal, unseal

PURPOSE = "second factor"


def seal_seed(seed: str, *, user_id: UUID) -> str:
    """The seed as it is stored."""
    return seal(seed, purpose=PURPOSE, owner=str(user_id))


def open_seed(sealed: str, *, user_id: UUID) -> str:
    """The seed again.

    Raises: CannotOpen when it was changed or belongs to somebody else.
    """
    return unseal(sealed, purpose=PURPOSE, owner=str(user_id))


def of_user(user: User) -> QuerySet[Any]:
    """The second factors of a user. By name: the domain does not import allauth, which knows HTTP."""
    factors: QuerySet[Any] = apps.get_model("mfa", "Authenticator")._default_manager.filter(user=user)  # noqa: SLF001
    return factors
