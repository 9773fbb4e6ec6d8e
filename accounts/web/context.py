"""What every template may ask."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """What the site is called, and whether it is a demo: then pages say so loudly."""
    return {"site_name": settings.SITE_NAME, "demo": settings.DEMO}
