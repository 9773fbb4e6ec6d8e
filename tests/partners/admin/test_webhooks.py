"""Receivers of alerts in the admin: added and their secret shown once, tried out, ended."""

import re

import pytest
from django.urls import reverse

from partners.models import WebhookReceiver
from privacy import sealed
from tests.callers import Caller
from tests.factories.accounts import MembershipFactory
from tests.partners.hearing import receiver


@pytest.fixture
def heard(settings):
    settings.WEBHOOKS_INSIDE = ["127.0.0.1"]
    with receiver() as found:
        yield found


@pytest.fixture
def page(coordinator):
    return Caller(coordinator).client


def address(name, *args):
    return reverse(f"admin:partners_webhookreceiver_{name}", args=args)


def made(page, url):
    shown = page.post(address("make"), {"label": "Socio", "url": url, "mark": "clear"})
    return shown, WebhookReceiver.objects.first()


def test_a_secret_is_shown_once(page, heard):
    shown, row = made(page, heard.url)

    secret = re.search(r"whsec_[\w+/]{43}=", shown.content.decode()).group()
    assert sealed.read(row, "secret") == secret
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret not in page.get(address("change", row.pk)).content.decode()


def test_it_is_tried_out_and_ended(page, heard):
    row = made(page, heard.url)[1]

    said = page.post(address("try", row.pk), follow=True).content.decode()
    assert "204" in said
    heard.answers += [503]
    assert "503" in page.post(address("try", row.pk), follow=True).content.decode()
    page.post(address("end", row.pk))

    row.refresh_from_db()
    assert row.ended_at is not None
    assert len(heard.posts) == 1
    assert "button danger" not in page.get(address("change", row.pk)).content.decode()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://10.0.0.1/", "no address", ""])
def test_an_address_that_leads_inside_is_refused_with_what_to_do(page, url):
    shown, row = made(page, url)

    assert shown.status_code in (200, 302, 400, 409)
    assert row is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["volunteer", "viewer", "moderator"])
def test_others_neither_see_nor_add_receivers(house, role):
    page = Caller(MembershipFactory(organization=house, role=role)).client

    assert page.get(address("changelist")).status_code == 403
    assert page.post(
        address("make"), {"label": "x", "url": "https://x.example/", "mark": "clear"}
    ).status_code in (
        302,
        403,
    )
    assert not WebhookReceiver.objects.exists()
