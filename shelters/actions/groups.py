"""Own groups of an organization: who may sleep in its rooms, in its own words."""

from django.db import IntegrityError, transaction

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, NotAllowed
from privacy import audit
from privacy.verbs import Verb
from shelters.errors import BedInUse
from shelters.models import Group, Stay


@transaction.atomic
def save_group(group: Group, *, by: Membership) -> Group:
    """Add an own group or change it. The built-in ones are the same everywhere and stay as they are.

    Raises: NotAllowed, BadInput (a code twice), BedInUse (other rules while people sleep there).
    """
    by.require(Right.EDIT_SHELTER, within=by.organization)
    if group.organization_id != by.organization_id:
        raise NotAllowed
    former = Group.objects.filter(pk=group.pk).first()
    is_in_use = Stay.objects.open().filter(bed__room__group=group.pk).exists()
    if former and is_in_use and _rules(former) != _rules(group):
        raise BedInUse
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as twice:
        raise BadInput({"code": group.code}) from twice
    audit.record(Verb.SHELTER_CHANGED, by=by, about=group)
    return group


def _rules(group: Group) -> tuple[object, ...]:
    return (
        group.admits_women,
        group.admits_men,
        group.admits_lgbtq,
        group.admits_minors,
        group.needs_minor,
        group.smallest_party,
        group.hand_over_only,
    )
