"""Who opened how many households today: counted, shown to peers, never a reason to stop anybody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import openings
from accounts.actions import networks
from accounts.models import Organization
from accounts.rights import Role
from core.errors import BadInput, NotHere
from privacy.models import AuditEntry
from privacy.models.audit import Outcome
from privacy.verbs import Verb
from shelters.actions import lookups, stays
from shelters.models import Household
from tests.callers import Caller, results, sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import HouseholdFactory, ShelterFactory, make_household, make_room

pytestmark = pytest.mark.django_db
USUAL = 5


@pytest.fixture
def desk(house):
    Organization.objects.filter(pk=house.pk).update(openings_a_day=USUAL)
    house.refresh_from_db()
    return MembershipFactory(organization=house, role=Role.VOLUNTEER)


@pytest.fixture
def placed(coordinator):
    """A household that sleeps here."""
    room = make_room(ShelterFactory(organization=coordinator.organization), 1)
    household = make_household(coordinator.organization, "woman")
    beds = dict(zip(household.persons.all(), room.beds.all(), strict=False))
    stays.check_in(household, into=beds, by=coordinator)
    return household


def open_some(member, count):
    for household in HouseholdFactory.create_batch(count, organization=member.organization):
        lookups.by_id(household.pk, by=member)


def crossings(member):
    return AuditEntry.objects.filter(verb=Verb.OPENED_MANY, member_id=member.pk).count()


def test_the_first_one_too_many_is_written_down_once_and_blocks_nothing(desk):
    open_some(desk, USUAL)
    at_the_limit = crossings(desk)

    open_some(desk, 4)

    assert (at_the_limit, crossings(desk)) == (0, 1)
    assert AuditEntry.objects.openings().count() == USUAL + 4


def test_the_same_household_counts_once(desk):
    household = HouseholdFactory(organization=desk.organization)

    for _ in range(USUAL * 3):
        lookups.by_id(household.pk, by=desk)

    assert crossings(desk) == 0
    assert [one.households for one in openings.of_today(desk)] == [1]


def test_yesterday_does_not_count(desk, monkeypatch):
    yesterday = timezone.now() - timedelta(days=1, hours=1)
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: yesterday)
        open_some(desk, USUAL)

    open_some(desk, 2)

    assert crossings(desk) == 0
    assert [one.households for one in openings.of_today(desk)] == [2]


def test_coordinators_are_counted_but_have_no_measure(coordinator, desk):
    open_some(coordinator, USUAL + 2)

    assert crossings(coordinator) == 0
    assert [one.households for one in openings.of_today(coordinator)] == [USUAL + 2]


def test_a_household_that_is_not_here_is_a_refused_opening(desk, stranger):
    foreign = HouseholdFactory(organization=stranger.organization)

    for deed in (lambda: lookups.by_id(foreign.pk, by=desk), lambda: lookups.by_code("000", by=desk)):
        with pytest.raises(NotHere):
            deed()

    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.outcome, entry.about_id) == (Verb.HOUSEHOLD_OPENED, Outcome.REFUSED, None)
    assert openings.of_today(desk) == []


@pytest.mark.parametrize("count", [1, 30])
def test_an_opening_costs_the_same_however_many_came_before(desk, count, django_assert_num_queries):
    open_some(desk, count)
    household = HouseholdFactory(organization=desk.organization)

    # Household, persons, entry, and one count. SQLite locks the end of the chain by itself.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 5):
        lookups.by_id(household.pk, by=desk)


def test_peers_see_it_on_the_first_page_and_so_does_the_volunteer(client, desk, coordinator, stranger):
    open_some(desk, USUAL + 1)

    pages = {}
    for member in (desk, coordinator, stranger):
        sign_in(client, member)
        pages[member.pk] = client.get("/admin/").content.decode()

    assert "You opened 6 households today" in pages[desk.pk]
    assert "unusually many" in pages[coordinator.pk]
    assert desk.user.username in pages[coordinator.pk]
    assert "unusually many" not in pages[stranger.pk]


def test_other_volunteers_do_not_see_it(client, desk, house):
    open_some(desk, USUAL + 1)

    sign_in(client, MembershipFactory(organization=house, role=Role.VOLUNTEER))

    assert desk.user.username not in client.get("/admin/").content.decode()


def test_coordinators_read_who_opened_what_kind_of_page(client, desk, coordinator):
    open_some(desk, USUAL + 1)
    Caller(coordinator).get("households/")
    sign_in(client, coordinator)

    page = client.get("/admin/privacy/auditentry/openings/").content.decode()

    assert desk.user.username in page
    assert "opened a household" in page
    assert "listed households" in page
    assert all(household.code not in page for household in Household.objects.all())


@pytest.mark.parametrize("who", ["desk", "reader", "city"])
def test_nobody_else_reads_it(client, request, who):
    sign_in(client, request.getfixturevalue(who))

    assert client.get("/admin/privacy/auditentry/openings/").status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_the_same_whatever_its_length(
    client, coordinator, house, count, django_assert_max_num_queries
):
    for number in range(count):
        open_some(MembershipFactory(organization=house, role=Role.VOLUNTEER), number + 1)
    sign_in(client, coordinator)

    with django_assert_max_num_queries(9):
        client.get("/admin/privacy/auditentry/openings/")


def test_a_coordinator_sets_the_measure_of_the_own_house_only(coordinator, stranger, network_desk):
    house = coordinator.organization
    house.openings_a_day = 25
    networks.save_organization(house, by=coordinator)
    other = Organization.objects.get(pk=stranger.organization_id)
    other.openings_a_day = 399
    networks.save_organization(other, by=network_desk)

    assert Organization.objects.get(pk=house.pk).openings_a_day == 25
    assert Organization.objects.get(pk=other.pk).openings_a_day == 40


@pytest.mark.parametrize("usual", [0, 4, 401])
def test_the_measure_cannot_be_switched_off(coordinator, usual):
    house = coordinator.organization
    house.openings_a_day = usual

    with pytest.raises(BadInput):
        networks.save_organization(house, by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.update(openings_a_day=usual)


def reads():
    return sorted(AuditEntry.objects.filter(verb__startswith="household").values_list("verb", "about_kind"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v1/households/", [("households_listed", "household")]),
        ("/api/v1/stays/", [("households_listed", "stay")]),
        ("/api/v1/holds/", [("households_listed", "hold")]),
        ("/api/v1/households/{household}/", [("household_opened", "household")]),
        ("/api/v1/stays/{stay}/", [("household_opened", "household")]),
        ("/api/v1/stays/?household={household}", [("household_opened", "household")]),
        ("/api/v1/households/?code={code}", [("household_opened", "household")]),
        ("/admin/shelters/household/", [("households_listed", "household")]),
        ("/admin/shelters/stay/", [("households_listed", "stay")]),
        ("/admin/shelters/hold/", [("households_listed", "hold")]),
        ("/admin/shelters/change/", [("households_listed", "change")]),
        ("/admin/shelters/stay/{stay}/change/", [("household_opened", "household")]),
        ("/admin/shelters/household/{household}/history/", [("household_opened", "household")]),
        ("/admin/shelters/change/{change}/change/", [("household_opened", "household")]),
        ("/households/{household}/", [("household_opened", "household")]),
        ("/households/{household}/places/", [("household_opened", "household")]),
    ],
)
def test_every_read_of_a_household_is_written_down(client, coordinator, placed, path, expected):
    sign_in(client, coordinator)
    stay = placed.stays.first()
    change = placed.changes.first()
    before = reads()

    answer = client.get(path.format(household=placed.pk, stay=stay.pk, change=change.pk, code=placed.code))

    assert answer.status_code == 200
    assert reads() == sorted(before + expected)


def test_the_list_of_the_api_is_still_a_list(coordinator, placed):
    assert len(results(Caller(coordinator).get("households/"))) == 1
