"""Rows of everything that ends, with a text of its own in every column that can hold one."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from accounts.models import Invitation, Membership, Recovery, User
from core.models import KeptAnswer
from partners.actions import keys
from partners.scopes import Scope
from privacy import sealed
from privacy.checks import WITHOUT_END
from privacy.inventory import DECLARED
from privacy.models import LegalHold
from privacy.sealed import SealedField
from shelters.actions import capacity, counts, demands, drafts, erasures, holds, household_exports, stays
from shelters.actions.seating import Split
from shelters.models import Demand, Household
from shelters.parties import Party, PersonAnswer
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household, make_room
from tests.privacy.purge.planting_alerts import make_alerts
from tests.privacy.purge.planting_appointments import make_appointments
from tests.privacy.purge.planting_schedules import make_schedules

LETTERS_AT_LEAST = 10
# The audit trail holds ids only, and its guards let nobody write anything else into it; the others
# are written by the purge itself.
NOT_PLANTED = {
    "privacy.AuditEntry", "privacy.Receipt", "privacy.Canary", "account.EmailAddress",
    "account.EmailConfirmation",
}  # fmt: skip

GONE: dict[Any, dict[str, Any]] = {
    User: {"memberships__ended_at__isnull": False},
    Membership: {"ended_at__isnull": False},
}


def make_everything(house: Any, desk: Membership, coordinator: Membership) -> None:
    """One row at least of every model that ends."""
    shelter = ShelterFactory(organization=house)
    rooms = [make_room(shelter, 2), make_room(shelter, 2)]
    household = make_household(house, "woman", "man")
    persons = list(household.persons.order_by("number"))
    beds = [room.beds.first() for room in rooms]
    split = Split(reason="no_room")
    stays.check_in(
        household, into=dict(zip(persons, beds, strict=True)), by=desk, split=split, late_reason="travel"
    )
    sealed.write(persons[0], "called_name", "x", day=None)
    persons[0].save()
    erasures.withdraw(erasures.ask(household, by=desk), by=desk)
    stays.check_out(household, by=desk)
    demand = demands.register(
        asked_by="court", received_on=timezone.now().date(), paper="court_order", wanted="households",
        codes=[household.code], by=coordinator,
    )  # fmt: skip
    demands.answer(demand, answer=Demand.Answer.NO_ORDER, by=coordinator)
    household_exports.withdraw(household_exports.ask_for_family(household, by=coordinator), by=coordinator)
    adult = Party((PersonAnswer("18-59", "woman"),), language="es")
    holds.release(holds.hold(adult, at=shelter, by=desk), by=desk)
    elsewhere = ShelterFactory(organization=OrganizationFactory(network=house.network), mode="count")
    PlacesFactory(shelter=elsewhere)
    holds.hold(adult, at=elsewhere, by=coordinator, family_agrees=True)
    drafts.keep_draft({"adults": 1}, by=desk)
    counts.count_bus(shelter, men=1, women=1, children=1, by=coordinator)
    tomorrow = timezone.now() + timedelta(days=1)
    capacity.open_over_capacity(
        shelter, group=rooms[0].group, room=rooms[0], places=1, reason="cold", ends_at=tomorrow,
        by=coordinator,
    )  # fmt: skip
    make_appointments(household, at=shelter, by=coordinator)
    make_schedules(household, at=shelter, by=coordinator)
    make_alerts(house, by=coordinator)
    _colleagues(house, coordinator)
    KeptAnswer.objects.create(
        organization_id=house.pk, caller="c", key="k", fingerprint="f", status=200, body="{}"
    )
    Session.objects.create(session_key="s" * 32, session_data="x", expire_date=tomorrow)
    LegalHold.objects.create(
        organization_id=house.pk, household_id=Household.objects.first().pk, reason="claim",
        asked_by=desk.pk, ends_at=tomorrow,
    )  # fmt: skip


def _colleagues(house: Any, coordinator: Membership) -> None:
    gone = MembershipFactory(organization=house)
    Authenticator.objects.create(user=gone.user, type="totp", data={"secret": "x"})
    tomorrow = timezone.now() + timedelta(days=1)
    Invitation.objects.create(organization=house, role="viewer", code_hash="x", ends_at=tomorrow)
    Recovery.objects.create(
        organization=house, membership=gone, asked_by=coordinator, ends_at=tomorrow, by_technician=True
    )
    Membership.objects.filter(pk=gone.pk).update(ended_at=timezone.now())
    partner = OrganizationFactory(network=house.network, kind="partner")
    key, _text = keys.make(partner, label="x", scopes=list(Scope), lasts_days=9, by=coordinator)
    keys.revoke(key, by=coordinator)


def columns() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every column of a model that ends in which a text fits."""
    for label, declared in DECLARED.items():
        if declared.until in WITHOUT_END or label in NOT_PLANTED:
            continue
        for field in apps.get_model(label)._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            is_long = (field.max_length or LETTERS_AT_LEAST) >= LETTERS_AT_LEAST
            if isinstance(field, SealedField) or (is_text and is_long and not field.primary_key):
                yield apps.get_model(label), field


def plant(mark: str) -> dict[str, str]:
    """Write a text of its own into each of these columns of one row each; which text where.

    Every text begins with the mark, so that one look at the files finds any of them.
    """
    planted = {}
    for model, field in columns():
        rows: Any = model._base_manager.all()
        if model in (User, Membership):
            rows = rows.filter(**GONE[model])
        row = rows.first()
        assert row is not None, f"nothing of {model._meta.label} was made"
        text = f"{mark}{secrets.token_hex(8)}"[: field.max_length or None]
        if isinstance(field, SealedField):
            sealed.write(row, field.name, text, day=None)
        else:
            setattr(row, field.name, {"text": text} if isinstance(field, models.JSONField) else text)
        model._base_manager.filter(pk=row.pk).update(**{field.attname: getattr(row, field.name)})
        planted[f"{model._meta.label}.{field.name}"] = text
    return planted
