"""P2: what was taken out or has moved on opens in no backup either, although the household is still here."""

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy import keyring, retention, sealed
from privacy.purge.erasing import one_batch
from shelters.actions import households, names, stays
from shelters.models import Household, Person
from shelters.names import words_of
from tests.factories.shelters import (
    CANARY_NAME,
    CANARY_NOTES,
    CANARY_WAY,
    ShelterFactory,
    make_household,
    make_room,
    tell,
)

ALL = [f"{CANARY_NAME} 1", f"{CANARY_NAME} 2", CANARY_NOTES, CANARY_WAY]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` runs what waits for the commit at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(params=["here", "gone"])
def family(request, house, coordinator, committed):
    """Two people who told everything; here, or gone with an end of their names."""
    family = make_household(house, "woman", "man")
    room = make_room(ShelterFactory(organization=house), 2)
    into = dict(zip(family.persons.order_by("number"), room.beds.order_by("label"), strict=True))
    stays.check_in(family, into=into, by=coordinator)
    tell(family, by=coordinator)
    if request.param == "gone":
        with committed():
            stays.check_out(family, by=coordinator)
    return family


def backup(*families):
    """The rows as a stolen backup has them: every sealed column with its envelope of now."""
    rows = [(row, name) for row in families for name in ("notes", "contact_way")]
    copies = [(Household.objects.get(pk=row.pk), name) for row, name in rows]
    persons = Person.objects.filter(household__in=families).order_by("household", "number")
    return [*((person, "called_name") for person in persons), *copies]


def opened(copies):
    """What somebody with the backup and every key that is left today can read of it."""
    found = []
    for row, column in copies:
        try:
            found.append(sealed.read(row, column))
        except (sealed.Erased, sealed.CannotOpen):
            found.append(None)
    return [text for text in found if text]


def texts(household):
    found = words_of(Household.objects.get(pk=household.pk))
    return [one.text for one in (*found.called.values(), found.notes, found.contact_way)]


def keys_of(household):
    """Under which days there is a key of this household."""
    tenant = household.organization_id
    return [
        kept.day
        for kept in keyring.days(tenant)
        if household.pk in {each.subject for each in keyring.subjects(tenant, kept.day)}
    ]


def test_what_an_organization_erased_opens_in_no_backup_and_the_rest_stays(family, coordinator, committed):
    copies = backup(family)
    assert sorted(opened(copies)) == sorted(ALL)

    with committed():
        names.erase(family.organization, "called_name", by=coordinator)

    assert opened(copies) == []
    assert texts(family) == ["", "", CANARY_NOTES, CANARY_WAY]
    assert len(keys_of(family)) == 1


def test_erasing_all_kinds_one_after_the_other_leaves_no_key(family, coordinator, committed):
    for column in ("notes", "contact_way", "called_name"):
        copies = backup(family)
        with committed():
            names.erase(family.organization, column, by=coordinator)
        assert opened(copies) == []

    assert texts(family) == ["", "", "", ""]
    assert keys_of(family) == []


def test_what_is_told_after_that_is_kept_and_goes_with_everything_else(
    family, coordinator, committed, time_machine
):
    with committed():
        names.erase(family.organization, "called_name", by=coordinator)
    with committed():
        names.keep(family, called={1: "Canela"}, by=coordinator)
    assert texts(family)[0] == "Canela"
    if Household.objects.get(pk=family.pk).left_at is None:
        with committed():
            stays.check_out(family, by=coordinator)
    copies = backup(family)

    time_machine.move_to(timezone.now() + timedelta(hours=73))
    while one_batch(retention.RULES["called_name"], family.organization_id):
        pass

    assert opened(copies) == []
    assert keys_of(family) == []


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ({"called": {1: ""}}, ["", *ALL[1:]]),
        ({"called": {1: "Canela"}}, ["Canela", *ALL[1:]]),
        ({"notes": ""}, [*ALL[:2], "", CANARY_WAY]),
        ({"contact_way": "the aunt's phone"}, [*ALL[:3], "the aunt's phone"]),
    ],
    ids=["name taken out", "another name", "notes taken out", "another way"],
)
def test_a_single_answer_that_was_taken_out_opens_in_no_backup(family, coordinator, committed, told, left):
    copies = backup(family)

    with committed():
        names.keep(family, by=coordinator, **told)

    assert opened(copies) == []
    assert texts(family) == left
    assert len(keys_of(family)) == 1


def test_answer_after_answer_is_gone_from_every_backup(family, coordinator, committed):
    told = ["Canela", "Lucero", "Alba", "Estrella", ""]
    for number, name in enumerate(told):
        copies = backup(family)
        with committed():
            names.keep(family, called={1: name}, notes=f"{number}", by=coordinator)
        assert opened(copies) == []
        assert texts(family) == [name, ALL[1], f"{number}", CANARY_WAY]

    assert len(keys_of(family)) == 1


def test_what_is_only_told_besides_keeps_the_key(family, coordinator, committed):
    before = keys_of(family)
    copies = backup(family)

    with committed():
        names.keep(family, notes=f"{CANARY_NOTES} and more", by=coordinator)

    assert (keys_of(family), sorted(opened(copies))) == (before, sorted(ALL))


def test_until_the_commit_everything_opens(family, coordinator):
    copies = backup(family)

    names.erase(family.organization, "called_name", by=coordinator)

    assert sorted(opened(copies)) == sorted(ALL)


def test_who_has_moved_on_opens_in_no_backup_of_the_others(house, coordinator, committed):
    whole = tell(make_household(house, "woman", "man"), by=coordinator)
    copies = backup(whole)

    with committed():
        half = households.split_off(
            whole, persons=[whole.persons.get(number=2)], reason="safety", adults={}, by=coordinator
        )

    assert opened(copies) == []
    assert texts(half) == [ALL[1], "", ""]
    assert texts(whole) == [ALL[0], CANARY_NOTES, CANARY_WAY]


def test_who_was_merged_by_mistake_opens_in_no_backup_of_the_other(house, coordinator, committed):
    source, into = (tell(make_household(house, "woman"), by=coordinator) for _each in range(2))
    with committed():
        households.merge(source, into=into, by=coordinator)
    copies = backup(into)
    assert opened(copies)

    with committed():
        households.unmerge(source, by=coordinator)

    assert opened(copies) == []
    assert [texts(each)[0] for each in (source, into)] == [ALL[0]] * 2
