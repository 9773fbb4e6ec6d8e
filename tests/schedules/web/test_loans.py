"""The pages of loans: a device and a code are a loan, the list is done before it goes again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.models import LentDevice, Loan
from schedules.signs import called
from shelters.actions import stays
from tests.factories.schedules import LentDeviceFactory, LoanFactory
from tests.factories.shelters import BedFactory, RoomFactory, ShelterFactory, make_household

pytestmark = pytest.mark.django_db
DONE = {
    "signed_out": "on",
    "history_gone": "on",
    "camera_empty": "on",
    "downloads_gone": "on",
    "battery": "70",
}


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def tablet(shelter):
    return LentDeviceFactory(shelter=shelter, label="T1")


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def client(signed_in, desk):
    return signed_in(desk)


@pytest.fixture
def boss(signed_in, coordinator):
    return signed_in(coordinator)


@pytest.fixture
def loan(tablet, family, desk):
    LentDevice.objects.update(is_wiped=False)
    return LoanFactory(device=tablet, household=family, handed_by=desk)


def words(answer):
    return answer.content.decode()


def test_with_one_house_the_list_opens_at_once(client, shelter):
    assert client.get("/loans/").headers["Location"] == f"/loans/houses/{shelter.pk}/"


def test_several_houses_are_told_with_numbers_only(client, house, tablet):
    other = ShelterFactory(organization=house)

    answer = words(client.get("/loans/"))

    assert f"/loans/houses/{other.pk}/" in answer
    assert "1 device<" in answer


def test_a_device_and_a_code_are_a_loan(client, shelter, tablet, family):
    address = f"/loans/houses/{shelter.pk}/"

    answer = client.post(address, {"device": str(tablet.pk), "code": str(family)}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert Loan.objects.get().household == family
    assert "Handed out: T1." in words(answer)


def test_what_was_typed_stays_when_it_is_refused(client, shelter, tablet, family, loan):
    second = LentDeviceFactory(shelter=shelter, label="T2")

    answer = client.post(
        f"/loans/houses/{shelter.pk}/", {"device": str(second.pk), "code": str(family), "minutes": "30"}
    )

    assert answer.status_code == 409
    assert "has_loan" in words(answer)
    assert str(family) in words(answer)


@pytest.mark.parametrize("wrong", [{"device": "x"}, {"code": "nonsense"}, {"minutes": "soon"}])
def test_a_wrong_form_hands_nothing_out(wrong, client, shelter, tablet, family):
    typed = {"device": str(tablet.pk), "code": str(family), **wrong}

    assert client.post(f"/loans/houses/{shelter.pk}/", typed).status_code in {400, 404}
    assert not Loan.objects.exists()


def test_the_list_says_short_codes_and_is_written_down_once(client, shelter, family, loan):
    answer = words(client.get(f"/loans/houses/{shelter.pk}/"))

    assert called({family.code})[family.code].short in answer
    assert family.code not in answer
    assert str(family) not in answer
    assert AuditEntry.objects.filter(verb=Verb.LOANS_LISTED).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(rows, client, shelter, desk, django_assert_num_queries):
    LoanFactory.create_batch(rows, device__shelter=shelter, handed_by=desk)
    client.get(f"/loans/houses/{shelter.pk}/")

    with django_assert_num_queries(9 if connection.vendor == "postgresql" else 10):
        client.get(f"/loans/houses/{shelter.pk}/")


def test_back_and_wiped_in_one_tap(client, tablet, loan):
    form = {"act": "back", "loan": str(loan.pk), "condition": "scratched", **DONE}

    client.post(f"/loans/devices/{tablet.pk}/", form)

    loan.refresh_from_db()
    assert (loan.condition_in, loan.battery, loan.closed_at is None) == ("scratched", 70, False)
    assert list(LentDevice.objects.ready()) == [tablet]


def test_the_list_may_wait_but_the_device_does_not_go_out(client, tablet, loan):
    address = f"/loans/devices/{tablet.pk}/"

    client.post(address, {"act": "back", "loan": str(loan.pk), "camera_empty": "on"})
    half = client.post(address, {"act": "wipe", **DONE, "battery": ""})

    assert (half.status_code, "not_wiped" in words(half)) == (409, True)
    assert half.text.count("checked") == len(DONE) - 1  # what was ticked stays so; the battery is no tick
    assert list(LentDevice.objects.ready()) == []
    client.post(address, {"act": "wipe", **DONE})
    assert list(LentDevice.objects.ready()) == [tablet]


def test_lost_found_and_undone(client, tablet, loan):
    address = f"/loans/devices/{tablet.pk}/"
    for act in ("lost", "found", "undo"):
        assert client.post(address, {"act": act, "loan": str(loan.pk)}).status_code == 302

    loan.refresh_from_db()
    assert (loan.lost_at, loan.returned_at) == (None, None)


def test_handing_out_from_the_page_of_the_device(client, tablet, family):
    client.post(f"/loans/devices/{tablet.pk}/", {"act": "hand_out", "code": str(family)})

    assert Loan.objects.get().household == family


def test_no_word_is_no_act(client, tablet):
    assert client.post(f"/loans/devices/{tablet.pk}/", {"act": "sell"}).status_code == 400


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "ready to go out"),
        ({"is_wiped": False}, "to be wiped"),
        ({"is_broken": True}, "broken"),
        ({"retired_at": timezone.now()}, "taken away"),
    ],
)
def test_the_page_says_where_the_device_is(fields, said, client, tablet):
    LentDevice.objects.update(**fields)

    assert said in words(client.get(f"/loans/devices/{tablet.pk}/"))


def test_the_page_of_the_family_tells_and_hands_out(client, desk, house, shelter, tablet):
    family = make_household(house, "woman")
    bed = BedFactory(room=RoomFactory(shelter=shelter))
    stays.check_in(family, into={family.persons.get(): bed}, by=desk)

    client.post(f"/loans/households/{family.pk}/", {"device": str(tablet.pk)})
    page = words(client.get(f"/households/{family.pk}/"))

    assert Loan.objects.get().device == tablet
    assert f"/loans/devices/{tablet.pk}/" in page


def test_the_first_page_counts_what_is_out_and_late(client, tablet, loan):
    Loan.objects.update(handed_at=timezone.now() - timedelta(hours=3), due_at=timezone.now())

    assert "1 overdue" in words(client.get("/admin/"))


def test_coordinators_keep_the_devices(boss, shelter):
    address = f"/loans/houses/{shelter.pk}/devices/"
    typed = {"kind": "phone", "label": "P1", "longest_minutes": "45", "is_shared": "on"}

    assert boss.post(address, typed).status_code == 302
    device = LentDevice.objects.get()
    assert (device.label, device.longest_minutes, device.is_shared) == ("P1", 45, True)
    assert "label_taken" in words(boss.post(address, typed))

    change = f"/loans/devices/{device.pk}/change/"
    boss.post(change, {**typed, "act": "change", "label": "P2", "is_broken": "on"})
    boss.post(change, {"act": "retire"})
    device.refresh_from_db()
    assert (device.label, device.is_broken, device.retired_at is None) == ("P2", True, False)
    boss.post(change, {"act": "bring_back"})
    device.refresh_from_db()
    assert device.retired_at is None


@pytest.mark.parametrize("wrong", [{"longest_minutes": "x"}, {"amenity": "x"}, {"kind": ""}])
def test_a_wrong_form_adds_no_device(wrong, boss, shelter):
    typed = {"kind": "phone", "label": "P1", "longest_minutes": "45", **wrong}

    assert boss.post(f"/loans/houses/{shelter.pk}/devices/", typed).status_code == 400
    assert not LentDevice.objects.exists()


def test_volunteers_see_the_devices_and_change_none(client, shelter, tablet):
    assert "Add a device" not in words(client.get(f"/loans/houses/{shelter.pk}/devices/"))
    assert client.get(f"/loans/devices/{tablet.pk}/change/").status_code == 403


def test_labels_hold_the_label_and_a_way_to_the_device(client, shelter, tablet):
    answer = words(client.get(f"/loans/houses/{shelter.pk}/labels/"))

    assert "<strong>T1</strong>" in answer
    assert "<svg" in answer


def test_readers_see_no_loans(signed_in, reader, shelter):
    assert signed_in(reader).get(f"/loans/houses/{shelter.pk}/").status_code == 403


def test_foreign_devices_are_not_there(signed_in, stranger, tablet):
    assert signed_in(stranger).get(f"/loans/devices/{tablet.pk}/").status_code == 404
