"""What appointments say no to, and what to do then."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

# --- programmes


class OneRuleAMoment(DomainError):
    """Two rules of a programme would begin at the same moment."""

    code = "one_rule_a_moment"
    message = _("This programme has something that begins at this moment already.")
    help = _("Nothing was changed. Choose another moment, or correct what is there.")
