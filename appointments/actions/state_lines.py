"""Procedures that are tied to the state in which they were begun, and houses across the line (J12)."""

from appointments.errors import StateLine
from appointments.models import Tracking
from shelters.errors import Concern
from shelters.models import Household, Shelter


def tied_elsewhere(household: Household, shelter: Shelter) -> Concern | None:
    """What to say if the household would cross a state line that one of its procedures does not cross.

    Asked whenever a household is put into a house. Where either state is unknown nothing can be said.
    """
    if not shelter.state_code:
        return None
    tied = Tracking.objects.filter(household=household.pk, programme__is_tied_to_state=True)
    elsewhere = tied.exclude(state__in=Tracking.OVER).exclude(begun_in__in=["", shelter.state_code])
    tracking = elsewhere.select_related("programme").order_by("pk").first()
    if tracking is None:
        return None
    return StateLine(programme=str(tracking.programme), begun_in=tracking.begun_in, here=shelter.state_code)
