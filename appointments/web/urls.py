"""Addresses of the pages about appointments. They hold keys of rows, never a code."""

from django.urls import URLPattern, path

from appointments.web import appointments, calendars, households, programmes, reminders, sheets, tomorrow

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
    path("appointments/<uuid:appointment_id>/", appointments.appointment, name="appointment"),
    path("appointments/<uuid:appointment_id>/do/", appointments.do, name="do"),
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
]
