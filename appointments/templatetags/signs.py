"""Pictures for people who do not read."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def sign(name: str, words: str = "") -> SafeString:
    """A drawing of appointments/signs.html. `words` is read aloud where no text beside it says the same."""
    if not words:
        return format_html(
            '<svg class="sign sign-{}" aria-hidden="true"><use href="#s-{}"></use></svg>', name, name
        )
    return format_html(
        '<svg class="sign" role="img" aria-label="{}"><use href="#s-{}"></use></svg>', words, name
    )
