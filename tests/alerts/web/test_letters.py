"""The page on which a member chooses letters, and the one behind the link in them."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts import addresses
from alerts.actions import digests
from alerts.models import DigestWish
from tests.alerts import letters
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory

OWN = "/alerts/letters/"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "posada@mail.example"


@pytest.fixture
def member(network):
    return MembershipFactory(organization__network=network)


@pytest.fixture
def page(member):
    """`page(**posted)`: what the member reads after it."""
    client = Client()
    sign_in(client, member)

    def ask(**posted):
        answer = client.post(OWN, posted, follow=True) if posted else client.get(OWN)
        return answer.status_code, answer.content.decode()

    return ask


def test_an_address_counts_once_its_code_was_typed(page, member):
    assert "You have given no address. Nothing is sent." in page()[1]
    assert page(ask="", address="no address")[0] == 400
    assert "not confirmed yet" in page(ask="", address="Yo@Mail.example")[1]
    (letter,) = mail.outbox
    code = re.search(r": ([0-9A-Z]{8})$", letter.body, re.MULTILINE)[1]
    assert (letter.to, letter.subject) == (["yo@mail.example"], "Your code")
    assert addresses.verified(member.user) == ""
    assert page(confirm="", code="00000000")[0] == 400
    assert "not confirmed yet" in page()[1]

    status, read = page(confirm="", code=code.lower())

    assert (status, "not confirmed yet" in read) == (200, False)
    assert addresses.verified(member.user) == "yo@mail.example"
    assert "The address was erased" in page(forget="")[1]
    assert addresses.of(member.user) is None


def test_codes_are_sent_five_times_a_day_and_an_address_has_one_owner(page, member):
    other = MembershipFactory()
    taken = letters.address_of(other)
    page(ask="", address=taken)
    code = re.search(r": ([0-9A-Z]{8})$", mail.outbox[0].body, re.MULTILINE)[1]

    assert "another account" in page(confirm="", code=code)[1]
    for _again in range(4):
        assert page(ask="", address=taken)[0] == 200

    assert page(ask="", address=taken)[0] == 429
    assert len(mail.outbox) == 5


def test_letters_are_chosen_and_left_on_the_page(page, settings):
    assert "You get a letter when there is something new." in page(choose="")[1]
    assert DigestWish.objects.count() == 1
    assert "You asked for letters." in page()[1]
    assert "Send me letters" in page(stop="")[1]
    assert not DigestWish.objects.exists()

    settings.EMAIL_HOST = ""

    assert "This site has no mail server. No letters are sent." in page()[1]
    assert page(ask="", address="yo@mail.example")[0] == 409


def test_a_mail_server_that_fails_is_told(page, settings):
    settings.EMAIL_BACKEND = "tests.alerts.letters.Out"

    status, read = page(ask="", address="yo@mail.example")

    assert (status, "could not be sent" in read) == (409, True)


def test_the_link_shows_a_button_and_one_click_ends_the_letters(member):
    address = f"{OWN}stop/{digests.stop_link(letters.reader(member))}/"
    anybody = Client(enforce_csrf_checks=True)

    shown = anybody.get(address)

    assert "Press the button" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert DigestWish.objects.exists()
    for _twice in range(2):
        done = anybody.post(address, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, "You get no more letters" in done.content.decode()) == (200, True)
    assert not DigestWish.objects.exists()
    assert anybody.get(f"{OWN}stop/{'0' * 32}.{'x' * 43}/").status_code == 404
    assert anybody.get(OWN).status_code == 302
