"""Who asks in the tests of turns."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership
from tests.callers import sign_in


@pytest.fixture
def signed_in() -> Callable[[Membership], Client]:
    """`signed_in(desk)` is a client in which that member works."""

    def client_of(member: Membership) -> Client:
        client = Client()
        sign_in(client, member)
        return client

    return client_of
