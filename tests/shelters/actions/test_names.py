"""Called names, notes and ways to reach a family: kept sealed, sealed anew, gone."""

from datetime import UTC, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import collecting
from core.errors import BadInput, NotAllowed, NotHere
from privacy import keyring, retention, sealed
from privacy.errors import UnderLegalHold
from privacy.keyring import Fenced, KeyringUnavailable, Subject
from privacy.models import AuditEntry
from privacy.purge.erasing import one_batch
from privacy.verbs import Verb
from shelters import errors
from shelters.actions import changes, holds, households, legal_holds, names, stays
from shelters.models import Change, Household, Person
from shelters.names import Told, told, words_of
from shelters.parties import Party, PersonAnswer
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import (
    CANARY_NAME,
    CANARY_NOTES,
    CANARY_WAY,
    ShelterFactory,
    make_household,
    make_room,
    tell,
)

ERASED = Told(is_erased=True)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def family(shelter, coordinator):
    """A woman and a child who are here and told everything."""
    household = make_household(coordinator.organization, "woman", "child")
    check_in(household, shelter, by=coordinator)
    return tell(household, by=coordinator)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` runs what waits for the commit at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def check_in(household, shelter, *, by):
    room = make_room(shelter, household.persons.count())
    beds = room.beds.order_by("label")
    stays.check_in(household, into=dict(zip(household.persons.all(), beds, strict=True)), by=by)


def purge(organization):
    """Carry out the rules about words and households, to the end."""
    for name in ("called_name", "households"):
        while one_batch(retention.RULES[name], organization.pk):
            pass


def again(row):
    return type(row).objects.get(pk=row.pk)


def texts(household):
    """Everything that is told about a household, opened."""
    found = words_of(again(household))
    return [one.text for one in (*found.called.values(), found.notes, found.contact_way)]


ALL = [f"{CANARY_NAME} 1", f"{CANARY_NAME} 2", CANARY_NOTES, CANARY_WAY]


def has_key(household, day):
    kept = keyring.subjects(household.organization_id, day)
    return household.pk in [one.subject for one in kept]


def days_of(household):
    """The days under which the envelopes of a household and its persons are sealed."""
    household = again(household)
    rows = [(household, "notes"), (household, "contact_way")]
    rows += [(person, "called_name") for person in household.persons.all()]
    return {sealed.day_of(row, column) for row, column in rows if getattr(row, column) is not None}


def day_of_end(household):
    until = again(household).names_until
    return until.astimezone(UTC).date() if until else None


# ---------------------------------------------------------------- writing down


def test_what_is_told_is_kept_sealed_and_read_again(family):
    assert texts(family) == ALL
    with connection.cursor() as cursor:
        cursor.execute("SELECT called_name FROM shelters_person WHERE called_name IS NOT NULL")
        assert all(CANARY_NAME.encode() not in bytes(row[0]) for row in cursor.fetchall())
    assert CANARY_NAME not in f"{family.persons.first().called_name} {family.persons.first()!r} {family}"


def test_writing_down_is_audited_once_and_only_when_something_changed(family, coordinator):
    names.keep(family, called={1: f"{CANARY_NAME} 1"}, by=coordinator)

    assert AuditEntry.objects.filter(verb=Verb.WORDS_CHANGED, about_id=family.pk).count() == 1


def test_nothing_is_kept_that_nobody_decided_to_ask(desk, house):
    household = make_household(house, "woman")

    for words in ({"called": {1: "Ana"}}, {"notes": "two bags"}, {"contact_way": "664"}):
        with pytest.raises(errors.NotAsked):
            names.keep(household, by=desk, **words)


def test_what_was_told_can_still_be_taken_out_when_nobody_asks_any_more(family, coordinator):
    collecting.choose(coordinator.organization, asked=[], by=coordinator)
    coordinator.organization.refresh_from_db()

    names.keep(family, called={1: " "}, notes="", by=coordinator)

    assert texts(family) == ["", f"{CANARY_NAME} 2", "", CANARY_WAY]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"called": {1: "x" * 41}}, errors.TooManyLetters),
        ({"notes": "x" * 501}, errors.TooManyLetters),
        ({"contact_way": "x" * 81}, errors.TooManyLetters),
        ({"called": {1: "Ana, Luis y Pedro"}}, errors.OneNameOnly),
        ({"called": {1: "664 555 4471"}}, errors.LooksLikeNumber),
        ({"called": {1: "GARC800101HDFRRL09"}}, errors.LooksLikeNumber),
        ({"notes": "passport G12345678"}, errors.LooksLikeNumber),
        ({"notes": "call +52 664 555 4471"}, errors.LooksLikeNumber),
        ({"contact_way": "GARC800101HDFRRL09"}, errors.LooksLikeNumber),
        ({"called": {1: "Hola1234!"}}, errors.LooksLikePassword),
        ({"notes": "su contraseña: maria2020"}, errors.LooksLikePassword),
        ({"contact_way": "facebook, clave 4471"}, errors.LooksLikePassword),
        ({"called": {9: "Ana"}}, BadInput),
    ],
)
def test_what_is_never_kept_is_refused_and_leaves_what_was_there(family, coordinator, words, refusal):
    with pytest.raises(refusal):
        names.keep(family, by=coordinator, **words)

    assert texts(family) == ALL


@pytest.mark.parametrize(
    "words",
    [
        {"called": {1: "José Ángel O’Brien-Núñez"}},
        {"called": {1: "Нина 2"}},
        {"notes": "back on 24-11-2026 at 10:30,\nbed 12, 3 bags; forgot her password"},
        {"contact_way": "WhatsApp +52 1 664 555 4471"},
        {"contact_way": "maria.lopez2020@example.org"},
    ],
)
def test_ordinary_words_are_no_obstacle(family, coordinator, words):
    names.keep(family, by=coordinator, **words)

    assert [*words.get("called", {}).values(), *words.values()][0] in texts(family)


def test_invisible_characters_and_line_breaks_go(family, coordinator):
    names.keep(family, called={1: "  A\u202ena\x00\n Luz "}, notes=" one \r\n two ", by=coordinator)

    assert texts(family)[0] == "Ana Luz"
    assert texts(family)[2] == "one\ntwo"


@pytest.mark.parametrize("who", ["reader", "stranger", "city", "outsider"])
def test_writing_takes_the_right_of_the_same_organization(request, family, who):
    with pytest.raises(NotAllowed):
        names.keep(family, notes="x", by=request.getfixturevalue(who))


def test_minors_alone_are_written_about_by_those_who_open_them(desk, house, coordinator):
    alone = households.open_household(Party((PersonAnswer("12-17"),)), by=coordinator)
    Household.objects.filter(pk=alone.pk).update(kept_for=coordinator)

    with pytest.raises(NotHere):
        names.keep(alone, notes="x", by=MembershipFactory(organization=house, role="volunteer"))


# ---------------------------------------------------------------- what was moved or changed from outside (P5)


def test_an_envelope_opens_in_no_other_row_column_or_household(family, coordinator, shelter):
    one, two = family.persons.order_by("number")
    other = tell(make_household(family.organization, "woman"), by=coordinator)

    two.called_name = one.called_name
    stranger = other.persons.get()
    stranger.called_name = one.called_name
    family.contact_way, other.notes = family.notes, family.notes
    flipped = bytearray(one.called_name)
    flipped[-1] ^= 1
    one.called_name = bytes(flipped)

    unreadable = Told(is_unreadable=True)
    assert told(two, "called_name") == told(family, "contact_way") == told(one, "called_name") == unreadable
    # The key of another household is another one: its id does not fit.
    assert told(stranger, "called_name") == told(other, "notes") == ERASED


# ---------------------------------------------------------------- sealed anew


def test_leaving_gives_the_names_an_end_and_a_key_that_ends(family, coordinator, committed):
    with committed():
        stays.check_out(family, by=coordinator)

    end = again(family).names_until
    assert end - timezone.now() == pytest.approx(timedelta(hours=72), abs=timedelta(minutes=1))
    assert days_of(family) == {day_of_end(family)} != {None}
    assert texts(family) == ALL
    assert (has_key(family, None), has_key(family, day_of_end(family))) == (False, True)


def test_taking_a_departure_back_takes_the_end_back(family, coordinator, committed):
    with committed():
        stays.check_out(family, by=coordinator)
    day = day_of_end(family)

    with committed():
        changes.undo(Change.objects.get(verb=Verb.CHECKED_OUT), by=coordinator)

    assert (again(family).names_until, days_of(family), texts(family)) == (None, {None}, ALL)
    assert (has_key(family, None), has_key(family, day)) == (True, False)


def test_a_family_that_comes_back_in_time_is_still_called_the_same(family, shelter, coordinator, committed):
    with committed():
        stays.check_out(family, by=coordinator)
    day = day_of_end(family)

    with committed():
        check_in(family, shelter, by=coordinator)

    assert (again(family).names_until, days_of(family), texts(family)) == (None, {None}, ALL)
    assert not has_key(family, day)


def test_a_family_that_comes_back_too_late_has_no_name_even_before_the_purge(
    family, shelter, coordinator, committed
):
    with committed():
        stays.check_out(family, by=coordinator)
    day = day_of_end(family)

    with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=1)):
        assert words_of(again(family)).is_over
        with pytest.raises(Fenced):
            names.keep(again(family), notes="too late", by=coordinator)
        with committed():
            check_in(family, shelter, by=coordinator)

    assert texts(family) == ["", "", "", ""]
    assert not has_key(family, day)


def test_a_hold_that_ends_gives_the_names_an_end(house, shelter, coordinator, committed):
    room = make_room(shelter, 1)
    household = make_household(house, "woman")
    held = holds.hold_household(household, into={household.persons.get(): room.beds.get()}, by=coordinator)
    tell(household, by=coordinator)
    assert days_of(household) == {None}

    with committed():
        holds.release(held, by=coordinator)
    assert days_of(household) == {day_of_end(household)} != {None}

    with committed():
        changes.undo(Change.objects.get(verb=Verb.HOLD_RELEASED), by=coordinator)
    assert (days_of(household), day_of_end(household)) == ({None}, None)


def test_an_arrival_that_is_taken_back_gives_the_names_an_end(family, coordinator, committed):
    with committed():
        changes.undo(Change.objects.get(verb=Verb.CHECKED_IN), by=coordinator)

    assert days_of(family) == {day_of_end(family)} != {None}
    assert texts(family) == ALL


def test_a_family_whose_arrival_is_taken_back_is_not_erased_as_if_it_had_never_come(
    house, shelter, coordinator, committed
):
    family = tell(make_household(house, "woman"), by=coordinator)
    long_ago = timezone.now() - timedelta(days=40)
    Household.objects.filter(pk=family.pk).update(
        opened_at=long_ago, left_at=timezone.now() - timedelta(days=29)
    )
    check_in(family, shelter, by=coordinator)
    with committed():
        changes.undo(Change.objects.get(verb=Verb.CHECKED_IN), by=coordinator)

    purge(house)

    assert texts(family) == [f"{CANARY_NAME} 1", CANARY_NOTES, CANARY_WAY]
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        purge(house)
        assert Household.objects.filter(pk=family.pk).exists()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        purge(house)
        assert not Household.objects.filter(pk=family.pk).exists()


def test_merging_seals_the_names_for_the_household_that_stays(family, coordinator, committed):
    double = make_household(family.organization, "man")
    names.keep(double, called={1: "Zopilote"}, notes="a red bag", contact_way="elsewhere", by=coordinator)

    with committed():
        households.merge(double, into=family, by=coordinator)

    assert texts(family) == [*ALL[:2], "Zopilote", f"{CANARY_NOTES}\na red bag", CANARY_WAY]
    assert days_of(family) == {None}
    assert not has_key(double, None)


def test_unmerging_gives_everybody_their_words_back(family, coordinator, committed):
    double = make_household(family.organization, "man")
    names.keep(double, called={1: "Zopilote"}, notes="a red bag", by=coordinator)
    with committed():
        households.merge(double, into=family, by=coordinator)

    with committed():
        households.unmerge(double, by=coordinator)

    assert texts(family) == ALL
    assert texts(double) == ["Zopilote", "a red bag", ""]
    assert days_of(double) == {day_of_end(double)} != {None}


def test_merging_does_not_bring_back_what_was_over(family, shelter, coordinator, committed):
    with committed():
        stays.check_out(family, by=coordinator)

    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        other = make_household(family.organization, "man")
        with committed():
            households.merge(family, into=other, by=coordinator)
        assert texts(other) == ["", "", "", "", ""]


def test_two_families_that_are_both_gone_keep_the_later_end(house, shelter, coordinator, committed):
    gone = []
    for hours in (20, 0):
        household = make_household(house, "woman")
        check_in(household, shelter, by=coordinator)
        tell(household, by=coordinator)
        with time_machine.travel(timezone.now() - timedelta(hours=hours)), committed():
            stays.check_out(household, by=coordinator)
        gone.append(household)
    earlier, later = gone
    end = again(later).names_until

    with committed():
        households.merge(later, into=earlier, by=coordinator)

    assert again(earlier).names_until == end
    assert days_of(earlier) == {day_of_end(earlier)}
    assert texts(earlier)[:2] == [f"{CANARY_NAME} 1"] * 2


@pytest.mark.parametrize("left_days_ago", [29, None])
def test_a_family_that_waits_keeps_its_name_when_it_is_merged_into_its_old_entry(
    house, coordinator, committed, left_days_ago
):
    former, waiting = make_household(house, "woman"), tell(make_household(house, "man"), by=coordinator)
    now = timezone.now()
    left = (
        {"left_at": now - timedelta(days=29), "names_until": now - timedelta(days=26)}
        if left_days_ago
        else {}
    )
    opened_at = now - timedelta(days=60 if left_days_ago else 29)
    Household.objects.filter(pk=former.pk).update(opened_at=opened_at, **left)

    with committed():
        households.merge(waiting, into=former, by=coordinator)
    purge(house)

    assert texts(former) == ["", f"{CANARY_NAME} 1", CANARY_NOTES, CANARY_WAY]
    with time_machine.travel(now + timedelta(days=29)):
        purge(house)
        assert Household.objects.filter(pk=former.pk).exists()


def test_two_families_that_are_both_gone_are_erased_with_the_later_one(house, coordinator, committed):
    earlier, later = make_household(house, "woman"), make_household(house, "woman")
    now = timezone.now()
    exits = {earlier: now - timedelta(days=29), later: now - timedelta(days=3)}
    for household, left_at in exits.items():
        Household.objects.filter(pk=household.pk).update(
            left_at=left_at, names_until=left_at + timedelta(days=3)
        )

    with committed():
        households.merge(later, into=earlier, by=coordinator)

    assert again(earlier).left_at == exits[later]


def test_splitting_takes_the_name_along_under_another_key(coordinator, house, committed):
    grown = make_household(house, "woman", "man")
    tell(grown, by=coordinator)

    with committed():
        half = households.split_off(
            grown, persons=[grown.persons.get(number=2)], reason="safety", adults={}, by=coordinator
        )

    assert texts(half) == [f"{CANARY_NAME} 2", "", ""]
    assert texts(grown) == [f"{CANARY_NAME} 1", CANARY_NOTES, CANARY_WAY]
    assert has_key(half, None)


def test_a_deed_that_fails_leaves_everything_readable(family, coordinator, committed):
    with committed(), transaction.atomic():
        stays.check_out(family, by=coordinator)
        transaction.set_rollback(True)

    assert (days_of(family), texts(family)) == ({None}, ALL)


# ---------------------------------------------------------------- without keys


@pytest.fixture
def no_keyring(settings, tmp_path):
    """The folder of the keyring is not there."""
    settings.KEYRING_DIR = tmp_path / "a file"
    settings.KEYRING_DIR.write_text("not a folder")


def test_without_a_keyring_people_come_and_go_and_names_are_refused(
    family, house, shelter, coordinator, no_keyring
):
    other = make_household(house, "woman")
    check_in(other, shelter, by=coordinator)
    with pytest.raises(KeyringUnavailable):
        names.keep(other, called={1: "Ana"}, by=coordinator)

    stays.check_out(family, by=coordinator)

    assert (other.stays.open().count(), family.stays.open().count()) == (1, 0)
    assert words_of(again(family)).notes == Told(is_unreadable=True)


def test_what_waited_without_a_keyring_is_there_again_with_it(family, coordinator, settings, tmp_path):
    here, settings.KEYRING_DIR = settings.KEYRING_DIR, tmp_path / "a file"
    settings.KEYRING_DIR.write_text("not a folder")
    stays.check_out(family, by=coordinator)
    settings.KEYRING_DIR = here

    assert (days_of(family), texts(family)) == ({None}, ALL)
    assert again(family).names_until


def test_a_merge_that_would_lose_names_waits_for_the_keyring(family, coordinator, no_keyring):
    other = make_household(family.organization, "man")

    with pytest.raises(KeyringUnavailable):
        households.merge(family, into=other, by=coordinator)


def test_a_key_that_is_gone_reads_as_erased_and_stops_nobody(family, coordinator, committed):
    keyring.destroy(Subject(family.organization_id, family.pk, None))

    assert words_of(again(family)).notes == ERASED
    with committed():
        stays.check_out(family, by=coordinator)
    assert texts(family) == ["", "", "", ""]


# ---------------------------------------------------------------- erasing now


def test_a_coordinator_erases_all_of_a_kind_now(family, coordinator):
    assert names.written(family.organization, by=coordinator) == {
        "called_name": 2,
        "notes": 1,
        "contact_way": 1,
    }

    assert names.erase(family.organization, "called_name", by=coordinator) == 2

    assert texts(family) == ["", "", CANARY_NOTES, CANARY_WAY]
    assert AuditEntry.objects.filter(verb=Verb.WORDS_ERASED).count() == 1


def test_only_these_three_can_be_erased_like_this(coordinator, house):
    with pytest.raises(BadInput):
        names.erase(house, "age_band", by=coordinator)


@pytest.mark.parametrize("who", ["desk", "reader", "stranger"])
def test_erasing_and_counting_take_the_right(request, family, who):
    with pytest.raises(NotAllowed):
        names.erase(family.organization, "notes", by=request.getfixturevalue(who))
    with pytest.raises(NotAllowed):
        names.written(family.organization, by=request.getfixturevalue(who))


def test_erasing_reaches_nobody_elses(family, stranger):
    theirs = tell(make_household(stranger.organization, "woman"), by=stranger)

    names.erase(stranger.organization, "notes", by=stranger)

    assert texts(family) == ALL
    assert texts(theirs) == [f"{CANARY_NAME} 1", "", CANARY_WAY]


# ---------------------------------------------------------------- under legal hold


@pytest.fixture
def held(family, coordinator):
    """The family, under legal hold by two people."""
    legal_holds.ask(family, reason="court_order", by=coordinator)
    return family


@pytest.mark.parametrize(
    "words",
    [{"called": {1: ""}}, {"called": {1: "Luz"}}, {"notes": " "}, {"notes": "x"}, {"contact_way": ""}],
)
def test_nobody_takes_out_what_is_under_legal_hold(held, desk, words):
    with pytest.raises(UnderLegalHold):
        names.keep(held, by=desk, **words)

    assert texts(held) == ALL


def test_under_legal_hold_more_can_be_written_beside_what_is_there(held, coordinator):
    names.keep(held, called={1: f"{CANARY_NAME} 1"}, notes=f"{CANARY_NOTES}\nback at 6", by=coordinator)

    assert texts(held) == [*ALL[:2], f"{CANARY_NOTES}\nback at 6", CANARY_WAY]


@pytest.mark.parametrize("column", ["called_name", "notes", "contact_way"])
def test_erasing_a_kind_leaves_those_under_legal_hold(held, coordinator, column):
    other = tell(make_household(held.organization, "woman"), by=coordinator)

    assert names.erase(held.organization, column, by=coordinator) == 1

    assert texts(held) == ALL
    assert texts(other).count("") == 1


def test_a_merge_takes_the_legal_hold_of_the_words_along(held, coordinator, committed):
    into = make_household(held.organization, "man")
    with committed():
        households.merge(held, into=into, by=coordinator)

    names.erase(held.organization, "called_name", by=coordinator)
    with pytest.raises(UnderLegalHold):
        names.keep(into, called={2: ""}, by=coordinator)

    assert texts(into) == ["", *ALL]


def test_a_family_under_legal_hold_that_comes_back_late_keeps_what_was_sealed(
    family, shelter, coordinator, committed
):
    with committed():
        stays.check_out(family, by=coordinator)

    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        legal_holds.ask(family, reason="court_order", by=coordinator)
        with committed():
            check_in(family, shelter, by=coordinator)
        purge(family.organization)
        assert texts(family) == ALL


def test_a_merge_that_would_lose_words_under_legal_hold_is_refused(family, coordinator, committed):
    with committed():
        stays.check_out(family, by=coordinator)

    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        legal_holds.ask(family, reason="court_order", by=coordinator)
        into = make_household(family.organization, "man")
        with pytest.raises(UnderLegalHold):
            households.merge(family, into=into, by=coordinator)


# ---------------------------------------------------------------- cost


def test_leaving_costs_the_same_whatever_the_number_of_names(house, shelter, coordinator):
    counts = []
    for people in (2, 1, 3):  # the first also asks how long names are kept; that is remembered
        household = make_household(house, *["woman"] * people)
        check_in(household, shelter, by=coordinator)
        tell(household, by=coordinator)
        with CaptureQueriesContext(connection) as asked:
            stays.check_out(household, by=coordinator)
        counts.append(len(asked))

    assert counts[1] == counts[2] < 30


def test_whoever_told_nothing_costs_no_key(house, shelter, coordinator):
    household = make_household(house, "woman")
    check_in(household, shelter, by=coordinator)
    stays.check_out(household, by=coordinator)

    assert not Person.objects.filter(called_name__isnull=False).exists()
    assert not has_key(household, None)
    assert not has_key(household, day_of_end(household))
