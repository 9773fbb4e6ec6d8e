"""Keeping half-entered arrivals, so that a lost line loses at most one answer (R2)."""

from typing import Any

from django.db import transaction

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput
from shelters.models import ArrivalDraft

MOST_LETTERS = 8000


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


@transaction.atomic
def drop_draft(*, by: Membership) -> None:
    """The arrival is done, or begun afresh."""
    ArrivalDraft.objects.filter(member=by).delete()
