"""Addresses of the pages about turns, loans and Wi-Fi. They hold keys of rows, never a code."""

from django.urls import URLPattern, path

from schedules.web import amenities, boards, captive, draws, house_rules, joined, outages, routers, vouchers

app_name = "schedules"

urlpatterns: list[URLPattern] = [
    path("amenities/", amenities.listed, name="amenities"),
    path("amenities/houses/<uuid:shelter_id>/", house_rules.rules, name="house_rules"),
    path("amenities/houses/<uuid:shelter_id>/add/", amenities.choose, name="amenity_choose"),
    path("amenities/houses/<uuid:shelter_id>/add/<slug:kind>/", amenities.add, name="amenity_add"),
    path("amenities/<uuid:amenity_id>/", amenities.one, name="amenity"),
    path("amenities/<uuid:amenity_id>/remove/", amenities.remove, name="amenity_remove"),
    path("turns/draws/", draws.listed, name="draws"),
    path("turns/draws/<uuid:draw_id>/", draws.draw, name="draw"),
    path("turns/draws/<uuid:draw_id>/file/", draws.file, name="draw_file"),
    path("turns/why/<uuid:request_id>/", draws.why, name="why"),
    path("wall/<str:secret>/", boards.wall, name="wall"),
    path("wall/<str:secret>/draws/", draws.public_list, name="wall_draws"),
    path("wall/<str:secret>/draws/<uuid:draw_id>/", draws.public, name="wall_draw"),
    path("wall/<str:secret>/draws/<uuid:draw_id>/file/", draws.public_file, name="wall_draw_file"),
    path("turns/boards/", boards.houses, name="boards"),
    path("turns/boards/<uuid:shelter_id>/make/", boards.make, name="board_make"),
    path("turns/boards/<uuid:board_id>/revoke/", boards.revoke, name="board_revoke"),
    path("turns/plan/<uuid:shelter_id>/", boards.paper, name="plan_paper"),
    path("turns/pack/<uuid:shelter_id>/", boards.pack, name="daily_pack"),
    path("turns/outages/", outages.listed, name="outages"),
    path("turns/outages/<uuid:outage_id>/", outages.one, name="outage"),
    path("turns/outages/<uuid:outage_id>/log/", outages.log, name="outage_log"),
    path("turns/together/<uuid:household_id>/", joined.together, name="together"),
    path("wifi/", vouchers.overview, name="wifi"),
    path("wifi/<uuid:amenity_id>/make/", vouchers.make, name="vouchers_make"),
    path("wifi/<uuid:amenity_id>/strips/", vouchers.strips, name="strips"),
    path("wifi/<uuid:amenity_id>/exchange/", vouchers.exchange, name="voucher_exchange"),
    path("wifi/<uuid:amenity_id>/file/", vouchers.file, name="voucher_file"),
    path("wifi/windows/<uuid:window_id>/", vouchers.window, name="voucher_window"),
    path("wifi/routers/", routers.listed, name="routers"),
    path("wifi/routers/<uuid:router_id>/revoke/", routers.revoke, name="router_revoke"),
    path("captive/<str:prefix>/", captive.captive, name="captive"),
    path("captive/<str:prefix>/portal/", captive.portal, name="portal"),
]
