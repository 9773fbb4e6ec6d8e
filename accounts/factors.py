"""Seeds of second factors, sealed for their owner: the database alone signs nobody in."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from accounts.models import User
from privacy import keyring, sealed
from privacy.keyring import SITE, Subject
from privacy.sealing import seal, unseal

PURPOSE = "second factor"


def seal_seed(seed: str, *, user_id: UUID) -> str:
    """The seed as it is stored.

    Raises: KeyringUnavailable.
    """
    return seal(seed, purpose=PURPOSE, owner=user_id)


def open_seed(stored: str, *, user_id: UUID) -> str:
    """The seed again.

    Raises: CannotOpen when it was changed or belongs to somebody else, KeyGone when the keyring was lost,
    KeyringUnavailable.
    """
    return unseal(stored, purpose=PURPOSE, owner=user_id)


def of_user(user: User) -> QuerySet[Any]:
    """The second factors of a user. By name: the domain does not import allauth, which knows HTTP."""
    factors: QuerySet[Any] = apps.get_model("mfa", "Authenticator")._default_manager.filter(user=user)  # noqa: SLF001
    return factors


def take_away(user: User) -> None:
    """Delete the second factors of a user, who sets up new ones, and destroy the key of the old seeds."""
    of_user(user).delete()
    sealed.retire_on_commit(Subject(SITE, user.pk, None))


def erase(user_id: UUID) -> None:
    """Destroy the key of the seeds of an account that is erased. It never gets one again.

    Raises: KeyringUnavailable.
    """
    keyring.destroy(Subject(SITE, user_id, None))
