"""Spoken words at the moderators' desk: put in, drafted by the machine, heard by a second person."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import Right
from alerts import spoken, voices
from alerts.actions import recordings as deeds
from alerts.models import Alert, Recording
from alerts.web.papers import sounding
from core.errors import BadInput, DomainError
from core.web.pages import page
from shelters.languages import NAMED
from shelters.web.doors import StaffRequest, staff_page


@dataclass(frozen=True)
class Slot:
    """One language: its words, its recording, and whether that leaves with the alert."""

    language: str
    name: str
    has_words: bool
    recording: Recording | None
    is_heard: bool
    can_speak: bool


@require_safe
@staff_page(Right.REVIEW_ALERTS)
def recordings(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """All languages of an alert; four queries beyond those of every page, whatever it has.

    Raises: NotHere.
    """
    alert = Alert.objects.visible_to(request.member).found(pk=alert_id)
    return _page(request, alert)


@require_POST
@staff_page(Right.MODERATE_ALERTS)
def put(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """A file, or a draft voice where the form asks for one.

    Raises: NotHere.
    """
    alert = Alert.objects.visible_to(request.member).found(pk=alert_id)
    language = request.POST.get("language", "")
    try:
        if request.POST.get("do") == "draft":
            deeds.draft(alert, language, by=request.member)
        else:
            deeds.put(alert, language, _file(request), by=request.member)
    except DomainError as refused:
        return _page(request, alert, refused)
    messages.success(request, _("Saved. A second person has to hear it before it is published."))
    return redirect("alerts:recordings", alert.pk)


def _file(request: StaffRequest) -> bytes:
    """What was sent; of too much only so much that it is refused."""
    file = request.FILES.get("sound")
    if file is None:
        raise BadInput({"sound": [_("Choose a file.")]})
    read: bytes = file.read(Recording.LARGEST + 1)
    return read


@require_POST
@staff_page(Right.REVIEW_ALERTS)
def hear(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """A second person has heard it.

    Raises: NotHere, NotAllowed, OwnRecording.
    """
    found = _found(request, recording_id)
    try:
        deeds.hear(found, by=request.member)
        messages.success(request, _("Noted. It is published with the alert."))
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    return redirect("alerts:recordings", found.alert_id)


@require_POST
@staff_page(Right.MODERATE_ALERTS)
def remove(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """Take it away, at once and everywhere.

    Raises: NotHere, NotAllowed.
    """
    found = _found(request, recording_id)
    deeds.remove(found, by=request.member)
    messages.success(request, _("The recording is gone."))
    return redirect("alerts:recordings", found.alert_id)


@require_safe
@staff_page(Right.REVIEW_ALERTS)
def listen(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """The sound, for whoever has to hear it first.

    Raises: NotHere.
    """
    found = _found(request, recording_id)
    return sounding(request, found, f"{found.alert.code}-{found.language}")


def _found(request: StaffRequest, recording_id: UUID) -> Recording:
    rows = Recording.objects.visible_to(request.member).select_related("alert")
    return rows.found(pk=recording_id)


def _page(request: StaffRequest, alert: Alert, refused: DomainError | None = None) -> HttpResponse:
    return page(
        request,
        "alerts/recordings.html",
        title=_("Spoken words of an alert"),
        status=refused.status if refused else 200,
        alert=alert,
        slots=_slots(alert),
        choices=NAMED,
        chosen=request.POST.get("language", ""),
        may_put=request.member.may(Right.MODERATE_ALERTS),
        refused=refused,
    )


def _slots(alert: Alert) -> list[Slot]:
    texts = spoken.reviewed(alert)
    heard = spoken.heard(alert, texts)
    rows = {row.language: row for row in alert.recordings.defer("sound")}
    return [
        Slot(
            language=code,
            name=str(name),
            has_words=code in texts,
            recording=rows.get(code),
            is_heard=code in heard,
            can_speak=code in texts and voices.can_speak(code),
        )
        for code, name in NAMED
        if code in texts or code in rows
    ]
