"""What an organization asks about guests beyond bands and needs: nothing, until it decides."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import Membership, Organization
from accounts.models.organizations import COLLECTABLE
from accounts.rights import Right
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb


@transaction.atomic
def choose(organization: Organization, *, asked: Collection[str], by: Membership) -> Organization:
    """From now on ask for exactly these of COLLECTABLE. What was written down before stays until its end.

    Raises: NotAllowed, BadInput.
    """
    by.require(Right.EDIT_SHELTER, within=organization)
    if not set(asked) <= set(COLLECTABLE):
        raise BadInput({"asked": sorted(set(asked) - set(COLLECTABLE))})
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    for name in COLLECTABLE:
        setattr(organization, f"collects_{name}", name in asked)
    organization.save(update_fields=[f"collects_{name}" for name in COLLECTABLE])
    audit.record(Verb.COLLECTING_CHANGED, by=by, about=organization)
    return organization
