"""How long an organization keeps what it may keep for a shorter time."""

from django.db import transaction

from accounts.models import Membership
from accounts.rights import Right
from accounts.shortening import refuse_shortening
from core.errors import BadInput
from privacy import audit, retention
from privacy.errors import OnlyShorter
from privacy.models import RetentionChoice
from privacy.verbs import Verb


@transaction.atomic
def keep_for(rule_name: str, *, hours: int, by: Membership) -> int:
    """Keep what the rule names for so many hours; the rule's own number takes the choice back.

    What is past the shorter time goes with the next purge, so apps above may refuse a shorter one.

    Raises: NotAllowed, BadInput (no such rule), OnlyShorter, DemandOpen.
    """
    by.require(Right.EDIT_SHELTER, within=by.organization)
    rule = retention.RULES.get(rule_name)
    if rule is None or not rule.can_be_shortened:
        raise BadInput({"rule": rule_name})
    if not rule.shortest <= hours <= rule.hours:
        raise OnlyShorter(shortest=rule.shortest, longest=rule.hours)
    chosen = RetentionChoice.objects.filter(organization_id=by.organization_id, rule=rule_name)
    if hours < (chosen.values_list("hours", flat=True).first() or rule.hours):
        refuse_shortening(by.organization)
    if hours == rule.hours:
        chosen.delete()
    else:
        RetentionChoice.objects.update_or_create(
            organization_id=by.organization_id,
            rule=rule_name,
            defaults={"hours": hours, "longest": rule.hours},
        )
    audit.record(Verb.RETENTION_SHORTENED, by=by, about=by.organization)
    transaction.on_commit(lambda: retention.choose_again(by.organization_id))
    return hours
