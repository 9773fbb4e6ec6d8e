"""The page that imports a roster of helpers: every row is shown, nothing of the file is kept."""

import re
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.rights import Role
from alerts.models import Helper
from alerts.web.rosters import SALT
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.alerts.rosters import BAR, CEDULAS
from tests.callers import Caller
from tests.factories.accounts import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
TERMS = {"source": "state_bar", "source_url": "", "checked_on": "2026-11-01"}
ENGLISH = {"Accept-Language": "en"}


def page_of(member: Any) -> Any:
    return Caller(member).client


def send(client: Any, content: bytes, **terms: str) -> Any:
    file = SimpleUploadedFile("list.csv", content)
    return client.post(reverse("alerts:helpers_import"), {"file": file, **TERMS, **terms}, headers=ENGLISH)


def sent_on(answer: Any) -> dict[str, str]:
    """What the preview would send: the signed rows, the columns and what holds for the file."""
    page = answer.content.decode()
    found = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]  # type: ignore[index]
        for name in ("carried", "once")
    }
    return {**found, **TERMS, **{column["name"]: column["key"] for column in answer.context["columns"]}}


def confirm(client: Any, form: dict[str, str]) -> Any:
    return client.post(reverse("alerts:helpers_import"), form | {"carry_out": "1"}, headers=ENGLISH)


def test_every_row_is_shown_and_only_the_good_ones_are_kept(moderator):
    client = page_of(moderator)
    looked = send(client, BAR)
    shown = " ".join(looked.text.split())

    assert (looked.status_code, Helper.objects.count()) == (200, 0)
    assert "4 new" in shown
    assert "Ana Pérez" in shown
    assert "This looks like a person without a number in a register." in shown
    assert "Privada" not in shown
    form = sent_on(looked)
    kept, again = confirm(client, form), confirm(client, form)
    other = confirm(client, form | {"once": "f" * 32})

    assert [kept.status_code, again.status_code, other.status_code] == [302, 302, 302]
    assert Helper.objects.count() == 4
    assert AuditEntry.objects.filter(verb=Verb.HELPERS_IMPORTED).count() == 1
    listed = " ".join(client.get(reverse("alerts:helpers"), headers=ENGLISH).text.split())
    assert "Kept: 4 new, 0 changed, 0 the same." in listed
    assert "Not kept: rows 4, 6, 7 of the file." in listed


def test_an_import_is_taken_back_within_the_session_that_made_it(moderator, colleague):
    client = page_of(moderator)
    confirm(client, sent_on(send(client, CEDULAS, source="cedula")) | {"source": "cedula"})
    back = reverse("alerts:helpers_take_back")
    assert page_of(colleague).post(back).status_code == 409
    assert "Take this import back" in client.get(reverse("alerts:helpers"), headers=ENGLISH).text

    answer = client.post(back, headers=ENGLISH)

    assert (answer.status_code, Helper.objects.count()) == (302, 0)
    listed = client.get(reverse("alerts:helpers"), headers=ENGLISH).text
    assert "Taken back: 1 helpers." in listed
    assert "Take this import back" not in listed
    assert client.post(back).status_code == 409


def test_a_column_can_be_said_to_be_another_one(moderator):
    client = page_of(moderator)
    odd = b"Name,Folio,Place\nAna Ruiz,77,Tijuana"
    form = sent_on(send(client, odd))
    assert "without a number" in send(client, odd).text

    looked = client.post(
        reverse("alerts:helpers_import"), form | {"column-1": "licence", "look": "1"}, headers=ENGLISH
    )

    assert "1 new" in " ".join(looked.text.split())


def test_what_is_wrong_is_refused_in_words_and_nothing_is_kept(moderator, colleague):
    client = page_of(moderator)
    for content, said in (
        (b"", "no rows"),
        (b"\x89PNG\r\n", "not a table"),
        (b"name,curp\nCasa,x", "people"),
    ):
        answer = send(client, content)
        assert answer.status_code == 400
        assert said in answer.text
    form = sent_on(send(client, CEDULAS))
    for changed in ({"source": "friend"}, {"checked_on": "soon"}, {"source_url": "javascript:x"}):
        assert confirm(client, form | changed).status_code == 400
    stolen = confirm(page_of(colleague), form)
    forged = confirm(client, form | {"carried": signing.dumps(["x", [], []], salt=SALT)})
    for answer in (stolen, forged):
        assert (answer.status_code, "too old to import" in answer.text) == (409, True)
    assert not Helper.objects.exists()


def test_only_those_who_keep_the_list_come_in(network, desk, second):
    viewer = MembershipFactory(organization=OrganizationFactory(network=network), role=Role.VIEWER)
    for member in (desk, second, viewer):
        assert page_of(member).get(reverse("alerts:helpers_import")).status_code == 403
        assert page_of(member).post(reverse("alerts:helpers_take_back")).status_code == 403
