"""Addresses of the pages about turns, loans and Wi-Fi. They hold keys of rows, never a code."""

from django.urls import URLPattern, path

from schedules.web import amenities, boards, house_rules, joined, outages

app_name = "schedules"

urlpatterns: list[URLPattern] = [
    path("amenities/", amenities.listed, name="amenities"),
    path("amenities/houses/<uuid:shelter_id>/", house_rules.rules, name="house_rules"),
    path("amenities/houses/<uuid:shelter_id>/add/", amenities.choose, name="amenity_choose"),
    path("amenities/houses/<uuid:shelter_id>/add/<slug:kind>/", amenities.add, name="amenity_add"),
    path("amenities/<uuid:amenity_id>/", amenities.one, name="amenity"),
    path("amenities/<uuid:amenity_id>/remove/", amenities.remove, name="amenity_remove"),
    path("board/<str:secret>/", boards.wall, name="wall"),
    path("turns/boards/", boards.houses, name="boards"),
    path("turns/boards/<uuid:shelter_id>/make/", boards.make, name="board_make"),
    path("turns/boards/<uuid:board_id>/revoke/", boards.revoke, name="board_revoke"),
    path("turns/plan/<uuid:shelter_id>/", boards.paper, name="plan_paper"),
    path("turns/pack/<uuid:shelter_id>/", boards.pack, name="daily_pack"),
    path("turns/outages/", outages.listed, name="outages"),
    path("turns/outages/<uuid:outage_id>/", outages.one, name="outage"),
    path("turns/outages/<uuid:outage_id>/log/", outages.log, name="outage_log"),
    path("turns/together/<uuid:household_id>/", joined.together, name="together"),
]
