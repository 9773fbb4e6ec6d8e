"""What a password must be: long, not common, not the username. No rule about its characters."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from core.errors import BadInput


def refuse_weak(password: str, *, user: User) -> None:
    """Raises: BadInput with the reasons at the field `password`."""
    try:
        validate_password(password, user)
    except ValidationError as refused:
        raise BadInput({"password": refused.messages}) from refused
