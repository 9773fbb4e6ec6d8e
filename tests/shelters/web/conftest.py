"""Clients that are signed in as the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership
from tests.callers import sign_in

As = Callable[[Membership], Client]


@pytest.fixture
def signed_in() -> As:
    """`signed_in(desk)` is a client in which that member works."""

    def client_of(member: Membership) -> Client:
        client = Client()
        sign_in(client, member)
        return client

    return client_of
