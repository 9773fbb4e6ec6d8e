"""The evidence sheet goes to the family; the house forgets its copy a day later (R20)."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Membership
from accounts.rights import Right
from appointments import evidence, evidence_sheet
from appointments.actions.barriers import as_printed
from appointments.errors import NothingToHandOver
from appointments.evidence_sheet import Line, Sheet
from appointments.models import BarrierEntry
from appointments.models.programmes import in_own_words
from privacy import audit, sealed
from privacy.verbs import Verb
from shelters.actions import seating
from shelters.models import Household


@transaction.atomic
def hand_over(
    household: Household,
    *,
    language: str,
    address: str,
    by: Membership,
    unreviewed: frozenset[str] = frozenset(),
) -> bytes:
    """The signed PDF in English and in `language`; the entries on it are erased a day later.

    Within that day the same sheet can be printed again. `address` is where it can be checked.

    Raises: NotAllowed, NotHere, NothingToHandOver, NoLetters, Erased, CannotOpen, KeyringUnavailable.
    """
    by.require(Right.LOG_BARRIERS, within=household.organization)
    household = seating.lock_household(household, by=by)
    entries = list(BarrierEntry.objects.visible_to(by).of(household).select_related("programme"))
    if not entries:
        raise NothingToHandOver
    lines = [_line(entry) for entry in entries]
    now = timezone.now()
    # Days as the wall shows them: an evening at the border is the next day in UTC.
    days = [entry.happened_at.astimezone(ZoneInfo(entry.zone)).date() for entry in entries]
    today = now.astimezone(ZoneInfo(entries[-1].zone)).date()
    former = entries[0].former_hash
    stamp = evidence.make_stamp(
        former=former,
        last=lines[-1].hash,
        first_day=min(days),
        last_day=max(days),
        issued_on=today,
        entries=len(entries),
    )
    english = Sheet(lines, former, today, stamp, address)
    parts = [("en", _named(english, entries, "en"))]
    if language != "en":
        parts.append((language, _named(english, entries, language)))
    pdf = evidence.signed_file(evidence_sheet.draw(parts, unreviewed=unreviewed))

    BarrierEntry.objects.filter(pk__in=[entry.pk for entry in entries], handed_over_at=None).update(
        handed_over_at=now
    )
    audit.record(Verb.EVIDENCE_PRINTED, by=by, about=household)
    return pdf


def _line(entry: BarrierEntry) -> Line:
    return Line(as_printed(entry, sealed.read(entry, "message")), entry.programme.code, entry.hash)


def _named(sheet: Sheet, entries: list[BarrierEntry], language: str) -> Sheet:
    """The sheet with the names of the programmes in this language."""
    with translation.override(language):
        names = [in_own_words(entry.programme, "name", otherwise=entry.programme.code) for entry in entries]
    named = zip(sheet.lines, names, strict=True)
    return replace(sheet, lines=[replace(line, programme=name) for line, name in named])
