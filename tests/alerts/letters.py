"""Somebody who gets letters, and a mail server that takes, refuses or loses them."""

from smtplib import SMTPConnectError, SMTPDataError, SMTPServerDisconnected
from typing import Any

from django.apps import apps
from django.core.mail.backends import locmem

from accounts.models import Membership
from alerts.actions import digests
from alerts.models import DigestWish


def address_of(member: Membership, *, verified: bool = True) -> str:
    """A mail box of the member's own."""
    email = f"{member.user.username}@mail.example"
    addresses = apps.get_model("account", "EmailAddress").objects
    addresses.create(user=member.user, email=email, verified=verified, primary=True)
    return email


def reader(member: Membership) -> DigestWish:
    """The member gave an address and asked for letters, now."""
    address_of(member)
    return digests.choose(member)


class Out(locmem.EmailBackend):
    """Nobody answers."""

    def open(self) -> Any:
        raise SMTPConnectError(421, b"")


class Refusing(locmem.EmailBackend):
    """Takes nothing for the first reader."""

    def send_messages(self, messages: Any) -> Any:
        if "first" in messages[0].to[0]:
            raise SMTPDataError(451, b"")
        return super().send_messages(messages)


class Losing(locmem.EmailBackend):
    """Takes the letter and says so to nobody."""

    def send_messages(self, messages: Any) -> Any:
        super().send_messages(messages)
        raise SMTPServerDisconnected
