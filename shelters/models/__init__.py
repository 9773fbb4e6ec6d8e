"""The nouns of a shelter: from the house down to one bed, and the households in them."""

from shelters.models.assignments import ShelterAssignment, ShelterInvitation
from shelters.models.beds import Bed
from shelters.models.capacity import Availability, BusCount, OverCapacity
from shelters.models.changes import Change
from shelters.models.demands import Demand, DemandedHousehold
from shelters.models.drafts import ArrivalDraft
from shelters.models.erasures import ErasureRequest
from shelters.models.features import FEATURES, Features
from shelters.models.groups import Group
from shelters.models.holds import Hold, Referral
from shelters.models.household_exports import HouseholdExport
from shelters.models.households import Household, Person
from shelters.models.places import Places
from shelters.models.rooms import Room
from shelters.models.shelters import Shelter
from shelters.models.splits import SplitNote
from shelters.models.stays import Stay

__all__ = [
    "FEATURES",
    "ArrivalDraft",
    "Availability",
    "Bed",
    "BusCount",
    "Change",
    "Demand",
    "DemandedHousehold",
    "ErasureRequest",
    "Features",
    "Group",
    "Hold",
    "Household",
    "HouseholdExport",
    "OverCapacity",
    "Person",
    "Places",
    "Referral",
    "Room",
    "Shelter",
    "ShelterAssignment",
    "ShelterInvitation",
    "SplitNote",
    "Stay",
]
