"""Who asks in the tests of appointments."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Membership
from tests.callers import sign_in


@pytest.fixture(autouse=True)
def nobody_has_guessed() -> None:
    """Wrong addresses of calendars are counted in the cache, which the tests of a process share."""
    cache.clear()


@pytest.fixture
def signed_in() -> Callable[[Membership], Client]:
    """`signed_in(desk)` is a client in which that member works."""

    def client_of(member: Membership) -> Client:
        client = Client()
        sign_in(client, member)
        return client

    return client_of
