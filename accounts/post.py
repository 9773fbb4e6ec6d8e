"""Letters to colleagues who asked for them. Without a mail server the site works as before."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from accounts import post_marks


class NotTaken(Exception):
    """The mail server said no to this letter: it can be sent again."""


class OutOfReach(NotTaken):
    """The mail server cannot be reached or lets nobody in: no letter can be sent now."""


class Unsure(Exception):
    """The connection was lost on the way: the letter may have arrived."""


@dataclass(frozen=True)
class Letter:
    """Plain text in one language."""

    subject: str
    body: str
    language: str
    headers: Mapping[str, str] = field(default_factory=dict)


def is_set_up() -> bool:
    """Whether this site has a mail server."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)


def send(letter: Letter, *, to: str) -> None:
    """Give the letter to the mail server.

    Raises: NotTaken, OutOfReach, Unsure.
    """
    connection = _opened()
    try:
        EmailMessage(
            letter.subject, letter.body, to=[to], headers=_headers(letter), connection=connection
        ).send()
    except SMTPSenderRefused as refused:
        post_marks.failed(reached=True)
        raise NotTaken from refused
    except (SMTPResponseException, SMTPRecipientsRefused) as refused:
        raise NotTaken from refused
    except (SMTPException, OSError) as lost:
        raise Unsure from lost
    else:
        post_marks.worked()
    finally:
        with suppress(SMTPException, OSError):
            connection.close()


def look_again() -> None:
    """Ask a server that could not be reached whether it lets us in now: no letter may be due for hours."""
    if not post_marks.is_out_of_reach():
        return
    with suppress(OutOfReach):
        connection = _opened()
        post_marks.worked()
        with suppress(SMTPException, OSError):
            connection.close()


def _opened() -> BaseEmailBackend:
    """Raises: OutOfReach."""
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as trouble:
        post_marks.failed(reached=False)
        raise OutOfReach from trouble
    return connection


def _headers(letter: Letter) -> dict[str, str]:
    """The name of this machine, which Django would write, says nothing to readers."""
    return {
        "Message-ID": make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost"),
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
        **letter.headers,
    }
