"""The public page about what is kept: everything that is declared, nothing about anybody."""

import re
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import models

from privacy import retention
from privacy.documents import holdings
from privacy.inventory import DECLARED, Declaration, Kind, Until

pytestmark = pytest.mark.django_db  # on PostgreSQL every request has a transaction

MOST_BYTES = 50_000  # field-guide R17, before compression


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_it_opens_for_everybody_without_asking_the_database(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/keeps/")

    assert answer.status_code == 200
    assert len(answer.content) < MOST_BYTES
    assert "<script" not in answer.text


def test_it_tells_of_every_model_about_guests_and_of_no_other_among_them(client):
    told = {one.label for one in client.get("/keeps/").context["guests"]}

    assert told == {label for label, one in DECLARED.items() if one.about_guests}
    assert {"shelters.Household", "shelters.Person", "shelters.Stay"} <= told


def test_a_new_model_appears_by_itself(client, monkeypatch):
    new = Declaration(
        "accounts.Recovery", "To lend a blanket.", Until.DAY, about_guests=True, kinds={"id": Kind.CODE}
    )
    monkeypatch.setitem(DECLARED, "accounts.Recovery", new)

    assert "To lend a blanket." in text_of(client.get("/keeps/"))


def test_hours_come_from_the_rules(client, monkeypatch):
    for name, rule in retention.RULES.items():
        if rule.until == Until.EXIT_30_DAYS:
            monkeypatch.setitem(retention.RULES, name, replace(rule, hours=17 * 24))

    told = text_of(client.get("/keeps/"))

    assert "17 days after the household left" in told
    assert "So 31 days after you left, nothing about you is left anywhere" in told


def test_nothing_about_guests_outlives_what_the_page_promises(client):
    """What has a longer time of its own must go with the household."""
    soon = {Until.DAY, Until.EXIT_72_HOURS, Until.EXIT_30_DAYS}
    household = apps.get_model("shelters", "Household")
    longer = [
        label
        for label, one in DECLARED.items()
        if one.about_guests and one.until not in soon and not goes_with(household, apps.get_model(label))
    ]

    assert longer == []
    assert "44 days after you left" in text_of(client.get("/keeps/"))


def goes_with(household, model):
    """Whether its rows are deleted with a household, perhaps through rows between them."""
    parents = {
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is models.CASCADE
    }
    return household in parents or any(goes_with(household, parent) for parent in parents - {model})


def test_everything_about_guests_has_a_name_in_words():
    """What has none would stand on the page in English, or not at all."""
    inner = {"id", "organization"}
    nameless = [
        f"{label}.{name}"
        for label, one in DECLARED.items()
        if one.about_guests
        for name, kind in one.kinds.items()
        if kind is not Kind.CODE and name not in inner and not holdings.word_of(label, name)
    ]

    assert nameless == []


def test_no_field_holds_what_we_say_we_never_ask():
    never = re.compile(
        "surname|last_name|birth|passport|document|nationalit|countr|origin_place|photo|picture|image|finger"
        "|face|voice|gps|latitude|religio|diagnos|illness|money|price|paid"
    )
    found = [
        f"{label}.{name}"
        for label, one in DECLARED.items()
        if one.about_guests
        for name in one.kinds
        if never.search(name)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("language", "direction"), [("es", "ltr"), ("en", "ltr"), ("ht", "ltr"), ("ar", "rtl")]
)
def test_the_address_can_ask_for_a_language(client, settings, language, direction):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]

    answer = client.get(f"/keeps/?language={language}")

    assert f'<html lang="{language}" dir="{direction}">' in answer.text


@pytest.mark.parametrize("asked", ["xx", "", "../es", "\u202e", pytest.param("e" * 5000, id="long")])
def test_a_language_that_nobody_speaks_here_changes_nothing(client, asked):
    answer = client.get("/keeps/", {"language": asked}, headers={"Accept-Language": "en"})

    assert '<html lang="en" dir="ltr">' in answer.text


def test_unreviewed_languages_say_so(client):
    assert "nadie los ha revisado" in client.get("/keeps/?language=es").text
    assert "nobody has checked them" not in client.get("/keeps/?language=en").text


def test_it_names_no_organization(client, house, coordinator):
    assert house.name not in client.get("/keeps/").text


def test_the_door_and_the_staff_pages_lead_there(client):
    assert 'href="/keeps/"' in client.get("/account/login/").text


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client, method):
    assert getattr(client, method)("/keeps/").status_code == 405
