"""Posters and recordings: the public address and the moderators' page."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from alerts.actions import recordings
from alerts.models import Alert, Helper, Message, Recording
from tests.alerts import sounds
from tests.alerts.chain import make_helper
from tests.alerts.test_banners import tell
from tests.callers import sign_in
from tests.factories.alerts import AlertFactory, AlertTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(office):
    alert = AlertFactory(organization=office.organization)
    AlertTextFactory(alert=alert)
    AlertTextFactory(alert=alert, language="en", headline="A false lawyer asks for 500 dollars")
    tell(alert)
    return alert


@pytest.fixture
def kept(alert, moderator):
    return recordings.put(alert, "es", sounds.opus(), by=moderator)


def signed_in(member):
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, member)
    return client


def at(alert, name):
    return f"/a/{alert.network.code}/{alert.code}/{name}"


def test_everybody_can_print_the_poster(alert):
    answer = Client().get(at(alert, "poster.pdf"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == f'inline; filename="{alert.code}.pdf"'


def test_its_languages_can_be_chosen_among_those_that_were_read(alert):
    AlertTextFactory(alert=alert, language="ht", state="draft", reviewed_by="")
    tell(alert, Message.Kind.UPDATE)
    asked = Client().get

    assert asked(at(alert, "poster.pdf?language=en")).status_code == 200
    for wrong in ("language=ht", "language=en&language=en", "language=xx", "language="):
        assert asked(at(alert, f"poster.pdf?{wrong}")).status_code == 409


def test_whoever_reads_it_chooses_the_languages_of_the_sheet(alert, moderator):
    AlertTextFactory(alert=alert, language="mam", state="draft", reviewed_by="")
    tell(alert, Message.Kind.UPDATE)

    for client, address in ((Client(), at(alert, "")), (signed_in(moderator), f"/alerts/desk/{alert.pk}/")):
        page = " ".join(client.get(address, headers={"Accept-Language": "en"}).text.split())
        for language in ("es", "en"):
            assert f'name="language" value="{language}" checked' in page
        assert 'type="checkbox" name="language" value="mam"' not in page


@pytest.mark.parametrize(
    "changed",
    [{"state": "under_review"}, {"mark": "green"}, {"mark": "red"}, {"state": "withdrawn"}],
    ids=str,
)
def test_nobody_prints_what_is_hidden_or_not_for_everybody(alert, changed):
    assert Client().get(at(alert, "poster.pdf")).status_code == 200
    tell(alert, Message.Kind.UPDATE, **changed)

    assert Client().get(at(alert, "poster.pdf")).status_code == 404


def test_a_recording_is_heard_in_public_once_a_second_person_heard_it(alert, kept, second):
    assert Client().get(at(alert, "es.opus")).status_code == 404
    recordings.hear(kept, by=second)

    answer = Client().get(at(alert, "es.opus"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/ogg; codecs=opus")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"OggS")
    assert b"canary" not in answer.content
    again = Client().get(at(alert, "es.opus"), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_player_gets_the_one_range_that_it_asks_for(alert, kept, second):
    recordings.hear(kept, by=second)
    whole = Client().get(at(alert, "es.opus"))
    size = len(whole.content)

    def asked(said, **more):
        return Client().get(at(alert, "es.opus"), headers={"Range": said, **more})

    assert whole["Accept-Ranges"] == "bytes"
    for said, part in (("0-1", (0, 2)), ("4-", (4, size)), ("-3", (size - 3, size)), ("2-99999", (2, size))):
        answer = asked(f"bytes={said}")
        assert (answer.status_code, answer.content) == (206, whole.content[slice(*part)])
        assert answer["Content-Range"] == f"bytes {part[0]}-{part[1] - 1}/{size}"
        assert answer["Content-Length"] == str(part[1] - part[0])
    for ignored in ("bytes=0-1,4-5", "bytes=5-2", "bytes=-", "lines=0-1", "bytes=a-b"):
        assert (asked(ignored).status_code, asked(ignored).content) == (200, whole.content)
    for beyond in (f"bytes={size}-", "bytes=-0"):
        assert (asked(beyond).status_code, asked(beyond)["Content-Range"]) == (416, f"bytes */{size}")
    assert asked("bytes=0-1", **{"If-Range": '"old"'}).status_code == 200
    assert asked("bytes=0-1", **{"If-Range": whole["ETag"]}).status_code == 206
    assert asked("bytes=0-1", **{"If-None-Match": whole["ETag"]}).status_code == 304


def test_nobody_hears_what_is_hidden(alert, kept, second):
    recordings.hear(kept, by=second)
    alert.refresh_from_db()
    tell(alert, Message.Kind.UPDATE, state=Alert.State.UNDER_REVIEW)

    assert Client().get(at(alert, "es.opus")).status_code == 404


def test_a_machine_says_so_on_the_page_and_in_the_name_of_the_file(alert, moderator, second, machine):
    signed_in(moderator).post(f"/alerts/{alert.pk}/recordings/put/", {"language": "es", "do": "draft"})
    recordings.hear(Recording.objects.get(), by=second)

    guest = Client(headers={"Accept-Language": "en"})
    assert "A machine speaks." in guest.get(f"{at(alert, '')}?language=es").text
    assert f'"{alert.code}-es-machine.opus"' in guest.get(at(alert, "es.opus"))["Content-Disposition"]
    recordings.hear(recordings.put(alert, "es", sounds.opus(), by=moderator), by=second)
    assert "A machine speaks." not in guest.get(f"{at(alert, '')}?language=es").text
    assert "machine" not in guest.get(at(alert, "es.opus"))["Content-Disposition"]


def test_a_moderator_puts_it_in_and_a_coordinator_hears_it(alert, moderator, second):
    client = signed_in(moderator)
    file = SimpleUploadedFile("voz-de-canary.opus", sounds.opus(), content_type="audio/ogg")

    sent = client.post(f"/alerts/{alert.pk}/recordings/put/", {"language": "es", "sound": file})

    assert (sent.status_code, sent["Location"]) == (302, f"/alerts/{alert.pk}/recordings/")
    kept = Recording.objects.get()
    assert "not published: a second person has to hear it" in client.get(sent["Location"]).text

    listener = signed_in(second)
    assert listener.get(f"/alerts/recordings/{kept.pk}/").content == bytes(kept.sound)
    listener.post(f"/alerts/recordings/{kept.pk}/hear/")

    assert "heard by a second person" in client.get(sent["Location"]).text
    assert Client().get(at(alert, "es.opus")).status_code == 200


def test_the_same_person_is_told_why_not(alert, kept, moderator):
    client = signed_in(moderator)

    page = client.post(f"/alerts/recordings/{kept.pk}/hear/", follow=True)

    assert "You made this recording." in page.text


def test_a_wrong_file_is_refused_in_words(alert, moderator):
    client = signed_in(moderator)
    file = SimpleUploadedFile("x.opus", b"RIFF" + bytes(70_000), content_type="audio/ogg")

    page = client.post(f"/alerts/{alert.pk}/recordings/put/", {"language": "es", "sound": file})
    empty = client.post(f"/alerts/{alert.pk}/recordings/put/", {"language": "es"})

    assert (page.status_code, empty.status_code) == (400, 400)
    assert "This recording has more than 60 kB." in page.text
    assert not Recording.objects.exists()


def test_a_draft_voice_where_there_is_none_is_refused_in_words(alert, moderator, monkeypatch):
    monkeypatch.setenv("PATH", "")

    page = signed_in(moderator).post(f"/alerts/{alert.pk}/recordings/put/", {"language": "es", "do": "draft"})

    assert "This machine has no voice for this language." in page.text


def test_removing_takes_it_away(alert, kept, moderator):
    signed_in(moderator).post(f"/alerts/recordings/{kept.pk}/remove/")

    assert not Recording.objects.exists()


def test_a_volunteer_and_another_network_see_none_of_it(alert, kept, desk, outsider):
    for member, status in ((desk, 403), (outsider, 404)):
        client = signed_in(member)
        assert client.get(f"/alerts/{alert.pk}/recordings/").status_code == status
        assert client.get(f"/alerts/recordings/{kept.pk}/").status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(alert, moderator, count, asks_for_rows):
    for language in ("es", "en", "mam")[:count]:
        recordings.put(alert, language, sounds.opus(), by=moderator)
    client = signed_in(moderator)

    with asks_for_rows(6):
        page = client.get(f"/alerts/{alert.pk}/recordings/")

    assert page.text.count("<audio") == count


def test_the_poster_names_the_helpers_of_now(alert, office):
    helper = make_helper(office.organization)
    Helper.objects.filter(pk=helper.pk).update(cost="free")
    with_helper = Client().get(at(alert, "poster.pdf")).content
    Helper.objects.filter(pk=helper.pk).update(retired_at=timezone.now())
    cache.clear()

    assert len(Client().get(at(alert, "poster.pdf")).content) < len(with_helper)
