"""Going through the door as a person does: forms, codes, cookies."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.factors import of_user, seal_seed
from accounts.models import Membership, User

SEED = "KBXXGYLEMEQGSZTFNVXS4LROFZRWC43B"
PASSWORD = "la puerta azul de casa"


def digits(seed: str = SEED) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(seed, int(time.time()) // 30))


def with_password(member: Membership, *, app: bool = True) -> User:
    """The user of the member with PASSWORD, and an authenticator app on SEED."""
    user = member.user
    assert user is not None
    user.set_password(PASSWORD)
    user.save()
    if app:
        of_user(user).create(user=user, type="totp", data={"secret": seal_seed(SEED, user_id=user.pk)})
    return user


def first_step(client: Client, user: User, password: str = PASSWORD, **more: Any) -> Any:
    """Username and password."""
    address = more.pop("address", "127.0.0.1")
    form = {"login": user.username, "password": password, **more}
    return client.post("/account/login/", form, REMOTE_ADDR=address)


def walk_in(client: Client, user: User, **more: Any) -> Any:
    """Both steps; the answer to the second one."""
    first_step(client, user, **more)
    return client.post("/account/2fa/authenticate/", {"code": digits()})


def is_in(client: Client) -> bool:
    """Whether the staff site opens."""
    return client.get("/admin/").status_code == 200
