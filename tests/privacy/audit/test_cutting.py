"""R4: what is cut off together with all that the database knows of it is found by what the keyring knows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy import audit
from privacy.models import AuditCheckpoint, AuditEntry, AuditHead
from privacy.purge import marks
from privacy.verbs import Verb
from tests.privacy.audit.tampering import findings, unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(desk, time_machine, django_capture_on_commit_callbacks):
    """Three days of three entries, each signed at its end."""
    for _day in range(3):
        for _deed in range(3):
            audit.record(Verb.MOVED, by=desk)
        sign(desk.organization_id, django_capture_on_commit_callbacks)
        time_machine.move_to(timezone.now() + timedelta(days=1))
    return desk.organization_id


def sign(tenant, committed):
    with committed(execute=True):
        return audit.checkpoint(tenant)


def cut_to(tenant, number: int) -> None:
    """Take away every trace behind this entry, as whoever owns the database can."""
    with unguarded():
        AuditCheckpoint.objects.filter(organization_id=tenant, number__gt=number).delete()
        AuditEntry.objects.filter(organization_id=tenant, number__gt=number).delete()
        last = AuditEntry.objects.of(tenant).order_by("number").last()
        heads = AuditHead.objects.filter(pk=tenant)
        if last:
            heads.update(number=last.number, digest=last.digest)
        else:
            heads.delete()


def test_the_keyring_knows_the_last_checkpoint(trail):
    last = AuditCheckpoint.objects.get(sequence=3)

    assert marks.read().trails == {str(trail): (9, last.digest, 3)}
    assert findings(trail) == []


@pytest.mark.parametrize("number", [0, 3, 4, 6, 8])
def test_a_tail_cut_with_its_checkpoints_and_its_end_is_found(trail, number):
    cut_to(trail, number)

    assert findings(trail) == ["FORGOTTEN"]


def test_a_cut_is_still_found_when_the_trail_has_gone_on(trail, desk, django_capture_on_commit_callbacks):
    cut_to(trail, 3)
    for _deed in range(10):
        audit.record(Verb.HELD, by=desk)

    signed = sign(trail, django_capture_on_commit_callbacks)

    assert signed.sequence == 4
    assert findings(trail) == ["CHECKPOINT_MISSING"]


def test_a_cut_of_everything_is_still_found_when_the_trail_begins_anew(
    trail, desk, django_capture_on_commit_callbacks
):
    cut_to(trail, 0)
    audit.record(Verb.HELD, by=desk)

    assert sign(trail, django_capture_on_commit_callbacks).sequence == 4
    assert findings(trail) == ["CHECKPOINT_MISSING"]


def test_a_kill_between_the_checkpoint_and_its_memory_is_no_finding(trail, desk):
    audit.record(Verb.MOVED, by=desk)
    assert audit.checkpoint(trail).sequence == 4

    assert marks.read().trails[str(trail)][2] == 3
    assert findings(trail) == []


def test_a_lost_memory_is_filled_again_by_the_next_signing(trail, own_keyring):
    (own_keyring / "purge.json").unlink()
    assert findings(trail) == []

    assert audit.checkpoint(trail) is None

    cut_to(trail, 6)
    assert findings(trail) == ["FORGOTTEN"]


def test_a_checkpoint_that_was_rolled_back_is_not_remembered(desk):
    audit.record(Verb.MOVED, by=desk)

    audit.checkpoint(desk.organization_id)  # the test's transaction never ends

    assert marks.read().trails == {}


def test_entries_since_the_last_checkpoint_are_out_of_reach(trail, desk):
    audit.record(Verb.MOVED, by=desk)

    cut_to(trail, 9)

    assert findings(trail) == []
