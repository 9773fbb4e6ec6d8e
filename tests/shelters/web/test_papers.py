"""Notices, the sheet for consent and the record of processing of one organization."""

import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from privacy import retention
from privacy.inventory import DECLARED
from privacy.models import AuditEntry, RetentionChoice
from privacy.verbs import Verb
from shelters.web.papers import PAPERS
from tests.callers import sign_in

CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
ROW = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-row"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"


@pytest.fixture
def boss(client, coordinator):
    sign_in(client, coordinator)
    return client


def csv_of(answer):
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def take(client, ending="csv"):
    return client.post("/papers/record/", {"file": ending}, headers={"Accept-Language": "en"})


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize("language", ["es", "en", "ht"])
def test_each_paper_opens_in_each_language_with_the_name_of_the_organization(boss, house, kind, language):
    answer = boss.get(f"/papers/{kind}/?language={language}")

    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.text
    assert house.name in answer.text


@pytest.mark.parametrize("kind", PAPERS)
def test_each_paper_says_that_a_lawyer_must_read_it(boss, kind):
    assert "A lawyer must read this" in boss.get(f"/papers/{kind}/?language=en").text


@pytest.mark.parametrize("kind", ["short", "full", "general"])
def test_the_hours_are_those_of_the_organization(boss, house, kind):
    choose(house, "households", 10 * 24)

    told = boss.get(f"/papers/{kind}/?language=en").text

    assert "10 days after the household left" in told
    assert "30 days after the household left" not in told
    retention.choose_again(house.pk)


def choose(house, rule, hours):
    longest = retention.RULES[rule].hours
    RetentionChoice.objects.create(organization_id=house.pk, rule=rule, hours=hours, longest=longest)
    retention.choose_again(house.pk)


def test_consent_is_only_asked_for_what_the_organization_collects(boss, house):
    asked = "A name to call you by"
    assert asked not in boss.get("/papers/consent/?language=en").text

    type(house).objects.filter(pk=house.pk).update(collects_called_name=True)

    told = boss.get("/papers/consent/?language=en").text
    assert asked in told
    assert "72 hours after the household left" in told
    assert "A short note" not in told


def test_the_record_has_a_row_for_everything_about_guests(boss, house):
    headers, *rows = csv_of(take(boss))

    guests = [row for row in rows if row[3] == "guests"]
    assert len(guests) == sum(one.about_guests for one in DECLARED.values())
    assert {row[0] for row in rows} == {house.name}
    assert {row[-1] for row in rows} == {""}
    assert "legal basis" in headers[-1]
    household = next(row for row in guests if row[1] == "Households")
    assert household[6:8] == ["30 days after the household left", "720"]
    assert "destroyed at the end" in household[8]


def test_the_record_knows_colleagues_but_no_tables_of_django(boss):
    _headers, *rows = csv_of(take(boss))

    activities = {row[1] for row in rows if row[3] == "colleagues"}
    assert {"Users", "Colleagues", "Audit trail", "Sessions"} <= activities
    assert not activities & {"Content types", "Groups", "Permissions", "Beds"}


def test_the_record_has_the_hours_of_the_organization_and_not_of_others(boss, house, stranger, client):
    choose(house, "households", 240)

    own = next(row for row in csv_of(take(boss)) if row[1] == "Households")
    sign_in(client, stranger)
    theirs = next(row for row in csv_of(take(client)) if row[1] == "Households")

    assert (own[7], theirs[7]) == ("240", "720")
    retention.choose_again(house.pk)


def test_a_name_of_an_organization_is_no_formula(boss, house):
    type(house).objects.filter(pk=house.pk).update(name="=cmd|' /C calc'!A0")

    assert {row[0] for row in csv_of(take(boss))[1:]} == {"'=cmd|' /C calc'!A0"}


def test_the_record_as_an_open_document(boss):
    answer = take(boss, "ods")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        rows = ET.fromstring(archive.read("content.xml")).iter(ROW)
        cells = [[cell.findtext(TEXT) or "" for cell in row.iter(CELL)] for row in rows]
    assert cells == csv_of(take(boss))


def test_taking_the_record_is_written_down(boss, house):
    take(boss)

    entry = AuditEntry.objects.get(verb=Verb.RECORD_EXPORTED)
    assert (entry.organization_id, entry.about_id) == (house.pk, house.pk)


@pytest.mark.parametrize("ending", ["", "xlsx", "../etc/passwd"])
def test_other_files_do_not_exist(boss, ending):
    assert take(boss, ending).status_code == 404


@pytest.mark.parametrize("who", ["desk", "reader", "city"])
@pytest.mark.parametrize("path", ["/papers/", "/papers/full/", "/papers/record/"])
def test_only_who_answers_for_the_data_opens_them(client, request, who, path):
    sign_in(client, request.getfixturevalue(who))

    assert client.get(path).status_code == 403
    assert client.post(path, {"file": "csv"}).status_code == 403
