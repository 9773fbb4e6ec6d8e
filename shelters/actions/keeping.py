"""What speaks against keeping something for a shorter time."""

from accounts.models import Organization
from shelters.errors import DemandOpen
from shelters.models import Demand


def refuse_shorter(organization: Organization) -> None:
    """No organization shortens its times once a legal demand has come in: that would erase many at once.

    Raises: DemandOpen.
    """
    if Demand.objects.open().filter(organization=organization).exists():
        raise DemandOpen
