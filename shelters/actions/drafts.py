"""Keeping half-entered arrivals, so that a lost line loses at most one answer (R2)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput
from shelters.models import ArrivalDraft

MOST_LETTERS = 8000
KEPT_HOURS = 24


@transaction.atomic
def keep_draft(answers: dict[str, Any], *, by: Membership) -> ArrivalDraft:
    """Keep the answers of this member's current arrival; replaces the former ones.

    Raises: NotAllowed, BadInput (far more than the desk form can ask).
    """
    by.require(Right.PLACE, within=by.organization)
    if len(str(answers)) > MOST_LETTERS:
        raise BadInput({"answers": len(str(answers))})
    draft, _is_new = ArrivalDraft.objects.update_or_create(
        member=by, defaults={"answers": answers, "organization_id": by.organization_id}
    )
    return draft


def erase_outdated() -> int:
    """Erase drafts that nobody touched for 24 hours; how many. Called by the clock."""
    oldest = timezone.now() - timedelta(hours=KEPT_HOURS)
    erased, _by_model = ArrivalDraft.objects.filter(changed_at__lte=oldest).delete()
    return erased


@transaction.atomic
def drop_draft(*, by: Membership) -> None:
    """The arrival is done, or begun afresh."""
    ArrivalDraft.objects.filter(member=by).delete()
