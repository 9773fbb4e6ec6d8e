"""The four steps towards an appointment for the whole family, and what came of each (J2)."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from appointments.actions import barriers
from appointments.actions.barriers import Obstacle
from appointments.models import Appointment, Barrier, GapStep
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb
from shelters.actions import seating

Kind, Result = GapStep.Kind, GapStep.Result
DECISIONS = (Result.GO, Result.STAY)


@transaction.atomic
def take(appointment: Appointment, *, kind: str, result: str, message: str = "", by: Membership) -> GapStep:
    """Write down one step. It never makes an incomplete family complete: only who is listed does.

    What the screen said when somebody tried to add a person is a barrier of the family (R20).

    Raises: NotAllowed, NotHere, BadInput, TooManyLetters, LooksLikeDocument, LooksLikePassword,
    KeyringUnavailable.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=appointment.organization)
    if kind not in Kind.values or result not in Result.values:
        raise BadInput({"kind": kind, "result": result})
    if (kind == Kind.DECIDE) != (result in DECISIONS) or (message and kind != Kind.ADD):
        raise BadInput({"result": result})
    household = seating.lock_household(appointment.household, by=by)
    row = Appointment.objects.visible_to(by).found(pk=appointment.pk, household=household)
    step = GapStep.objects.create(
        organization_id=row.organization_id, appointment=row, kind=kind, result=result, by=by
    )
    if message:
        told = Obstacle(row.programme, Barrier.MEMBER, timezone.now(), row.zone, message)
        barriers.log(household, told, by=by)
    audit.record(Verb.GAP_STEP_TAKEN, by=by, about=row)
    return step
