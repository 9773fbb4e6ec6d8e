"""A mail server that fails is told to whoever watches, and nobody else is alarmed."""

from datetime import timedelta
from smtplib import SMTPSenderRefused

import pytest
from django.core.mail.backends import locmem
from django.utils import timezone

from accounts import post, post_marks
from alerts.actions import digests

LETTER = post.Letter(subject="x", body="x", language="es")
MAILS = "django.core.mail.backends.locmem.EmailBackend"


class Stranger(locmem.EmailBackend):
    """Takes nothing from this site."""

    def send_messages(self, messages):
        raise SMTPSenderRefused(550, b"", "no-reply@posada.example")


@pytest.fixture(autouse=True)
def own_marks(settings, tmp_path):
    settings.KEYRING_DIR = tmp_path / "keyring"
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "no-reply@posada.example"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("backend", "trouble"),
    [("tests.alerts.letters.Out", post.OutOfReach), (f"{__name__}.Stranger", post.NotTaken)],
)
def test_it_is_late_after_an_hour_without_a_letter_and_well_with_the_next_one(
    client, settings, time_machine, backend, trouble
):
    settings.EMAIL_BACKEND = backend
    for _try in range(2):
        with pytest.raises(trouble):
            post.send(LETTER, to="a@mail.example")
        seen = client.get("/health/mail/")
        assert (seen.status_code, seen.json()) == (200, {"status": "ok"})
        time_machine.move_to(timezone.now() + timedelta(minutes=50))

    if trouble is post.NotTaken:
        post.look_again()  # that it lets us in says nothing about what it takes
    late = client.get("/health/mail/")
    assert (late.status_code, late.json()) == (503, {"status": "late"})
    assert client.get("/health/").status_code == 200
    assert client.post("/health/mail/").status_code == 405

    settings.EMAIL_BACKEND = MAILS
    post.send(LETTER, to="a@mail.example")
    assert client.get("/health/mail/").status_code == 200


@pytest.mark.django_db
def test_it_looks_again_when_no_letter_is_due(settings, client, time_machine):
    post_marks.failed(reached=False)
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    settings.EMAIL_BACKEND = "tests.alerts.letters.Out"
    assert digests.send_due() == 0
    assert client.get("/health/mail/").status_code == 503

    settings.EMAIL_BACKEND = MAILS
    assert digests.send_due() == 0
    assert client.get("/health/mail/").status_code == 200


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"since": 7}'])
def test_an_unreadable_mark_is_no_alarm(settings, content):
    settings.KEYRING_DIR.mkdir()
    (settings.KEYRING_DIR / "mail.json").write_text(content)

    assert post_marks.failing_since() is None
    assert not post_marks.is_late()


def test_a_folder_that_cannot_be_written_stops_no_letter(settings, tmp_path):
    settings.KEYRING_DIR = tmp_path / "file"
    settings.KEYRING_DIR.write_text("")

    post_marks.failed(reached=False)
    post_marks.worked()

    assert not post_marks.is_late()
