"""A household lets a partner read its appointments, and takes it back when it likes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Organization
from accounts.rights import Right
from appointments.errors import NotAConsentPartner
from appointments.models import Consent
from privacy import audit
from privacy.verbs import Verb
from shelters.actions import seating
from shelters.models import Household


@transaction.atomic
def give(household: Household, *, partner: Organization, by: Membership) -> Consent:
    """The household agrees, in front of this colleague, that the partner reads its appointments.

    Twice changes nothing. Municipal offices never read anything about a person.

    Raises: NotAllowed, NotHere, NotAConsentPartner.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=household.organization)
    household = seating.lock_household(household, by=by)
    if partner.kind != Organization.Kind.PARTNER or not _known(partner, by=by):
        raise NotAConsentPartner
    consent, is_new = Consent.objects.get_or_create(
        household=household,
        partner=partner,
        withdrawn_at=None,
        defaults={"organization_id": household.organization_id, "given_to": by},
    )
    if is_new:
        audit.record(Verb.CONSENT_GIVEN, by=by, about=household)
    return consent


@transaction.atomic
def withdraw(consent: Consent, *, by: Membership) -> Consent:
    """The household takes it back: the partner's next request finds nothing.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=consent.organization)
    seating.lock_household(consent.household, by=by)
    consent = Consent.objects.visible_to(by).locked().found(pk=consent.pk)
    if consent.withdrawn_at is None:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        audit.record(Verb.CONSENT_WITHDRAWN, by=by, about=consent.household)
    return consent


def partners_of(by: Membership) -> list[Organization]:
    """The partners of the network that a household may let read."""
    partners = Organization.objects.visible_to(by).filter(kind=Organization.Kind.PARTNER)
    return list(partners.exclude(pk=by.organization_id).order_by("name"))


def readers_of(household: Household) -> list[str]:
    """Who reads the household's appointments because it said so, in the language of its paper."""
    given = Consent.objects.filter(household=household, withdrawn_at=None).order_by("partner__name")
    said = _("%(partner)s reads your appointments, because you agreed. You can take it back at any time.")
    return [said % {"partner": name} for name in given.values_list("partner__name", flat=True)]


def _known(partner: Organization, *, by: Membership) -> bool:
    return Organization.objects.visible_to(by).filter(pk=partner.pk).exists()
