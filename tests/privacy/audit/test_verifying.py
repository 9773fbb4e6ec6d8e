"""R4: any edit, deletion, reordering or cut is found, also after erasure and by raw SQL without guards."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from privacy import audit, keyring
from privacy.audit.encoding import checkpoint_bytes, digest_of
from privacy.models import AuditCheckpoint, AuditEntry, AuditHead
from privacy.verbs import Verb
from tests.privacy.audit.tampering import findings, key, other_key, rewrite, unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(desk, monkeypatch):
    """Six entries of 200 days ago, a checkpoint behind the fourth."""
    past = timezone.now() - timedelta(days=200)
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: past)
        for number in range(6):
            audit.record(Verb.MOVED if number % 2 else Verb.CHECKED_IN, by=desk)
            if number == 3:
                audit.checkpoint(desk.organization_id)
    return desk.organization_id


EDITS = {
    "CHANGED": "UPDATE privacy_auditentry SET verb = 'held' WHERE organization_id = %s AND number = 2",
    "MISSING": "DELETE FROM privacy_auditentry WHERE organization_id = %s AND number = 2",
    "CUT": "DELETE FROM privacy_auditentry WHERE organization_id = %s AND number >= 5",
    "ERASED_EARLY": "UPDATE privacy_audithead SET erased = 5 WHERE organization_id = %s",
    "CHECKPOINT": "UPDATE privacy_auditcheckpoint SET digest = 'x' WHERE organization_id = %s",
    "SIGNATURE": "UPDATE privacy_auditcheckpoint SET number = 3 WHERE organization_id = %s",
    "CHECKPOINT_MISSING": "UPDATE privacy_auditcheckpoint SET sequence = 2 WHERE organization_id = %s",
    "HEAD": "UPDATE privacy_audithead SET digest = 'x' WHERE organization_id = %s",
}


def test_an_untouched_chain_is_whole(trail):
    assert findings(trail) == []


@pytest.mark.parametrize("kind", EDITS)
def test_a_raw_edit_is_found(trail, kind):
    with unguarded() as cursor:
        cursor.execute(EDITS[kind], [key(trail)])

    assert kind in findings(trail)


@pytest.mark.parametrize(
    "column",
    ["member_id = NULL", "role = 'robot'", "outcome = 'refused'", "about_kind = 'bed'", "previous = 'x'",
     "about_id = member_id", "at = '2020-01-01 00:00:00+00:00'", "id = organization_id"],
)  # fmt: skip
def test_every_column_is_protected(trail, column):
    with unguarded() as cursor:
        cursor.execute(
            f"UPDATE privacy_auditentry SET {column} WHERE organization_id = %s AND number = 3", [key(trail)]
        )

    assert "CHANGED" in findings(trail)


def test_two_entries_that_changed_places_are_found(trail):
    with unguarded() as cursor:
        for now, then in ((2, 99), (3, 2), (99, 3)):
            cursor.execute(
                "UPDATE privacy_auditentry SET number = %s WHERE organization_id = %s AND number = %s",
                [then, key(trail), now],
            )

    assert {"LOOSE", "CHANGED"} <= set(findings(trail))


def test_a_chain_that_was_written_anew_does_not_fit_its_checkpoint(trail):
    with unguarded() as cursor:
        cursor.execute(EDITS["CHANGED"], [key(trail)])
        rewrite(trail, start=2)

    assert findings(trail) == ["CHECKPOINT"]


def test_a_cut_whose_end_was_set_back_too_is_found_by_the_checkpoint(trail):
    with unguarded() as cursor:
        cursor.execute(
            "DELETE FROM privacy_auditentry WHERE organization_id = %s AND number >= 4", [key(trail)]
        )
        last = AuditEntry.objects.of(trail).order_by("number").last()
        cursor.execute(
            "UPDATE privacy_audithead SET number = 3, digest = %s WHERE organization_id = %s",
            [last.digest, key(trail)],
        )

    assert findings(trail) == ["CUT"]


def test_a_checkpoint_signed_with_another_key_is_found(trail):
    signed = AuditCheckpoint.objects.get()
    said = checkpoint_bytes(
        trail, sequence=signed.sequence, number=signed.number, digest=signed.digest, at=signed.at
    )
    with unguarded():
        AuditCheckpoint.objects.update(signature=other_key().sign(said))

    assert findings(trail) == ["SIGNATURE"]


def test_entries_put_in_between_are_found(trail, desk):
    late = AuditEntry(
        organization_id=trail, number=7, verb=Verb.MOVED, role=desk.role, previous="x", member_id=desk.pk
    )
    late.digest = digest_of(late)
    with unguarded():
        late.save()

    assert findings(trail) == ["HEAD", "LOOSE"]


def test_erasing_on_time_leaves_a_chain_that_is_whole(trail):
    assert audit.erase_before(trail, timezone.now() - timedelta(days=180), 3) == 3
    after_a_part = findings(trail)
    assert audit.erase_before(trail, timezone.now() - timedelta(days=180), 3) == 1

    assert after_a_part == findings(trail) == []
    assert list(AuditEntry.objects.of(trail).order_by("number").values_list("number", flat=True)) == [5, 6]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE privacy_auditentry SET role = 'robot' WHERE organization_id = %s AND number = 5", "CHANGED"),
        ("DELETE FROM privacy_auditentry WHERE organization_id = %s AND number = 5", "MISSING"),
        ("DELETE FROM privacy_auditentry WHERE organization_id = %s", "CUT"),
        ("UPDATE privacy_auditentry SET previous = 'x' WHERE organization_id = %s AND number = 5", "LOOSE"),
        ("DELETE FROM privacy_auditcheckpoint WHERE organization_id = %s", "ERASED_EARLY"),
    ],
)
def test_an_edit_after_erasure_is_found(trail, statement, kind):
    audit.erase_before(trail, timezone.now() - timedelta(days=180), 100)

    with unguarded() as cursor:
        cursor.execute(statement, [key(trail)])

    assert kind in findings(trail)


def test_erasing_sooner_than_allowed_is_found(trail):
    with unguarded():
        AuditCheckpoint.objects.update(at=timezone.now())
        AuditHead.objects.update(erased=4)
        AuditEntry.objects.filter(number__lte=4).delete()

    assert "ERASED_EARLY" in findings(trail)


def test_a_checkpoint_is_made_once_a_day_and_only_when_there_is_news(desk, monkeypatch):
    tenant, now = desk.organization_id, timezone.now()
    made = [audit.checkpoint(tenant)]
    audit.record(Verb.MOVED, by=desk)
    made += [audit.checkpoint(tenant), audit.checkpoint(tenant)]
    audit.record(Verb.MOVED, by=desk)
    made.append(audit.checkpoint(tenant))
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=1))
    made.append(audit.checkpoint(tenant))

    assert [one and (one.sequence, one.number) for one in made] == [None, (1, 1), None, None, (2, 2)]


def test_the_command_says_that_all_is_well(trail):
    told = io.StringIO()

    call_command("audit_verify", stdout=told)

    assert "6 entries" in told.getvalue()
    assert str(trail) in told.getvalue()


def test_the_command_fails_with_what_it_found(trail, tmp_path):
    with unguarded() as cursor:
        cursor.execute(EDITS["MISSING"], [key(trail)])
    told = io.StringIO()

    with pytest.raises(CommandError):
        call_command("audit_verify", organization=str(trail), stdout=told)

    assert "entries missing: 2" in told.getvalue()


def test_the_command_takes_a_public_key_from_a_file(trail, tmp_path):
    file = tmp_path / "key"
    file.write_text(keyring.public_key().hex())
    wrong = tmp_path / "wrong"
    wrong.write_bytes(other_key().public_key().public_bytes_raw())

    call_command("audit_verify", public_key=str(file), stdout=io.StringIO())

    with pytest.raises(CommandError):
        call_command("audit_verify", public_key=str(wrong), stdout=io.StringIO())
