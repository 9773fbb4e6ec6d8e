"""The database itself lets the trail only grow."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from privacy import audit
from privacy.audit import triggers
from privacy.models import AuditCheckpoint, AuditEntry, AuditHead
from privacy.verbs import Verb
from tests.privacy.audit.tampering import key

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(desk):
    for _ in range(4):
        audit.record(Verb.SIGNED_IN, by=desk)
    return desk.organization_id


def refused(deed):
    with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic():
        deed()
    return True


@pytest.mark.parametrize(
    "deed",
    [
        lambda: AuditEntry.objects.filter(number=2).update(role="coordinator"),
        lambda: AuditEntry.objects.filter(number=2).delete(),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditHead.objects.all().delete(),
        lambda: AuditHead.objects.update(number=1),
        lambda: AuditHead.objects.update(erased=2),
        lambda: AuditCheckpoint.objects.update(digest="0" * 64),
        lambda: AuditCheckpoint.objects.all().delete(),
    ],
)
def test_nothing_is_changed_or_taken_away(trail, deed):
    other = timezone.now()
    AuditCheckpoint.objects.create(
        organization_id=trail, sequence=1, number=1, digest="x", at=other, signature=b"x"
    )

    assert refused(deed)
    assert AuditEntry.objects.count() == 4


def test_raw_statements_are_refused_too(trail):
    with connection.cursor() as cursor:
        assert refused(lambda: cursor.execute("UPDATE privacy_auditentry SET verb = 'moved'"))
        assert refused(lambda: cursor.execute("DELETE FROM privacy_auditentry"))


def test_an_entry_is_added_only_behind_the_last_one(trail):
    last = AuditEntry.objects.of(trail).order_by("number").last()
    late = {"organization_id": trail, "verb": Verb.MOVED, "previous": last.previous, "digest": "d" * 64}

    assert refused(lambda: AuditEntry.objects.create(number=7, **late))
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(number=last.number, **late)


def test_two_entries_never_have_one_number_even_without_the_guard(trail):
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor):
            cursor.execute(statement)
    fork = AuditEntry(organization_id=trail, number=4, verb=Verb.MOVED, previous="x", digest="y")

    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save()


def test_entries_go_only_up_to_a_checkpoint(trail, desk):
    assert audit.erase_before(trail, timezone.now() + timedelta(days=1), 100) == 0
    audit.checkpoint(trail)
    audit.record(Verb.MOVED, by=desk)
    later = timezone.now() + timedelta(days=1)

    erased = [audit.erase_before(trail, later, 3) for _ in range(3)]

    assert erased == [3, 1, 0]
    assert list(AuditEntry.objects.of(trail).values_list("number", flat=True)) == [5]
    assert refused(lambda: AuditHead.objects.filter(pk=trail).update(erased=5))


def test_what_is_younger_than_asked_stays(trail):
    audit.checkpoint(trail)

    assert audit.erase_before(trail, timezone.now() - timedelta(days=180), 100) == 0
    assert AuditEntry.objects.of(trail).count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_guards_are_back_after_tables_were_made_anew(trail):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_auditentry WHERE organization_id = %s", [key(trail)])
        assert cursor.fetchone() == (4,)

    assert refused(lambda: AuditEntry.objects.update(role="x"))
