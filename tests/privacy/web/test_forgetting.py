"""The health of forgetting, and the red line on every staff page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacy.purge import marks
from tests.callers import sign_in


@pytest.fixture(autouse=True)
def own_marks(settings, tmp_path, monkeypatch):
    settings.KEYRING_DIR = tmp_path / "keyring"
    monkeypatch.setattr(marks, "_remembered", None)


def test_it_is_well_while_it_works(client, coordinator):
    marks.change(finished=timezone.now())
    sign_in(client, coordinator)

    assert client.get("/health/forgetting/").json() == {"status": "ok"}
    assert "Nothing was erased" not in client.get(reverse("admin:index")).content.decode()


def test_everybody_is_told_when_nothing_was_erased_for_a_day(client, desk):
    marks.change(finished=timezone.now() - timedelta(hours=27))
    sign_in(client, desk)

    answer = client.get("/health/forgetting/")
    assert (answer.status_code, answer.json()) == (503, {"status": "late"})
    assert client.get("/health/").status_code == 200
    assert "Nothing was erased for more than a day" in client.get(reverse("admin:index")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "status"), [(25.9, 200), (26.1, 503)])
def test_a_day_and_two_hours_are_the_bound(client, hours, status):
    marks.change(finished=timezone.now() - timedelta(hours=hours))

    assert client.get("/health/forgetting/").status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "status"), [(25.9, 200), (26.1, 503)])
def test_a_site_that_never_came_to_its_end_counts_from_its_first_try(client, hours, status):
    """Else each new start would begin the day anew."""
    marks.change(begun=timezone.now() - timedelta(hours=hours), seen=timezone.now())

    assert client.get("/health/forgetting/").status_code == status


@pytest.mark.django_db
def test_it_only_answers_to_looking(client):
    assert client.post("/health/forgetting/").status_code == 405
