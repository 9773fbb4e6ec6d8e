"""Writing programmes: what they are, their rules, states, places and days off, and who read their texts."""

from typing import TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from appointments import writers
from appointments.errors import BeginsTwice
from appointments.events import programme_changed
from appointments.models import Closure, Programme, ProgrammePlace, ProgrammeRule, ProgrammeState
from appointments.writers import changed_languages
from core.errors import BadInput, NotAllowed
from core.events import announce
from privacy import audit
from privacy.verbs import Verb

Part = TypeVar("Part", ProgrammeRule, ProgrammePlace, Closure, ProgrammeState)
PARTS = (ProgrammeRule, ProgrammePlace, Closure, ProgrammeState)


@transaction.atomic
def save_programme(programme: Programme, *, by: Membership) -> Programme:
    """Add a programme or change it. With a network it is known to all of it, and stays so.

    Raises: NotAllowed, BadInput (no name, a code twice, taken away from the network).
    """
    require(programme, by=by)
    former = Programme.objects.visible_to(by).filter(pk=programme.pk).locked().first()
    if former is not None:
        require(former, by=by)
        if former.network_id != programme.network_id and former.network_id is not None:
            raise BadInput({"network": [_("Others of the network use it already.")]})
    if not any(getattr(programme, f"name_{code}") for code in settings.MODELTRANSLATION_LANGUAGES):
        raise BadInput({"name": [_("It needs a name in one language at least.")]})
    _unmark(programme, changed_languages(former, programme), by=by)
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as twice:
        raise BadInput({"code": [_("There is a programme with this code already.")]}) from twice
    for part in PARTS:
        part.objects.visible_to(by).filter(programme=programme).update(network=programme.network_id)
    _tell(programme, by=by)
    return programme


@transaction.atomic
def save_rule(rule: ProgrammeRule, *, by: Membership) -> ProgrammeRule:
    """Add a rule, which holds from its moment until the next one begins, or correct it.

    Raises: NotAllowed, NotHere, BeginsTwice.
    """
    return _save_part(rule, by=by)


@transaction.atomic
def save_place(place: ProgrammePlace, *, by: Membership) -> ProgrammePlace:
    """Add a place or change it; one that is used no longer gets an end, it is never taken away.

    Raises: NotAllowed, NotHere, BeginsTwice (a name twice).
    """
    return _save_part(place, by=by)


@transaction.atomic
def save_closure(closure: Closure, *, by: Membership) -> Closure:
    """Add days on which the offices are closed, or correct them.

    Raises: NotAllowed, NotHere, BeginsTwice.
    """
    return _save_part(closure, by=by)


@transaction.atomic
def add_state(state: ProgrammeState, *, by: Membership) -> ProgrammeState:
    """From a moment on the programme is announced, open, suspended or closed. Rows are only added.

    This moves no appointment: acts on a whole programme do that (appointments/actions/acts.py).
    Raises: NotAllowed, NotHere, BeginsTwice.
    """
    if ProgrammeState.objects.visible_to(by).filter(pk=state.pk).exists():
        raise NotAllowed
    state.by = by
    return _save_part(state, by=by)


@transaction.atomic
def remove_closure(closure: Closure, *, by: Membership) -> None:
    """The offices are open on these days after all.

    Raises: NotAllowed, NotHere.
    """
    programme = _locked(closure.programme, by=by)
    Closure.objects.visible_to(by).filter(pk=closure.pk).delete()
    _tell(programme, by=by)


@transaction.atomic
def review(programme: Programme, *, language: str, by: Membership) -> Programme:
    """A second person has read all texts of the programme in this language, and they are right.

    Raises: NotAllowed, NotHere, BadInput (a language without texts), SecondPersonNeeded.
    """
    by.require(Right.WRITE_ADVICE, within=programme.organization)
    programme = Programme.objects.visible_to(by).locked().found(pk=programme.pk)
    if language not in settings.MODELTRANSLATION_LANGUAGES or not getattr(programme, f"name_{language}"):
        raise BadInput({"language": [_("Nobody has written anything in this language.")]})
    writers.refuse_own(programme, [language], by=by)
    programme.reviewed_languages = sorted({*programme.reviewed_languages, language})
    programme.save(update_fields=["reviewed_languages"])
    audit.record(Verb.PROGRAMME_REVIEWED, by=by, about=programme)
    announce(programme_changed, programme_id=programme.pk)
    return programme


def require(programme: Programme, *, by: Membership) -> None:
    """Own programmes are a coordinator's, those of the network a network coordinator's.

    Raises: NotAllowed, Locked.
    """
    by.require(Right.EDIT_PROGRAMMES, within=programme.organization)
    if programme.network_id is not None:
        by.require(Right.RUN_NETWORK_PROGRAMMES, within=programme.organization)
        by.require_in_network(Right.RUN_NETWORK_PROGRAMMES, network_id=programme.network_id)


def _locked(programme: Programme, *, by: Membership) -> Programme:
    require(programme, by=by)
    found: Programme = Programme.objects.visible_to(by).locked().found(pk=programme.pk)
    return found


def _save_part(part: Part, *, by: Membership) -> Part:
    """Save a row of a programme as the programme's own organization and network have it."""
    programme = _locked(part.programme, by=by)
    part.organization_id, part.network_id = programme.organization_id, programme.network_id
    former = type(part).objects.visible_to(by).filter(pk=part.pk).first()
    changed = changed_languages(former, part)
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError as twice:
        raise BeginsTwice from twice
    if changed:
        _unmark(programme, changed, by=by)
        programme.save(update_fields=["reviewed_languages", "changed_by", "changed_at", "writers"])
    _tell(programme, by=by)
    return part


def _unmark(programme: Programme, changed: set[str], *, by: Membership) -> None:
    """Nobody has read what was written just now."""
    if changed:
        writers.note(programme, changed, by=by)
        programme.reviewed_languages = [code for code in programme.reviewed_languages if code not in changed]
        programme.changed_by, programme.changed_at = by, timezone.now()


def _tell(programme: Programme, *, by: Membership) -> None:
    audit.record(Verb.PROGRAMME_CHANGED, by=by, about=programme)
    announce(programme_changed, programme_id=programme.pk)
