"""The documents that a programme's rule asks for, line by line, and which are ready."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from appointments import programmes
from appointments.models import Appointment, ChecklistItem, ProgrammeRule


@dataclass(frozen=True)
class Document:
    """One line of the list; `text` in the reader's language, or another one with its tag."""

    line: int
    text: str
    is_ready: bool


def documents(rule: ProgrammeRule | None) -> list[str]:
    """The documents of a rule. The n-th line is the same document in every language."""
    if rule is None:
        return []
    texts = {code: getattr(rule, f"documents_{code}") or "" for code in settings.MODELTRANSLATION_LANGUAGES}
    lines = {code: [line.strip() for line in text.splitlines()] for code, text in texts.items()}
    own = (translation.get_language() or "").partition("-")[0]
    count = max((len(each) for each in lines.values()), default=0)
    return [_line(lines, number, own) for number in range(count)]


def of(appointment: Appointment) -> list[Document]:
    """The list of an appointment, as its rule names it now."""
    items = list(appointment.checklist.all())
    names = documents(programmes.rule_at(appointment.programme, appointment.starts_at)) if items else []
    return [
        Document(item.line, names[item.line - 1], item.is_ready) for item in items if item.line <= len(names)
    ]


def lay_out(appointment: Appointment, rule: ProgrammeRule | None) -> None:
    """Nothing is ready yet."""
    ChecklistItem.objects.bulk_create(
        ChecklistItem(organization_id=appointment.organization_id, appointment=appointment, line=line)
        for line, _text in enumerate(documents(rule), start=1)
    )


def hand_on(former: Appointment, follower: Appointment) -> None:
    """What was ready for the one is ready for the other; the list is that of the later rule."""
    lay_out(follower, programmes.rule_at(follower.programme, follower.starts_at))
    ready = former.checklist.filter(is_ready=True).values_list("line", flat=True)
    follower.checklist.filter(line__in=list(ready)).update(is_ready=True)


def _line(lines: dict[str, list[str]], number: int, own: str) -> str:
    known = {code: each[number] for code, each in lines.items() if number < len(each) and each[number]}
    if own in known:
        return known[own]
    return next((f"{text} [{code}]" for code, text in known.items()), "")
