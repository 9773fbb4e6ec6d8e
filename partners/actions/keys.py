"""Making, approving and ending keys. Every shelter decides for itself."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Locked
from accounts.models import Membership, Organization
from accounts.rights import Right, Role
from core.errors import BadInput, NotAllowed, NotHere
from core.keytexts import NO_HASH, new_key_text, read_key_text
from partners.errors import BudgetSpent, KeyEnded, NotAPartner
from partners.models import PartnerKey
from partners.models.keys import LONGEST_DAYS, USUAL_BUDGET
from partners.scopes import Scope
from privacy import audit, walls
from privacy.verbs import Verb
from shelters.models import Shelter, ShelterAssignment

MAY_HAVE_KEYS = (Organization.Kind.PARTNER, Organization.Kind.MUNICIPAL)
MARK = "posada"


@transaction.atomic
def make(
    organization: Organization,
    *,
    label: str,
    scopes: Collection[str],
    lasts_days: int,
    by: Membership,
    records_per_day: int = USUAL_BUDGET,
) -> tuple[PartnerKey, str]:
    """A key for a partner of the network, and its text, which exists nowhere else afterwards.

    The new key opens nothing until shelters approve it.

    Raises: NotAllowed, NotAPartner, BadInput.
    """
    by.require_in_network(Right.MANAGE_KEYS, network_id=organization.network_id)
    if organization.kind not in MAY_HAVE_KEYS:
        raise NotAPartner
    _refuse_bad(label, scopes, lasts_days, records_per_day)
    if Scope.CONSENTED_APPOINTMENTS in scopes and organization.kind != Organization.Kind.PARTNER:
        # A municipal office never reads anything about a person, whoever agreed (design.md, section 1).
        raise BadInput({"scopes": [_("Only partners may read appointments.")]})

    text, now = new_key_text(MARK), timezone.now()
    ends_at = now + timedelta(days=lasts_days)
    with walls.within(organization.pk):
        actor = Membership.objects.create(
            organization=organization, role=Role.PARTNER, is_limited=True, expires_at=ends_at
        )
        key = PartnerKey.objects.create(
            organization=organization,
            network_id=organization.network_id,
            membership=actor,
            made_by=by,
            label=label,
            prefix=text.prefix,
            secret_hash=text.hash,
            scopes=sorted(set(scopes)),
            lasts_days=lasts_days,
            made_at=now,
            ends_at=ends_at,
            records_per_day=records_per_day,
        )
    audit.record(Verb.KEY_MADE, by=by, about=key)
    return key, str(text)


@transaction.atomic
def revoke(key: PartnerKey, *, by: Membership) -> PartnerKey:
    """End the key now; no answer of it is cached anywhere. Revoking twice changes nothing.

    Raises: NotAllowed.
    """
    maker = Membership.objects.visible_to(by).select_related("organization").filter(pk=key.made_by_id).first()
    if maker is None:
        raise NotAllowed
    by.require(Right.MANAGE_KEYS, within=maker.organization)
    with walls.within(key.organization_id, user=key.membership_id):
        key = PartnerKey.objects.locked().get(pk=key.pk)
        if key.revoked_at is not None:
            return key
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        Membership.objects.filter(pk=key.membership_id, ended_at=None).update(ended_at=key.revoked_at)
        _close_everywhere(key)
    audit.record(Verb.KEY_REVOKED, by=by, about=key)
    return key


@transaction.atomic
def approve(key: PartnerKey, *, shelter: Shelter, by: Membership) -> None:
    """Let the key read this house. Only its own organization can say so. Twice changes nothing.

    Raises: NotAllowed, KeyEnded, NotHere.
    """
    by.require(Right.MANAGE_KEYS, within=shelter.organization)
    _refuse_foreign(key, shelter, by)
    with walls.within(key.organization_id):
        key = PartnerKey.objects.locked().get(pk=key.pk)
    if not key.is_usable:
        raise KeyEnded
    _assignment, is_new = ShelterAssignment.objects.get_or_create(
        organization_id=shelter.organization_id, membership_id=key.membership_id, shelter=shelter
    )
    if is_new:
        audit.record(Verb.KEY_APPROVED, by=by, about=key)


@transaction.atomic
def withdraw(key: PartnerKey, *, shelter: Shelter, by: Membership) -> None:
    """Close this house to the key again.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.MANAGE_KEYS, within=shelter.organization)
    _refuse_foreign(key, shelter, by)
    gone, _by_model = ShelterAssignment.objects.filter(membership=key.membership_id, shelter=shelter).delete()
    if gone:
        audit.record(Verb.KEY_WITHDRAWN, by=by, about=key)


def opened_by(text: str) -> PartnerKey | None:
    """The usable key behind this text, with its membership. Unknown, expired, revoked: None.

    From here on the request works for the key's organization, and for its membership in particular.
    """
    sent = read_key_text(text, MARK)
    if sent is None:
        return None
    walls.become(None, door=sent.prefix)
    key = PartnerKey.objects.usable().filter(prefix=sent.prefix).first()
    if not sent.opens(key.secret_hash if key else NO_HASH) or key is None:
        walls.become(None)
        return None
    walls.become(key.organization_id, user=key.membership_id, network=key.network_id)
    actor = Membership.objects.current().select_related("organization").filter(pk=key.membership_id).first()
    if actor is None:
        return None
    key.membership = actor
    return key


def spend(key: PartnerKey, *, records: int) -> None:
    """Count records against the key's budget of the day (UTC).

    Raises: BudgetSpent.
    """
    today = timezone.now().date()
    keys = PartnerKey.objects.filter(pk=key.pk)
    keys.exclude(last_used_on=today).update(last_used_on=today, records_that_day=0)
    within = keys.filter(records_that_day__lte=F("records_per_day") - records)
    if not within.update(records_that_day=F("records_that_day") + records):
        raise BudgetSpent(most=key.records_per_day)


def refuse_if_locked(key: PartnerKey, *, shelter: UUID | None = None) -> None:
    """For an answer that came out empty: say so where the houses that approved the key are locked.

    Raises: Locked.
    """
    approved = ShelterAssignment.objects.filter(membership=key.membership_id)
    if shelter is not None:
        approved = approved.filter(shelter=shelter)
    locked_at = list(approved.values_list("shelter__organization__locked_at", flat=True))
    if locked_at and all(locked_at):
        raise Locked


def _close_everywhere(key: PartnerKey) -> None:
    """Take back what houses approved; each row is the house's."""
    approved = ShelterAssignment.objects.filter(membership=key.membership_id)
    for owner in set(approved.values_list("organization", flat=True)):
        with walls.within(owner):
            approved.filter(organization=owner).delete()


def _refuse_foreign(key: PartnerKey, shelter: Shelter, by: Membership) -> None:
    is_known = PartnerKey.objects.visible_to(by).filter(pk=key.pk).exists()
    if not is_known or not Shelter.objects.visible_to(by).filter(pk=shelter.pk).exists():
        raise NotHere


def _refuse_bad(label: str, scopes: Collection[str], lasts_days: int, records_per_day: int) -> None:
    wrong: dict[str, list[str]] = {}
    if not label.strip():
        wrong["label"] = [_("Write what the key is for.")]
    if not scopes or not set(scopes) <= set(Scope.values):
        wrong["scopes"] = [_("Choose what the key may read.")]
    if not 1 <= lasts_days <= LONGEST_DAYS:
        wrong["lasts_days"] = [_("1 to 90 days.")]
    if records_per_day < 1:
        wrong["records_per_day"] = [_("At least 1.")]
    if wrong:
        raise BadInput(wrong)


def shelters_of(key: PartnerKey) -> list[UUID]:
    """The houses that approved the key and are not locked."""
    approved = ShelterAssignment.objects.filter(
        membership=key.membership_id, shelter__organization__locked_at=None
    )
    return list(approved.values_list("shelter", flat=True))
