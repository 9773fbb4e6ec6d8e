"""What every process does before it answers anybody."""

from django.conf import settings

from privacy.purge import before_serving


def catch_up() -> None:
    """Erase what became due while the site was down; at most half a minute, and never in tests."""
    if settings.PURGE_BEFORE_SERVING:
        before_serving()
