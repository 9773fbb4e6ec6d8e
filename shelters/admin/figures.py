"""Figures, groups that arrived, places over capacity: to look at only."""

from django.contrib import admin

from accounts.admin.base import ReadOnlyAdmin
from accounts.rights import Right
from shelters.admin.imports import WithFiles
from shelters.models import Availability, BusCount, OverCapacity


@admin.register(Availability)
class AvailabilityAdmin(WithFiles, ReadOnlyAdmin):
    """The projection that every action keeps exact; nobody types it."""

    see = Right.SEE_NETWORK
    list_display = [
        "shelter",
        "group",
        "installed",
        "mats",
        "free",
        "held",
        "in_use",
        "out_of_service",
        "over",
        "as_of",
    ]
    list_filter = [("group", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["shelter", "group"]
    ordering = ["shelter__name", "group__position"]
    list_display_links = None


@admin.register(BusCount)
class BusCountAdmin(ReadOnlyAdmin):
    """Read-only on purpose: groups are counted and closed on the count page."""

    see = Right.LIST_HOUSEHOLDS
    list_display = [
        "shelter",
        "arrived_at",
        "men",
        "women",
        "children",
        "men_waiting",
        "women_waiting",
        "children_waiting",
        "closed_at",
    ]
    list_filter = [("closed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["shelter"]
    list_display_links = None


@admin.register(OverCapacity)
class OverCapacityAdmin(ReadOnlyAdmin):
    """Read-only on purpose: each is an explicit act of the count page, with a reason and an end."""

    see = Right.GO_OVER_CAPACITY
    list_display = [
        "shelter",
        "group",
        "room",
        "places",
        "reason",
        "opened_by",
        "opened_at",
        "ends_at",
        "closed_at",
    ]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), "reason"]
    list_select_related = ["shelter", "group", "room", "opened_by__user"]
    list_display_links = None
