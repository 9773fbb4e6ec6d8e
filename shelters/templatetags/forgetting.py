"""What a page of a household says about its end: wishes to be erased, legal holds."""

from typing import Any

from django import template
from django.template.context import RequestContext

from accounts.rights import Right
from privacy.models import LegalHold
from shelters.actions import erasing
from shelters.models import ErasureRequest, Household

register = template.Library()


@register.inclusion_tag("shelters/forgetting.html", takes_context=True)
def forgetting(context: RequestContext, household: Household) -> dict[str, Any]:
    """The card about erasing this household."""
    member = context["request"].member
    joined = erasing.joined([household.pk])
    held = LegalHold.objects.visible_to(member).in_force().filter(household_id__in=joined)
    wish = ErasureRequest.objects.visible_to(member).pending().filter(household__in=joined).first()
    return {
        "household": household,
        "held": list(held),
        "wish": wish,
        "member": member,
        "may_hold": member.may(Right.HOLD_LEGALLY),
        "reasons": LegalHold.Reason.choices,
        "csrf_token": context.get("csrf_token"),
    }
