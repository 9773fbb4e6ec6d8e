"""Where an alert stands on this site. Dull on purpose: an address in a history names no fraud."""

from django.conf import settings

from alerts.published import Published


def absolute(path: str) -> str:
    """The address with its host, where the site knows its own."""
    return f"{settings.SITE_URL}{path}"


def of_network(network: str) -> str:
    """The page with all alerts of a network."""
    return absolute(f"/a/{network}/")


def of_alert(told: Published) -> str:
    """The page of one alert."""
    return absolute(f"/a/{told.network}/{told.code}/")


def for_staff(told: Published) -> str:
    """The same for those who sign in: also of what is not for everybody."""
    return absolute(f"/alerts/read/{told.code}/")


def of_cap(told: Published) -> str:
    """The CAP message. Older numbers lead to the last one."""
    return absolute(f"/a/{told.network}/{told.code}.{told.number}.cap")


def of_feed(network: str, language: str) -> str:
    """The feed of a network in a language."""
    return absolute(f"/a/{network}/feed.atom?language={language}")


def stop_letters(signed: str) -> str:
    """The page that ends somebody's letters without signing in."""
    return absolute(f"/alerts/letters/stop/{signed}/")
