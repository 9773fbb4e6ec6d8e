"""Addresses of the staff pages. They hold keys of rows, never a code."""

from django.urls import path

from shelters.web import board, counts, desk, households, kept, names, network, papers, persons

app_name = "shelters"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/places/", desk.places, name="desk_places"),
    path("desk/choose/", desk.choose, name="desk_choose"),
    path("desk/held/", desk.held, name="held"),
    path("desk/called/", names.find, name="called_find"),
    path("households/find/", households.find, name="household_find"),
    path("households/<uuid:household_id>/", households.household, name="household"),
    path("households/<uuid:household_id>/places/", households.places, name="household_places"),
    path("households/<uuid:household_id>/choose/", households.choose, name="household_choose"),
    path("households/<uuid:household_id>/do/", households.do, name="household_do"),
    path("households/<uuid:household_id>/words/", names.write, name="household_words"),
    path("households/<uuid:household_id>/persons/", persons.add, name="person_add"),
    path("households/<uuid:household_id>/persons/<uuid:person_id>/", persons.change, name="person_change"),
    path("households/<uuid:household_id>/kept/", kept.kept, name="household_kept"),
    path("households/<uuid:household_id>/split/", persons.split_off, name="household_split"),
    path("changes/<uuid:change_id>/undo/", households.undo, name="undo"),
    path("referrals/<uuid:referral_id>/release/", households.release_referral, name="referral_release"),
    path("board/", board.boards, name="boards"),
    path("board/<uuid:shelter_id>/", board.board, name="board"),
    path("board/<uuid:shelter_id>/tiles/", board.tiles, name="tiles"),
    path("board/<uuid:shelter_id>/move/", board.move, name="board_move"),
    path("board/<uuid:shelter_id>/beds/<uuid:bed_id>/", board.bed, name="bed"),
    path("board/<uuid:shelter_id>/beds/<uuid:bed_id>/household/", board.bed_household, name="bed_household"),
    path("board/<uuid:shelter_id>/rooms/<uuid:room_id>/", board.room, name="room"),
    path("count/", counts.count, name="count"),
    path("count/<uuid:shelter_id>/", counts.save, name="count_save"),
    path("count/<uuid:shelter_id>/confirm/", counts.confirm, name="count_confirm"),
    path("count/<uuid:shelter_id>/bus/", counts.bus, name="count_bus"),
    path("count/<uuid:shelter_id>/over/", counts.over, name="count_over"),
    path("count/bus/<uuid:bus_id>/close/", counts.close_bus, name="bus_close"),
    path("count/over/<uuid:act_id>/close/", counts.close_over, name="over_close"),
    path("network/", network.network, name="network"),
    path("asked/", names.asked, name="asked"),
    path("papers/", papers.papers, name="papers"),
    path("papers/record/", papers.record, name="paper_record"),
    *(path(f"papers/{kind}/", papers.paper, {"kind": kind}, name=f"paper_{kind}") for kind in papers.PAPERS),
]
