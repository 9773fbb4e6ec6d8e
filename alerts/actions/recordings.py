"""The words of an alert, spoken: put in by one person, heard by a second one, then for everybody."""

from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from alerts import blind, opus, spoken, voices
from alerts.actions import telling
from alerts.actions.holding import decided, held, refuse_one_pair, refuse_unless
from alerts.actions.texts import OPEN
from alerts.errors import NoWordsToSpeak, OwnRecording, RecordingTooLong
from alerts.models import Alert, AlertsOffice, Decision, Message, Recording
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb

HUMAN, SYNTHETIC = Recording.Voice.HUMAN, Recording.Voice.SYNTHETIC


def put(alert: Alert, language: str, sound: bytes, *, by: Membership) -> Recording:
    """Keep somebody's recording, in place of what was there. A second person has to hear it.

    Raises: NotAllowed, NotHere, AlertMovedOn, BadInput, NotOpus, RecordingTooLarge, RecordingTooLong,
    NoWordsToSpeak.
    """
    clean = opus.cleaned(sound)
    with held(alert, by=by) as (here, office):
        return _keep(here, office, language, clean, HUMAN, by=by)


def draft(alert: Alert, language: str, *, by: Membership) -> Recording:
    """Let the machine read the reviewed words: all, or where that takes too long the headline and what to do.
    Marked as a machine's, and heard by a second person before anybody else.

    Raises: NotAllowed, NotHere, AlertMovedOn, NoWordsToSpeak, NoVoice, RecordingTooLong.
    """
    with held(alert, by=by) as (here, office):
        text = spoken.reviewed(here).get(language)
        if text is None:
            raise NoWordsToSpeak
        try:
            sound = voices.speak([text.headline, text.said, text.react], language)
        except RecordingTooLong:
            sound = voices.speak([text.headline, text.react], language)
        return _keep(here, office, language, opus.cleaned(sound), SYNTHETIC, by=by)


def _keep(
    alert: Alert, office: AlertsOffice, language: str, sound: bytes, voice: str, *, by: Membership
) -> Recording:
    """Within an action that holds the alert."""
    if language not in spoken.ORDER or language == "other":
        raise BadInput({"language": [language]})
    refuse_unless(alert, *OPEN)
    fingerprint = spoken.says(spoken.reviewed(alert), language)
    if not fingerprint:
        raise NoWordsToSpeak
    was_public = language in spoken.heard(alert)
    kept, _is_new = Recording.objects.update_or_create(
        alert=alert,
        language=language,
        defaults={
            "organization_id": alert.organization_id,
            "network_id": alert.network_id,
            "voice": voice,
            "sound": sound,
            "size": len(sound),
            "made_at": timezone.now(),
            "made_by": blind.of_person(office, by),
            "made_pair": blind.of_pair(office, by),
            "heard_by": "",
            "says": fingerprint,
        },
    )
    audit.record(Verb.ALERT_CHANGED, by=by, about=alert)
    _tell_if(alert, is_wanted=was_public)
    return kept


def hear(recording: Recording, *, by: Membership) -> Recording:
    """A second person has heard it: it says what is written, as it is written now. Then it leaves with the
    alert; a machine's voice stays marked as one.

    Raises: NotAllowed, NotHere, AlertMovedOn, OwnRecording, SameHouseAndRole, NoWordsToSpeak.
    """
    with held(recording.alert, by=by, right=Right.REVIEW_ALERTS) as (alert, office):
        refuse_unless(alert, *OPEN)
        row = alert.recordings.found(pk=recording.pk)
        listener, fingerprint = blind.of_person(office, by), spoken.says(spoken.reviewed(alert), row.language)
        if listener == row.made_by or not row.made_by:
            raise OwnRecording
        refuse_one_pair(alert, office, row.made_pair, by=by)
        if not fingerprint:
            raise NoWordsToSpeak
        row.heard_by, row.says = listener, fingerprint
        row.save(update_fields=["heard_by", "says"])
        decided(alert, Decision.What.TEXT_REVIEWED, by=by, reason=row.language)
        _tell_if(alert, is_wanted=True)
        audit.record(Verb.ALERT_REVIEWED, by=by, about=alert)
    return row


def remove(recording: Recording, *, by: Membership) -> None:
    """Take a recording away at once; whoever moderates may.

    Raises: NotAllowed, NotHere.
    """
    with held(recording.alert, by=by) as (alert, _office):
        row = alert.recordings.found(pk=recording.pk)
        was_public = row.language in spoken.heard(alert)
        row.delete()
        _tell_if(alert, is_wanted=was_public)
        audit.record(Verb.ALERT_CHANGED, by=by, about=alert)


def _tell_if(alert: Alert, *, is_wanted: bool) -> None:
    """What an alert in force says in public has changed."""
    if is_wanted and alert.state == Alert.State.PUBLISHED:
        telling.tell(alert, Message.Kind.UPDATE)
