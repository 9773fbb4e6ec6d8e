"""Django's own admin log would keep what rows were called: nothing ever writes it."""

import inspect

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.admin.base import TenantAdmin
from accounts.models import Organization
from tests.callers import sign_in
from tests.factories.shelters import RoomFactory, ShelterFactory


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_admin_writes_the_admin_log(model):
    page = admin.site._registry[model]

    for name in ("log_addition", "log_change", "log_deletions"):
        assert getattr(type(page), name) is getattr(TenantAdmin, name)
        lines = inspect.getsource(getattr(TenantAdmin, name)).strip().splitlines()
        assert lines[-1].strip().startswith('"""'), f"{name} does something"


@pytest.mark.django_db
def test_changing_rows_in_the_admin_leaves_it_empty(coordinator):
    client = Client()
    sign_in(client, coordinator)
    room = RoomFactory(shelter=ShelterFactory(organization=coordinator.organization), name="Canaria")

    answer = client.post(
        f"/admin/accounts/organization/{coordinator.organization_id}/change/",
        {"name": "Canaria", "kind": "shelters", "phone": "1", "openings_a_day": "40"},
    )
    client.post(f"/admin/shelters/room/{room.pk}/change/", {"name": "Canaria dos"})

    assert answer.status_code == 302
    assert Organization.objects.get(pk=coordinator.organization_id).name == "Canaria"
    assert LogEntry.objects.count() == 0
