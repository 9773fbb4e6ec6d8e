"""The record of processing activities of the own organization, ready to be written into a file."""

from django.db import transaction

from accounts.models import Membership
from accounts.rights import Right
from privacy import audit
from privacy.documents import record
from privacy.verbs import Verb
from shelters.actions.exports import Figures


@transaction.atomic
def export(*, by: Membership) -> Figures:
    """The record with the organization's own hours, written down as taken away. No person is in it.

    Raises: NotAllowed.
    """
    by.require(Right.SEE_AUDIT, within=by.organization)
    figures = Figures(
        [str(column) for column in record.COLUMNS],
        [list(row) for row in record.rows(by.organization.name, by.organization_id)],
    )
    audit.record(Verb.RECORD_EXPORTED, by=by, about=by.organization)
    return figures
