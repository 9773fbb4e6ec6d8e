"""The words of an alert, language by language. What a second person has not read leaves nobody's desk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from alerts import blind
from alerts.actions import telling
from alerts.actions.holding import (
    decided,
    held,
    refuse_if_changed,
    refuse_one_pair,
    refuse_unless,
    refuse_wrong,
)
from alerts.errors import LastWords, SamePerson
from alerts.models import Alert, AlertsOffice, AlertText, Decision, Message
from alerts.scanning import refuse_names
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb

State = AlertText.State
WORDS = ("headline", "said", "react")
OPEN = (Alert.State.DRAFT, Alert.State.IN_REVIEW, Alert.State.PUBLISHED, Alert.State.UNDER_REVIEW)


@dataclass(frozen=True)
class Words:
    """What an alert says in one language. `is_machine` where a machine has translated it."""

    headline: str
    said: str
    react: str
    is_machine: bool = False

    @property
    def all(self) -> tuple[str, str, str]:
        """The three texts."""
        return self.headline, self.said, self.react


def write(
    alert: Alert, language: str, words: Words, *, by: Membership, confirmed: Collection[str] = ()
) -> AlertText:
    """Write the words of one language. Words that were read before have to be read again; writing the same
    again changes nothing.

    Raises: NotAllowed, NotHere, AlertMovedOn, BadInput, NamesSomebody, GuestCode, LastWords.
    """
    if language not in settings.MODELTRANSLATION_LANGUAGES:
        raise BadInput({"language": [language]})
    with held(alert, by=by) as here:
        alert, office = here
        refuse_unless(alert, *OPEN)
        text = alert.texts.filter(language=language).first() or AlertText(
            organization_id=alert.organization_id, network_id=alert.network_id, alert=alert, language=language
        )
        was_read, former = text.state == State.REVIEWED, _said(text)
        text.headline, text.said, text.react = words.headline.strip(), words.said.strip(), words.react.strip()
        if _said(text) == former and not text._state.adding:
            return text
        refuse_wrong(text, only=set(WORDS))
        refuse_names(_said(text), language=language, confirmed=confirmed)
        text.state, text.reviewed_by = (State.MACHINE if words.is_machine else State.DRAFT), ""
        text.written_by, text.written_pair = blind.of_person(office, by), blind.of_pair(office, by)
        text.changed_at = timezone.now()
        text.save()
        _after_writing(alert, was_read=was_read)
        audit.record(Verb.ALERT_CHANGED, by=by, about=alert)
    return text


def _said(text: AlertText) -> tuple[str, str, str]:
    return text.headline, text.said, text.react


def _after_writing(alert: Alert, *, was_read: bool) -> None:
    """Readers lose a language until it is read again; what waits for a second person is a draft again."""
    if alert.state == Alert.State.PUBLISHED and was_read:
        if not alert.texts.filter(state=State.REVIEWED).exists():
            raise LastWords
        telling.tell(alert, Message.Kind.UPDATE)
    if alert.state == Alert.State.IN_REVIEW:
        alert.state = Alert.State.DRAFT
    alert.changed_at = timezone.now()
    alert.save(update_fields=["state", "changed_at"])


def review(alert: Alert, language: str, *, by: Membership, seen: datetime | None = None) -> AlertText:
    """A second person has read the words of one language; once the alert is in force, one of another
    organization or role. `seen` is `changed_at` of what they read.

    Raises: NotAllowed, NotHere, AlertMovedOn, ChangedMeanwhile, SamePerson, SameHouseAndRole.
    """
    with held(alert, by=by, right=Right.REVIEW_ALERTS) as here:
        alert, office = here
        refuse_unless(alert, *OPEN)
        text = alert.texts.found(language=language)
        refuse_if_changed(text.changed_at, seen)
        if text.state == State.REVIEWED:
            return text
        mark_read(text, office, by=by)
        refuse_one_pair(alert, office, text.written_pair, by=by)
        decided(alert, Decision.What.TEXT_REVIEWED, by=by, reason=language)
        if alert.state == Alert.State.PUBLISHED:
            telling.tell(alert, Message.Kind.UPDATE)
        audit.record(Verb.ALERT_REVIEWED, by=by, about=alert)
    return text


def mark_read(text: AlertText, office: AlertsOffice, *, by: Membership) -> None:
    """Within an action that holds the alert.

    Raises: SamePerson.
    """
    reader = blind.of_person(office, by)
    if reader == text.written_by:
        raise SamePerson
    text.state, text.reviewed_by = State.REVIEWED, reader
    text.save(update_fields=["state", "reviewed_by"])
