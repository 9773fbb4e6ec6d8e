"""What every template may ask."""

from django.conf import settings
from django.http import HttpRequest


def demo(request: HttpRequest) -> dict[str, bool]:
    """Whether this is a demo: then pages say so loudly."""
    return {"demo": settings.DEMO}
