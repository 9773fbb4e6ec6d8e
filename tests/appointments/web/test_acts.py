"""A programme is shut down from its page: seen first, confirmed once, told everywhere, taken back (J3)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.rights import Role
from appointments.actions import shares
from appointments.models import Appointment, Notice, ProgrammeAct
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import stays
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

HOUSES = ["America/Tijuana", "America/Ciudad_Juarez", "America/Matamoros"]
# 20 January 2025, 12:00 in New York.
THAT_DAY = datetime(2025, 1, 20, 16, 30, tzinfo=UTC)
CLOSE = {
    "kind": "close", "day": "2025-01-20", "clock": "12:00", "zone": "America/New_York",
    "reason": "It ended at noon.", "source_url": "https://www.example.gov/notice",
}  # fmt: skip


@pytest.fixture
def that_day(db):
    with time_machine.travel(THAT_DAY):
        yield THAT_DAY


@pytest.fixture
def network_desk(that_day, network):
    office = OrganizationFactory(network=network, kind="partner")
    return MembershipFactory(organization=office, role=Role.NETWORK_COORDINATOR)


@pytest.fixture
def programme(network_desk):
    return ProgrammeFactory(
        organization=network_desk.organization, name_en="CBP One", name_es="CBP One", leads_to_departure=True
    )


@pytest.fixture
def coordinators(network_desk, programme):
    """One in each of three houses on three clocks; each has two appointments, one of them today."""
    found = []
    for zone in HOUSES:
        house = OrganizationFactory(network=network_desk.organization.network)
        member = MembershipFactory(organization=house, role=Role.COORDINATOR)
        room = make_room(ShelterFactory(organization=house, time_zone=zone, name=f"Casa {zone}"), 2)
        family = make_household(house, "woman", "child")
        stays.check_in(family, into=dict(zip(family.persons.all(), room.beds.all(), strict=True)), by=member)
        for later in (timedelta(hours=3), timedelta(days=2)):
            AppointmentFactory(
                household=family, programme=programme, starts_at=THAT_DAY + later, zone=zone, made_by=member
            )
        found.append(member)
    return found


def address(programme):
    return f"/programmes/{programme.pk}/acts/"


def previewed(client, programme, **more):
    return client.post(address(programme), CLOSE | {"step": "preview"} | more)


def confirmed(client, programme):
    shown = previewed(client, programme)
    answers = dict(shown.context["answers"]) | {
        "asked": shown.context["asked"], "appointments": "6", "shelters": "3", "step": "begin",
    }  # fmt: skip
    return client.post(address(programme), answers, follow=True), answers


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_preview_says_it_all_and_changes_nothing(signed_in, network_desk, programme, coordinators):
    shown = previewed(signed_in(network_desk), programme)

    preview = shown.context["preview"]
    assert (preview.appointments, preview.shelters, preview.today, preview.beds) == (6, 3, 3, 6)
    assert [(clock.city, f"{clock.shows:%H:%M}") for clock in preview.clocks] == [
        ("Tijuana", "09:00"), ("Ciudad Juarez", "10:00"), ("Matamoros", "11:00"),
    ]  # fmt: skip
    assert "<strong>09:00</strong> Tijuana" in words(shown)
    assert not ProgrammeAct.objects.exists()


def test_one_confirmation_is_one_act_however_often_it_is_sent(
    signed_in, network_desk, programme, coordinators
):
    client = signed_in(network_desk)
    shown, answers = confirmed(client, programme)
    again = client.post(address(programme), answers)

    act = ProgrammeAct.objects.get()
    assert again.url == shown.redirect_chain[-1][0] == f"/acts/{act.pk}/"
    assert (act.appointments_seen, act.shelters_seen, act.reason) == (6, 3, "It ended at noon.")


def test_every_house_reads_it_and_prints_its_list_by_code(signed_in, network_desk, programme, coordinators):
    client = signed_in(network_desk)
    confirmed(client, programme)
    shares.finish_all()
    first, second, _third = coordinators
    notice = Notice.objects.get(organization=first.organization, kind="act")
    here = signed_in(first)

    start = words(here.get("/admin/"))
    shown = words(here.get(f"/notices/{notice.pk}/"))
    paper = here.get(f"/notices/{notice.pk}/paper/")
    here.post(f"/notices/{notice.pk}/seen/")

    assert f"/notices/{notice.pk}/" in start
    assert "2 appointments of ours were changed." in shown
    assert "Nobody can sell you a replacement." in shown
    for language in ("Español", "Kreyòl", "English"):
        assert language in shown
    (house,) = paper.context["houses"]
    assert [line.status for line in house.lines] == ["by_programme"] * 2
    assert AuditEntry.objects.of(first.organization_id).filter(verb=Verb.TOMORROW_LISTED).count() == 1
    assert f"/notices/{notice.pk}/" not in words(here.get("/admin/"))
    assert signed_in(second).get(f"/notices/{notice.pk}/").status_code == 404


def test_lines_stand_in_the_order_of_the_codes(signed_in, network_desk, programme, coordinators):
    member = coordinators[0]
    for _each in range(5):
        family = make_household(member.organization, "woman")
        AppointmentFactory(
            household=family, programme=programme, starts_at=THAT_DAY + timedelta(days=1), made_by=member
        )
    confirmed(signed_in(network_desk), programme)
    shares.finish_all()
    notice = Notice.objects.get(organization=member.organization, kind="act")

    houses = signed_in(member).get(f"/notices/{notice.pk}/paper/").context["houses"]

    codes = [[line.household.code for line in house.lines] for house in houses]
    assert codes == [sorted(page) for page in codes]
    assert [house.shelter is None for house in houses] == [False, True]


def test_taking_it_back_restores_and_tells(signed_in, network_desk, programme, coordinators):
    client = signed_in(network_desk)
    confirmed(client, programme)
    shares.finish_all()
    act = ProgrammeAct.objects.get()

    asked = words(client.get(f"/acts/{act.pk}/"))
    client.post(f"/acts/{act.pk}/undo/")
    shares.finish_all()
    shown = words(client.get(f"/acts/{act.pk}/"))

    assert "Take it back" in asked
    assert "Take it back" not in shown
    assert "taken back" in shown
    assert set(Appointment.objects.values_list("status", flat=True)) == {"confirmed"}
    assert Notice.objects.filter(kind="undone").count() == 3


def test_the_moderators_find_a_draft_on_their_first_page(signed_in, network_desk, programme, coordinators):
    confirmed(signed_in(network_desk), programme)
    moderator = MembershipFactory(organization=network_desk.organization, role=Role.MODERATOR)
    draft = Notice.objects.get(kind="pre_alert")
    client = signed_in(moderator)

    assert f"/notices/{draft.pk}/" in words(client.get("/admin/"))
    shown = words(client.get(f"/notices/{draft.pk}/"))
    assert "somebody may offer to recover or replace appointments of CBP One for money" in shown
    assert "https://www.example.gov/notice" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": ""}, {"zone": "Mars/Olympus"}, {"kind": "burn"}, {"source_url": "javascript:alert(1)"},
        {"shift_minutes": "soon"}, {"day": "2020-01-01"}, {"kind": "move"},
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_beside_what_was_typed(
    signed_in, network_desk, programme, coordinators, wrong
):
    shown = previewed(signed_in(network_desk), programme, **wrong)

    assert shown.status_code == 400
    assert "It ended at noon." in words(shown)
    assert not ProgrammeAct.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VOLUNTEER, Role.VIEWER, Role.MODERATOR])
def test_nobody_else_of_the_network_acts_or_looks(signed_in, network_desk, programme, role):
    confirmed(signed_in(network_desk), programme)
    act = ProgrammeAct.objects.get()
    house = OrganizationFactory(network=network_desk.organization.network)
    client = signed_in(MembershipFactory(organization=house, role=role))

    answers = [
        client.get(address(programme)), client.post(address(programme), CLOSE | {"step": "begin"}),
        client.get(f"/acts/{act.pk}/"), client.post(f"/acts/{act.pk}/undo/"),
    ]  # fmt: skip

    # On PostgreSQL the walls hide who did it, and with it the act.
    assert {answer.status_code for answer in answers} <= {403, 404}
    act.refresh_from_db()
    assert act.undone_at is None


def test_the_network_coordinator_sees_no_codes(signed_in, network_desk, programme, coordinators):
    client = signed_in(network_desk)
    confirmed(client, programme)
    shares.finish_all()
    act = ProgrammeAct.objects.get()
    codes = {row.household.code for row in Appointment.objects.select_related("household")}

    pages = [client.get(address(programme)), previewed(client, programme), client.get(f"/acts/{act.pk}/")]

    assert not [code for code in codes for page in pages if code in page.content.decode().replace("-", "")]


@pytest.mark.parametrize("houses", [1, 3])
def test_the_page_of_an_act_costs_the_same(
    signed_in, network_desk, programme, coordinators, houses, django_assert_num_queries
):
    for _each in range(houses):
        OrganizationFactory(network=network_desk.organization.network)
    client = signed_in(network_desk)
    confirmed(client, programme)
    act = ProgrammeAct.objects.get()
    client.get(f"/acts/{act.pk}/")

    with django_assert_num_queries(7):
        client.get(f"/acts/{act.pk}/")
