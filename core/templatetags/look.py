"""Small pieces of every page: icons, codes as printed on cards, ages of figures."""

from datetime import datetime
from uuid import uuid4

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import dashboard
from core.codes import show_code
from core.errors import Text
from core.web.repeats import NAME

register = template.Library()


@register.simple_tag
def icon(name: str, meaning: str = "") -> SafeString:
    """A drawing of core/icons.html; `meaning` is read aloud, without it the icon is decoration."""
    if meaning:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><title>{}</title><use href="#i-{}"></use></svg>',
            meaning,
            meaning,
            name,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"></use></svg>', name)


@register.simple_tag
def once() -> SafeString:
    """A number of this form: sent twice, it has one effect (core/web/repeats.py)."""
    return format_html('<input type="hidden" name="{}" value="{}">', NAME, uuid4().hex)


@register.simple_tag
def unreviewed() -> str:
    """A sentence where the texts of this language were not read by a second person; else nothing."""
    if get_language() in settings.REVIEWED_LANGUAGES:
        return ""
    return _("These texts were translated by a machine; nobody has checked them yet.")


@register.filter
def as_code(code: str) -> str:
    """The code in groups, as it is printed on the card."""
    return show_code(code)


@register.filter
def ago(moment: datetime | None) -> str:
    """How old a figure is: "2 h 30 min ago". A figure without a time was never reported."""
    if moment is None:
        return _("never reported")
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(days)s d %(hours)s h ago") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min ago") % {"hours": hours, "minutes": rest}
    return _("%(minutes)s min ago") % {"minutes": rest}


@register.filter
def left(moment: datetime) -> str:
    """How long something still lasts: "1 h 12 min", or "over"."""
    minutes = int((moment - timezone.now()).total_seconds() // 60)
    if minutes < 0:
        return _("time is over")
    if minutes >= 2880:
        return _("%(days)s days left") % {"days": minutes // 1440}
    if minutes >= 60:
        return _("%(hours)s h %(minutes)s min left") % {"hours": minutes // 60, "minutes": minutes % 60}
    return _("%(minutes)s min left") % {"minutes": minutes}


@register.simple_tag(takes_context=True)
def dashboard_cards(context: RequestContext) -> list[dashboard.Card]:
    """The cards of this reader."""
    return dashboard.cards(context["request"])


@register.simple_tag(takes_context=True)
def ways(context: RequestContext) -> list[dashboard.Way]:
    """The links of this reader, or none before signing in."""
    request = context.get("request")
    return dashboard.ways(request) if request and getattr(request, "member", None) else []


@register.simple_tag(takes_context=True)
def alarms(context: RequestContext) -> list[Text]:
    """What every colleague must know at once, or nothing before signing in."""
    request = context.get("request")
    return dashboard.alarms(request) if request and getattr(request, "member", None) else []


@register.simple_tag(takes_context=True)
def banners(context: RequestContext) -> list[dashboard.Card]:
    """What every colleague is told just now, or nothing before signing in."""
    request = context.get("request")
    return dashboard.banners(request) if request and getattr(request, "member", None) else []


@register.simple_tag(takes_context=True)
def here(context: RequestContext, way: dashboard.Way) -> bool:
    """Whether the page belongs to this link of the bar."""
    path: str = context["request"].path
    return path == way.url if way.icon == "home" else path.startswith(way.url)
