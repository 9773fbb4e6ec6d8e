"""Writing the trail: one chain per organization, whole or not at all."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from privacy import audit, walls
from privacy.models import AuditEntry, AuditHead
from privacy.models.audit import NOTHING_BEFORE, Outcome
from privacy.verbs import Verb
from shelters.models import Household
from tests.factories.shelters import HouseholdFactory
from tests.privacy.audit.tampering import findings

pytestmark = pytest.mark.django_db


def numbers(tenant):
    return list(AuditEntry.objects.of(tenant).order_by("number").values_list("number", "verb"))


def test_an_entry_holds_ids_and_words_of_closed_lists_only(desk):
    household = HouseholdFactory(organization=desk.organization)

    audit.record(Verb.HOUSEHOLD_OPENED, by=desk, about=household)

    entry = AuditEntry.objects.get()
    assert (entry.member_id, entry.role, entry.verb) == (desk.pk, "volunteer", "household_opened")
    assert (entry.about_kind, entry.about_id) == ("household", household.pk)
    assert (entry.number, entry.previous, entry.outcome) == (1, NOTHING_BEFORE, Outcome.DONE)
    assert not any(household.code in str(value) for value in vars(entry).values())


def test_each_entry_carries_the_digest_of_the_one_before(desk, stranger):
    for member in (desk, stranger, desk, desk, stranger):
        audit.record(Verb.SIGNED_IN, by=member)

    ours = list(AuditEntry.objects.of(desk.organization_id).order_by("number"))
    assert [entry.number for entry in ours] == [1, 2, 3]
    assert [entry.previous for entry in ours[1:]] == [entry.digest for entry in ours[:-1]]
    assert AuditHead.objects.get(pk=desk.organization_id).digest == ours[-1].digest
    assert findings(desk.organization_id) == findings(stranger.organization_id) == []


def test_a_list_of_rows_is_about_their_kind(desk):
    audit.record(Verb.HOUSEHOLDS_LISTED, by=desk, about=Household)

    entry = AuditEntry.objects.get()
    assert (entry.about_kind, entry.about_id) == ("household", None)


def test_within_a_tenant_entries_wait_for_the_end_of_the_outermost_block(desk, stranger):
    with walls.within(desk.organization_id):
        audit.record(Verb.CHECKED_IN, by=desk)
        with walls.within(stranger.organization_id):
            audit.record(Verb.HELD, by=desk, within=stranger.organization_id)
        audit.record(Verb.MOVED, by=desk)
        before_the_end = AuditEntry.objects.count()

    assert before_the_end == 0
    assert numbers(desk.organization_id) == [(1, "checked_in"), (2, "moved")]
    assert numbers(stranger.organization_id) == [(1, "held")]


def test_what_is_rolled_back_inside_the_block_leaves_no_entry(desk):
    with walls.within(desk.organization_id):
        audit.record(Verb.CHECKED_IN, by=desk)
        with suppress(DomainError), transaction.atomic():
            audit.record(Verb.MOVED, by=desk)
            raise DomainError
        audit.record(Verb.CHECKED_OUT, by=desk)

    assert numbers(desk.organization_id) == [(1, "checked_in"), (2, "checked_out")]
    assert findings(desk.organization_id) == []


def test_what_is_rolled_back_as_a_whole_leaves_the_chain_as_it_was(desk):
    audit.record(Verb.SIGNED_IN, by=desk)

    with suppress(DomainError), walls.within(desk.organization_id):
        audit.record(Verb.MOVED, by=desk)
        raise DomainError

    with walls.within(desk.organization_id):
        audit.record(Verb.CHECKED_OUT, by=desk)
    assert numbers(desk.organization_id) == [(1, "signed_in"), (2, "checked_out")]


def test_every_entry_of_a_transaction_costs_two_statements_together(desk):
    audit.record(Verb.SIGNED_IN, by=desk)

    with walls.within(desk.organization_id):
        for _ in range(3):
            audit.record(Verb.CHECKED_IN, by=desk)
        with CaptureQueriesContext(connection) as asked:
            audit.flush()

    about_the_trail = [query["sql"] for query in asked if "privacy_audit" in query["sql"]]
    assert len(about_the_trail) == len(asked) == 2


def test_a_single_entry_costs_one_statement_where_the_database_can_hash(desk, django_assert_num_queries):
    audit.record(Verb.SIGNED_IN, by=desk)

    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        audit.record(Verb.CHECKED_IN, by=desk)
