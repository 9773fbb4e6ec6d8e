"""The page that shows a code once, to print or to scan."""

from typing import Any

import segno
from django.contrib.admin import AdminSite
from django.http import HttpResponse
from django.template.response import TemplateResponse

from core.codes import show_code
from core.errors import Text


def shown_once(
    request: Any, site: AdminSite, *, title: Text, code: str, address: str, told: Text, back: str
) -> HttpResponse:
    """The code in groups and a QR picture. The code stands behind the #: browsers never send that part,
    so it reaches no log of any server."""
    address = request.build_absolute_uri(address)
    picture = segno.make(f"{address}#{code}", micro=False).svg_inline(scale=5, border=2)
    shown = {
        "title": title,
        "code": show_code(code),
        "address": address,
        "picture": picture,
        "told": told,
        "back": back,
    }
    return TemplateResponse(request, "admin/accounts/code.html", site.each_context(request) | shown)
