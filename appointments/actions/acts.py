"""Acts on a whole programme: suspend, close, cancel all, move, reopen, and taking one back (J3).

What a person presses writes a few rows only; the appointments of each organization follow in
transactions of their own (appointments/actions/shares.py), which a sweep finishes after a crash.
"""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership
from appointments.acting import STATES, TEMPTING, Wanted, refuse_unclear
from appointments.actions.programmes import require
from appointments.errors import ActUnderWay, BeginsTwice
from appointments.events import act_begun, act_undone, programme_changed
from appointments.models import Notice, Programme, ProgrammeAct, ProgrammeState
from core.errors import TooLate
from core.events import announce
from privacy import audit
from privacy.verbs import Verb


@transaction.atomic
def begin(
    programme: Programme,
    wanted: Wanted,
    *,
    asked: str,
    by: Membership,
    appointments_seen: int = 0,
    shelters_seen: int = 0,
) -> ProgrammeAct:
    """Begin an act. Whoever asks again with the same `asked` gets the act that began then.

    Raises: NotAllowed, NotHere, BadInput, ActUnderWay, BeginsTwice (a state at this moment).
    """
    require(programme, by=by)
    refuse_unclear(wanted)
    programme = Programme.objects.visible_to(by).locked().found(pk=programme.pk)
    acts = ProgrammeAct.objects.filter(organization=programme.organization_id)
    former: ProgrammeAct | None = acts.filter(asked=asked).first()
    if former is not None:
        return former
    same = acts.filter(kind=wanted.kind, effective_at=wanted.effective_at, undone_at=None)
    if acts.unfinished().filter(programme=programme).exists() or same.filter(programme=programme).exists():
        raise ActUnderWay
    act = ProgrammeAct.objects.create(
        organization_id=programme.organization_id,
        network_id=programme.network_id,
        programme=programme,
        state_row=_new_state(programme, wanted, by=by),
        by=by,
        asked=asked,
        appointments_seen=appointments_seen,
        shelters_seen=shelters_seen,
        **asdict(wanted),
    )
    if act.kind in TEMPTING:
        Notice.objects.create(organization_id=act.organization_id, act=act, kind=Notice.Kind.PRE_ALERT)
    audit.record(Verb.ACT_BEGUN, by=by, about=act)
    announce(act_begun, act_id=act.pk, organization_id=act.organization_id)
    announce(programme_changed, programme_id=programme.pk)
    return act


@transaction.atomic
def undo(act: ProgrammeAct, *, by: Membership) -> ProgrammeAct:
    """Take the act back within an hour: the programme at once, the appointments house after house.

    Asked twice it does nothing more. What somebody has corrected since is left as it is.
    Raises: NotAllowed, NotHere, TooLate.
    """
    require(act.programme, by=by)
    act = ProgrammeAct.objects.visible_to(by).select_related("programme").locked().found(pk=act.pk)
    if act.undone_at is not None:
        return act
    if not act.can_be_undone:
        raise TooLate
    if act.state_row_id is not None:
        ProgrammeState.objects.filter(pk=act.state_row_id).delete()
        act.state_row = None
    act.undone_at, act.undone_by, act.finished_at = timezone.now(), by, None
    act.save(update_fields=["state_row", "undone_at", "undone_by", "finished_at"])
    act.notices.filter(kind=Notice.Kind.PRE_ALERT).update(withdrawn_at=act.undone_at)
    audit.record(Verb.ACT_UNDONE, by=by, about=act)
    announce(act_undone, act_id=act.pk, organization_id=act.organization_id)
    announce(programme_changed, programme_id=act.programme_id)
    return act


def _new_state(programme: Programme, wanted: Wanted, *, by: Membership) -> ProgrammeState | None:
    if wanted.kind not in STATES:
        return None
    try:
        with transaction.atomic():
            state: ProgrammeState = ProgrammeState.objects.create(
                organization_id=programme.organization_id,
                network_id=programme.network_id,
                programme=programme,
                since=wanted.effective_at,
                zone=wanted.zone,
                state=STATES[wanted.kind],
                reason=wanted.reason,
                source_url=wanted.source_url,
                by=by,
            )
    except IntegrityError as twice:
        raise BeginsTwice from twice
    return state
