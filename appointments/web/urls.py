"""Addresses of the pages about appointments. They hold keys of rows, never a code."""

from django.urls import URLPattern, path

from appointments.web import (
    acts,
    appointments,
    barriers,
    calendars,
    duties,
    gaps,
    households,
    notices,
    programmes,
    reminders,
    sheets,
    tomorrow,
    verify,
)

app_name = "appointments"

urlpatterns: list[URLPattern] = [
    path("households/<uuid:household_id>/appointments/new/", households.choose, name="choose"),
    path(
        "households/<uuid:household_id>/appointments/new/<uuid:programme_id>/",
        households.enter,
        name="enter",
    ),
    path(
        "households/<uuid:household_id>/registrations/<uuid:programme_id>/",
        households.registration,
        name="registration",
    ),
    path("appointments/missing/", gaps.gaps, name="gaps"),
    path("appointments/<uuid:appointment_id>/", appointments.appointment, name="appointment"),
    path("appointments/<uuid:appointment_id>/do/", appointments.do, name="do"),
    path("households/<uuid:household_id>/barriers/", barriers.of_household, name="barriers"),
    path("households/<uuid:household_id>/barriers/sheet/", barriers.sheet, name="barrier_sheet"),
    path("barriers/<uuid:barrier_id>/take-back/", barriers.take_back, name="barrier_take_back"),
    path("barriers/cut/", barriers.cut, name="barrier_cut"),
    path("barriers/figures/", barriers.figures, name="barrier_figures"),
    path("verify/", verify.verify, name="verify"),
    path("calendar/<str:secret>.ics", calendars.feed, name="calendar"),
    path("households/<uuid:household_id>/calendar/", calendars.make_for_household, name="calendar_make"),
    path("households/<uuid:household_id>/sheet/", sheets.sheet, name="sheet"),
    path("households/<uuid:household_id>/told/", reminders.told, name="told"),
    path("calendars/<uuid:link_id>/revoke/", calendars.revoke, name="calendar_revoke"),
    path("tomorrow/", tomorrow.tomorrow, name="tomorrow"),
    path("tomorrow/week/", tomorrow.week, name="week"),
    path("tomorrow/paper/", tomorrow.paper, name="tomorrow_paper"),
    path("tomorrow/told/", reminders.today, name="reminders"),
    path("tomorrow/houses/", reminders.houses, name="houses"),
    path(
        "tomorrow/houses/<uuid:shelter_id>/calendar/",
        calendars.make_for_house,
        name="house_calendar_make",
    ),
    path("tomorrow/houses/<uuid:shelter_id>/channel/", reminders.channel, name="channel"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<uuid:programme_id>/", programmes.programme, name="programme"),
    path("programmes/<uuid:programme_id>/review/", programmes.review, name="programme_review"),
    path("programmes/<uuid:programme_id>/acts/", acts.acts, name="acts"),
    path("acts/<uuid:act_id>/", acts.act, name="act"),
    path("acts/<uuid:act_id>/undo/", acts.undo, name="act_undo"),
    path("notices/<uuid:notice_id>/", notices.notice, name="notice"),
    path("notices/<uuid:notice_id>/seen/", notices.seen, name="notice_seen"),
    path("notices/<uuid:notice_id>/paper/", notices.paper, name="notice_paper"),
    path("departures/", notices.departures, name="departures"),
    path("households/<uuid:household_id>/duties/", duties.add, name="duty_add"),
    path("duties/<uuid:duty_id>/do/", duties.do, name="duty_do"),
]
