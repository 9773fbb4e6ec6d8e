"""Whose the rows of a house are."""

from privacy.walls import wall

# What the network may know: houses and figures, never people.
wall("shelters.Shelter", network="network")
wall("shelters.Availability", network="network")
wall(
    "shelters.Group",
    read_by_all="Names of rules, not of people: a neighbour's figures show them.",
)
# Written by the house; read by the partner key that it opened the house to.
wall("shelters.ShelterAssignment", mine="membership")

for name in (
    "ShelterInvitation",
    "Room",
    "Bed",
    "Places",
    "OverCapacity",
    "BusCount",
    "Household",
    "Person",
    "Stay",
    "Hold",
    "Referral",
    "SplitNote",
    "Change",
    "ArrivalDraft",
    "ErasureRequest",
    "Demand",
    "DemandedHousehold",
    "HouseholdExport",
):
    wall(f"shelters.{name}")
