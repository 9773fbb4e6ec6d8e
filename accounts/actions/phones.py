"""The numbers on the visit card."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Membership, VisitPhone
from accounts.rights import Right
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb


@transaction.atomic
def write(phones: Mapping[str, str], *, by: Membership) -> None:
    """The card shows exactly these numbers from now on; an empty one is left out.

    Raises: NotAllowed, BadInput.
    """
    by.require(Right.MANAGE_MEMBERS, within=by.organization)
    rows = [
        VisitPhone(organization=by.organization, who=who, phone=phone.strip())
        for who, phone in phones.items()
        if phone.strip()
    ]
    for row in rows:
        try:
            row.clean_fields()
        except ValidationError as wrong:
            raise BadInput({row.who: wrong.messages}) from wrong
    VisitPhone.objects.visible_to(by).delete()
    VisitPhone.objects.bulk_create(rows)
    audit.record(Verb.VISIT_PHONES_CHANGED, by=by, about=by.organization)


def of(organization_id: UUID) -> list[VisitPhone]:
    """The numbers of one organization in the order in which they are called."""
    rows = {row.who: row for row in VisitPhone.objects.filter(organization=organization_id)}
    return [rows[who] for who in VisitPhone.Who.values if who in rows]
