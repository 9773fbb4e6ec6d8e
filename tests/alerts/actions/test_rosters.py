"""Importing rosters of helpers: looked at first, the good rows kept, taken back for an hour."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from accounts.rights import Role
from alerts.actions import checking, helpers, rosters
from alerts.actions.rosters import Roster, Terms
from alerts.models import ContactPoint, Helper
from core.errors import BadInput, NotAllowed, TooLate
from shelters.sheets.errors import ColumnMissing, FileTooLarge, PeopleInFile
from shelters.sheets.plans import State
from shelters.sheets.reading import read
from tests.alerts.rosters import BAR, BARREAU, CEDULAS, EOIR
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import ContactPointFactory, HelperFactory
from tests.shelters.sheets.files import as_text, as_workbook

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _this_november(time_machine):
    """The day on which these entries are checked: in the next year they would be old."""
    time_machine.move_to(datetime(2026, 11, 22, 18, tzinfo=UTC))


def look(content, by, source="state_bar", **terms):
    return rosters.preview(Roster.of(read(content)), by=by, terms=Terms(DAY, source, **terms))


def bring_in(content, by, source="state_bar", on=DAY):
    return rosters.carry_out(Roster.of(read(content)), by=by, terms=Terms(on, source))


def test_every_row_says_what_would_become_of_it(moderator):
    ContactPointFactory(organization=moderator.organization, value="+16195550666")

    plan = look(BAR, moderator)

    states = [line.state for line in plan.lines]
    assert states == [State.NEW, State.NEW, *[State.WRONG] * 4, State.NEW]
    first, second, private, flagged, unread, twice, cost = plan.lines
    assert (first.name, first.detail) == ("Ana Pérez", "123456")
    assert first.note == "Languages: “Klingon” is left out."
    assert second.note == "+1 619-555-0101 is left out: it belongs to Ana Pérez."
    assert (private.name, private.wrongs[0].value) == ("", "")
    assert "a person without a number" in private.wrongs[0].sentence
    assert flagged.wrongs[0].sentence == "The network warns of +1 619-555-0666."
    assert unread.wrongs[0].value == "call me"
    assert twice.wrongs[0].sentence == "Row 2 is about the same helper."
    assert cost.note == "Cost: “cheap” is left out."
    assert not Helper.objects.exists()


def test_a_new_row_shows_its_contact_points_as_they_were_read(moderator):
    rows = as_text(
        "Name,Register,Number,Phone,Email",
        "Ayuda del Norte,EOIR: recognized organization,OR-1,(619) 555-0101,ayuda@ejemplo.org",
        "Casa de Asesoría,known to the network,,664 555 0188,",
    )

    american, mexican = look(rows, moderator, source="").lines

    told = [[(str(each.label), each.new) for each in line.changes] for line in (american, mexican)]
    assert told == [
        [("contact points", "+1 619-555-0101, ayuda@ejemplo.org")],
        [("contact points", "+52 664 555 0188")],
    ]


@pytest.mark.parametrize("language", ["es", "en", "ht"])
def test_what_the_page_calls_a_register_is_understood_in_a_file(moderator, language):
    with override(language):
        for source, label in Helper.Source.choices:
            rows = as_text("Name,Register,Number", f'Centro {source},"{label}",A1234')
            planned = look(rows, moderator, source="")

            assert [(line.state, line.wrongs) for line in planned.lines] == [(State.NEW, [])]


def test_a_row_with_a_licence_that_a_fraud_claims_is_refused_by_itself(moderator):
    ContactPointFactory(organization=moderator.organization, kind="licence", value="123456")

    plan, done = bring_in(BAR, moderator)

    assert plan.lines[0].wrongs[0].sentence == "The network warns of 123456."
    assert len(done.new) == 3
    assert not Helper.objects.filter(licence="123456").exists()


def test_the_good_rows_are_kept_and_the_same_file_changes_nothing(moderator, network):
    ContactPointFactory(organization=moderator.organization, value="+16195550666")

    plan, done = bring_in(BAR, moderator)
    again, nothing = bring_in(BAR, moderator)

    assert (plan.new, len(done.new), len(plan.wrongs)) == (3, 3, 4)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert (nothing.new, nothing.changed) == ((), ())
    ana = Helper.objects.get(licence="123456")
    assert (ana.kind, ana.cost, ana.languages, ana.area) == (
        "representative",
        "free",
        ["es", "en"],
        "San Diego",
    )
    assert (ana.checked_on, ana.check_again_by) == (DAY, DAY + helpers.USUAL)
    assert helpers.entry_of(ana).points == ("+1 619-555-0101", "perez.example")
    assert checking.check(network.pk, "+1 619 555 0101").helper == ana


@pytest.mark.parametrize(
    ("content", "source", "name", "facts"),
    [
        (CEDULAS, "cedula", "José Martínez Soto", {"licence": "1234567", "area": "Tijuana"}),
        (BARREAU, "state_bar", "Jean Dupont", {"licence": "QC-778", "languages": ["fr", "ht"]}),
        (EOIR, "eoir_organization", "Casa Juan Diego", {"kind": "organization", "licence": "OR123456"}),
    ],
    ids=["es", "fr", "en"],
)
def test_headings_in_three_languages(moderator, settings, content, source, name, facts):
    bring_in(content, moderator, source)

    helper = Helper.objects.get()
    assert helper.name == name
    assert {key: getattr(helper, key) for key in facts} == facts
    assert helper.points.filter(kind="phone").count() == 1


def test_a_workbook_with_days_and_a_register_in_each_row(moderator):
    rows = [["name", "register", "number", "checked", "valid until", "kind"],
            ["Consulado General", "authority", 77, DAY, date(2027, 3, 1), "consulado"],
            ["Sin Fuente A.C.", None, 5, DAY, None, None]]  # fmt: skip

    plan, _done = bring_in(as_workbook(rows), moderator, "")

    assert plan.lines[1].wrongs[0].sentence.startswith("It is not said which register")
    helper = Helper.objects.get()
    assert (helper.kind, helper.source, helper.check_again_by) == ("authority", "authority", date(2027, 3, 1))


def test_what_changes_is_said_and_written_and_an_older_file_changes_no_day(moderator):
    bring_in(EOIR, moderator, "eoir_organization")
    newer = as_text("Organization,EOIR ID,City,Phone", "CASA JUAN DIEGO,OR123456,Katy,713-555-0199")

    plan, _done = bring_in(newer, moderator, "eoir_organization", DAY + timedelta(days=9))

    (line,) = plan.lines
    assert [(str(change.label), change.old, change.new) for change in line.changes] == [
        ("area", "Houston", "Katy"),
        ("checked", "2026-11-01", "2026-11-10"),
        ("check again by", "2027-11-30", "2027-05-09"),
        ("contact points", "+1 713-555-0101", "+1 713-555-0199"),
    ]
    helper = Helper.objects.get()
    assert (helper.name, helper.area) == ("Casa Juan Diego", "Katy")
    assert [change.label for change in look(EOIR, moderator, "eoir_organization").lines[0].changes] == [
        "area", "contact points",
    ]  # fmt: skip


def test_what_somebody_took_off_the_list_stays_off(moderator):
    bring_in(EOIR, moderator, "eoir_organization")
    helpers.retire(Helper.objects.get(), by=moderator)

    plan, _done = bring_in(EOIR, moderator, "eoir_organization")

    assert "took this helper off the list" in plan.lines[0].wrongs[0].sentence
    assert Helper.objects.get().retired_at is not None


def test_an_import_is_taken_back_but_for_what_was_changed_since(moderator, network, time_machine):
    old = as_text("Organization,EOIR ID,City,Phone", "Casa Juan Diego,OR123456,Katy,713-555-0199")
    bring_in(old, moderator, "eoir_organization", DAY - timedelta(days=30))
    before = helpers.entry_of(Helper.objects.get())
    both = EOIR + b"\nNueva Casa,OR7,Houston,713-555-0107,2027-11-30\nOtra Casa,OR8,Houston,,2027-11-30"
    _plan, done = bring_in(both, moderator, "eoir_organization")
    assert (len(done.new), len(done.changed)) == (2, 1)
    helpers.checked_again(Helper.objects.get(licence="OR8"), by=moderator)

    assert rosters.take_back(done, by=moderator) == (2, 1)

    assert set(Helper.objects.values_list("licence", flat=True)) == {"OR123456", "OR8"}
    assert helpers.entry_of(Helper.objects.get(licence="OR123456")) == before
    assert not ContactPoint.objects.exclude(helper=None).filter(value="+17135550107").exists()
    assert rosters.take_back(done, by=moderator) == (0, 3)
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    with pytest.raises(TooLate):
        rosters.take_back(done, by=moderator)


@pytest.mark.parametrize(
    "lines",
    [
        ("name,number,country of birth", "Ana,5,x"),
        ("name,number", "Ana,A123456789"),
        ("name,number,x", "Casa A,5,Juan Pérez", "Casa B,6,Ana Ruiz"),
        ("name,huésped", "Casa,x"),
    ],
)
def test_lists_of_guests_are_refused_whole(lines):
    with pytest.raises(PeopleInFile):
        Roster.of(read(as_text(*lines)))


def test_what_cannot_be_a_roster_is_refused(moderator, network):
    with pytest.raises(FileTooLarge):
        Roster.of(read(as_text("name,number", *(f"Casa {n},{n}" for n in range(rosters.MOST_ROWS + 1)))))
    with pytest.raises(ColumnMissing):
        look(as_text("number,city", "5,Tijuana"), moderator)
    for wrong in (Terms(DAY, "friend"), Terms(timezone.localdate() + timedelta(days=2)),
                  replace(Terms(DAY), source_url="javascript:alert(1)")):  # fmt: skip
        with pytest.raises(BadInput):
            rosters.preview(Roster.of(read(EOIR)), by=moderator, terms=wrong)
    for role in (Role.COORDINATOR, Role.VOLUNTEER):
        member = MembershipFactory(organization=OrganizationFactory(network=network), role=role)
        for deed in (look, bring_in):
            with pytest.raises(NotAllowed):
                deed(EOIR, member)


def test_a_network_sees_nothing_of_the_list_of_another(moderator):
    foreign = MembershipFactory(role=Role.MODERATOR)
    other = HelperFactory(organization=foreign.organization, name="Casa Juan Diego", licence="OR123456")
    ContactPointFactory(organization=foreign.organization, helper=other, value="+17135550101")

    plan, _done = bring_in(EOIR, moderator, "eoir_organization")

    assert (plan.new, plan.lines[0].note) == (1, "")


@pytest.mark.parametrize("count", [1, 40])
def test_more_rows_cost_no_more_statements(moderator, count, asks_for_rows):
    lines = [f"Casa {n},{n},Tijuana,66455501{n:02}" for n in range(count)]
    content = as_text("name,number,city,phone", *lines)
    bring_in(as_text("name,number", "x,1"), moderator)

    with asks_for_rows(QUERIES):
        bring_in(content, moderator)


QUERIES = 15
