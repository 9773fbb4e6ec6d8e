"""A weekly signature is entered, marked, and ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments.actions import duties
from appointments.actions.duties import Rhythm
from appointments.errors import NoSuchDay
from appointments.models import Duty, DutyMark
from core.errors import BadInput, NotAllowed, NotHere
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.models import Stay
from tests.factories.appointments import ProgrammeFactory, ProgrammePlaceFactory, TrackingFactory
from tests.factories.shelters import make_household

TODAY = timezone.now().date() - timedelta(days=1)


@pytest.fixture
def tracking(house):
    comar = ProgrammeFactory(organization=house)
    return TrackingFactory(household=make_household(house, "woman"), programme=comar)


@pytest.fixture
def weekly(tracking, desk):
    return duties.add(tracking, Rhythm(first_on=TODAY, zone="America/Tijuana"), by=desk)


def test_entering_is_written_into_the_trail(weekly, tracking, desk):
    assert (weekly.tracking, weekly.every_weeks, weekly.made_by) == (tracking, 1, desk)
    assert AuditEntry.objects.filter(verb=Verb.DUTY_CHANGED, about_id=weekly.pk).count() == 1


def test_a_place_brings_its_own_clock(tracking, desk):
    place = ProgrammePlaceFactory(programme=tracking.programme, zone="America/Matamoros")

    duty = duties.add(tracking, Rhythm(first_on=TODAY, zone="America/Tijuana", place=place), by=desk)

    assert duty.zone == "America/Matamoros"


def test_a_place_of_another_programme_is_as_absent(tracking, desk):
    with pytest.raises(NotHere):
        duties.add(tracking, Rhythm(first_on=TODAY, zone="UTC", place=ProgrammePlaceFactory()), by=desk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_on": TODAY + timedelta(days=4000)},
        {"every_weeks": 0},
        {"every_weeks": 27},
        {"last_on": TODAY - timedelta(days=1)},
        {"lead_minutes": 3000},
        {"zone": "Mars/Olympus"},
    ],
)
def test_an_unclear_rhythm_is_refused(tracking, desk, wrong):
    with pytest.raises(BadInput) as refused:
        duties.add(tracking, Rhythm(**{"first_on": TODAY, "zone": "UTC"} | wrong), by=desk)

    assert set(refused.value.fields) == set(wrong)
    assert not Duty.objects.exists()


def test_what_became_of_it_is_marked_corrected_and_taken_out(weekly, desk):
    duties.mark(weekly, due_on=TODAY, outcome="missed_illness", by=desk)
    duties.mark(weekly, due_on=TODAY, outcome="done", by=desk)
    marked = list(DutyMark.objects.values_list("outcome", "by"))
    duties.mark(weekly, due_on=TODAY, outcome="", by=desk)

    assert marked == [("done", desk.pk)]
    assert not DutyMark.objects.exists()
    assert AuditEntry.objects.filter(verb=Verb.DUTY_MARKED).count() == 3


@pytest.mark.parametrize("days", [1, -7, 7])
def test_only_days_of_the_rhythm_that_have_come_are_marked(weekly, desk, days):
    with pytest.raises(NoSuchDay):
        duties.mark(weekly, due_on=TODAY + timedelta(days=days), outcome="done", by=desk)


def test_an_unknown_outcome_is_refused(weekly, desk):
    with pytest.raises(BadInput):
        duties.mark(weekly, due_on=TODAY, outcome="arrested", by=desk)


def test_missing_a_duty_ends_no_stay_and_ending_it_keeps_its_marks(weekly, desk):
    duties.mark(weekly, due_on=TODAY, outcome="missed", by=desk)

    ended = duties.end(weekly, last_on=TODAY, by=desk)

    assert ended.last_on == TODAY
    assert DutyMark.objects.count() == 1
    assert not Stay.objects.exists()


def test_it_cannot_end_before_it_begins(weekly, desk):
    with pytest.raises(BadInput):
        duties.end(weekly, last_on=TODAY - timedelta(days=1), by=desk)


@pytest.mark.parametrize("who", ["reader", "stranger", "network_desk"])
def test_only_who_keeps_appointments_here_may(request, weekly, tracking, who):
    somebody = request.getfixturevalue(who)

    for deed in (
        lambda: duties.add(tracking, Rhythm(first_on=TODAY, zone="UTC"), by=somebody),
        lambda: duties.mark(weekly, due_on=TODAY, outcome="done", by=somebody),
        lambda: duties.end(weekly, last_on=None, by=somebody),
    ):
        with pytest.raises(NotAllowed):
            deed()
