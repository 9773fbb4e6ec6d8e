"""Whenever a programme cancels appointments, somebody sells their "recovery": the draft is there at once."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.robots import robot_of
from accounts.tenancy import tenants
from alerts.actions import drafting, texts
from alerts.actions.drafting import Facts
from alerts.actions.offices import office_of
from alerts.actions.texts import Words
from alerts.models import Alert, Tactic
from alerts.scanning import names_of
from appointments.models import Notice
from appointments.models.programmes import in_own_words
from privacy import walls

LATELY = timedelta(days=2)


def draft_from(notice_id: UUID, organization_id: UUID) -> Alert | None:
    """The draft of a warning from a message about an act on a programme, once each; None where there is
    nothing to warn of, or where it is drafted already.

    A person has to submit it, and another one to publish it.
    """
    with walls.within(organization_id):
        rows = Notice.objects.filter(pk=notice_id, kind=Notice.Kind.PRE_ALERT, withdrawn_at=None)
        notice = rows.select_related("act__programme", "organization").first()
        if notice is None:
            return None
        network_id = notice.organization.network_id
        programme = notice.act.programme
    office = office_of(network_id)
    with walls.within(office.organization_id, network=network_id):
        if Alert.objects.filter(notice=notice_id).exists():
            return None
        robot = robot_of(office.organization)
        facts = Facts(tactic=Tactic.RECOVERY.value, source_url=notice.act.source_url)
        try:
            alert = drafting.draft(network_id, facts, by=robot, notice=notice_id)
        except IntegrityError:
            return None
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words = _words(in_own_words(programme, "name", otherwise=programme.code))
            # The programme's own name looks like a person's to a rule of thumb.
            texts.write(alert, language, words, by=robot, confirmed=names_of(words.all, language))
    return alert


def draft_missed() -> None:
    """Draft what a lost message has left undrafted."""
    for tenant in tenants():
        with walls.on_behalf(tenant):
            rows = Notice.objects.filter(organization=tenant, kind=Notice.Kind.PRE_ALERT, withdrawn_at=None)
            lately = list(rows.filter(written_at__gt=timezone.now() - LATELY).values_list("pk", flat=True))
        for notice_id in lately:
            draft_from(notice_id, tenant)


def _words(programme: str) -> Words:
    first = _("Warning: somebody may offer to recover or replace appointments of %(programme)s for money.")
    return Words(
        headline=f"{programme}: {Tactic.RECOVERY.label}"[:120],
        said=first % {"programme": programme},
        react=" ".join(
            [
                _("That does not exist. Appointments are free and only come from the official channel."),
                _("Pay nothing, give nobody your papers or passwords, and tell the people of your house."),
            ]
        ),
    )
