"""The pictures by which a household finds itself on a board."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from schedules.signs import Sign

register = template.Library()


@register.simple_tag
def picture(shown: Sign) -> SafeString:
    """A drawing of schedules/pictures.html, read aloud by its word."""
    return format_html(
        '<svg class="picture" role="img" aria-label="{}"><use href="#p-{}"></use></svg>',
        shown.words,
        shown.name,
    )
