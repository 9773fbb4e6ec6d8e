"""How long something is kept, in words and in hours; the numbers come from the rules of forgetting."""

from uuid import UUID

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.errors import Text
from privacy import retention
from privacy.inventory import Declaration, Until
from privacy.retention import Rule

# What does not end by the clock, in the words of a page for everybody.
WITHOUT_CLOCK: dict[Until, Text] = {
    Until.CONFIGURED: _("as long as the house works with it"),
    Until.SESSION_END: _("until the colleague signs out"),
    Until.ACCOUNT_END: _("as long as the colleague works here"),
    Until.REPLACED: _("until the next figure replaces it"),
}
# How long a backup may be kept: what was erased is in no copy afterwards (docs/technicians).
BACKUP_DAYS = 14


def rule_of(one: Declaration, field: str = "") -> Rule | None:
    """The rule that ends the rows of a model, or one of its sealed fields earlier than the rows."""
    if field in retention.RULES:
        return retention.RULES[field]
    ends = [rule for rule in retention.RULES.values() if one.label in rule.models]
    if field:
        return min(ends, key=lambda rule: rule.hours, default=None)
    return next((rule for rule in ends if rule.until == one.until), None)


def hours(rule: Rule, tenant: UUID | None = None) -> int:
    """Hours by the organization's own choice, or the default of the site."""
    return rule.hours if tenant is None else retention.hours(tenant, rule.name)


def in_words(hours: int) -> str:
    """72 hours, 30 days: days as soon as they are whole and more than three."""
    if hours % 24 or hours <= 72:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}


def of_rule(rule: Rule, tenant: UUID | None = None) -> str:
    """When a rule erases, as everybody may read it: "30 days after the household left"."""
    span = hours(rule, tenant)
    return (
        gettext("%(span)s %(since)s") % {"span": in_words(span), "since": rule.since}
        if span
        else str(rule.since)
    )


def told(one: Declaration, tenant: UUID | None = None, field: str = "") -> str:
    """Until when rows of a model, or one of their sealed fields, are kept."""
    rule = rule_of(one, field)
    return of_rule(rule, tenant) if rule else str(WITHOUT_CLOCK.get(one.until, one.until))
