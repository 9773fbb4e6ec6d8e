import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.factors import of_user, open_seed
from accounts.models import Membership
from accounts.rights import Role
from privacy.keyring import KeyGone
from privacy.models import AuditEntry
from privacy.sealing import CannotOpen
from privacy.verbs import Verb
from tests.accounts.door import PASSWORD, SEED, digits, first_step, is_in, walk_in, with_password
from tests.factories.accounts import MembershipFactory


def test_username_password_and_six_digits_open_the_staff_site(client, desk):
    user = with_password(desk)

    asked = first_step(client, user)
    opened = client.post("/account/2fa/authenticate/", {"code": digits()})

    assert asked.headers["Location"] == "/account/2fa/authenticate/"
    assert opened.headers["Location"] == "/"
    assert is_in(client)
    assert AuditEntry.objects.get().verb == Verb.SIGNED_IN


def test_the_wished_page_is_kept_on_the_way_in(client, desk):
    user = with_password(desk)

    first_step(client, user, next="/admin/accounts/organization/")
    opened = client.post("/account/2fa/authenticate/", {"code": digits()})

    assert opened.headers["Location"] == "/admin/accounts/organization/"


def test_another_site_is_never_the_wished_page(client, desk):
    user = with_password(desk)

    first_step(client, user, next="https://elsewhere.example/")
    opened = client.post("/account/2fa/authenticate/", {"code": digits()})

    assert opened.headers["Location"] == "/"


def test_capitals_in_the_username_do_not_matter(client, desk):
    user = with_password(desk)
    user.username = user.username.upper()

    walk_in(client, user)

    assert is_in(client)


def test_a_password_alone_opens_nothing(client, desk):
    first_step(client, with_password(desk))

    assert client.get("/admin/").status_code == 302


def test_six_digits_work_once(client, desk):
    user = with_password(desk)
    used = digits()
    first_step(client, user)
    client.post("/account/2fa/authenticate/", {"code": used})
    other = Client()
    first_step(other, user)

    answer = other.post("/account/2fa/authenticate/", {"code": used})

    assert answer.status_code == 200
    assert not is_in(other)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR, Role.NETWORK_COORDINATOR, Role.MODERATOR])
def test_who_needs_a_second_factor_is_led_to_set_it_up(client, house, role):
    user = with_password(MembershipFactory(organization=house, role=role), app=False)
    first_step(client, user)

    asked = client.get("/admin/")

    assert asked.headers["Location"] == "/account/2fa/"
    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/api/v1/shelters/").status_code in {401, 403}


@pytest.mark.parametrize("role", [Role.VIEWER])
def test_who_sees_nobody_may_come_in_by_password(client, house, role):
    first_step(client, with_password(MembershipFactory(organization=house, role=role), app=False))

    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_site_and_shows_recovery_codes(client, desk):
    user = with_password(desk, app=False)
    first_step(client, user)
    client.get("/admin/accounts/organization/")

    page = client.get("/account/2fa/totp/activate/").content.decode()
    seed = re.search(r'<span class="code">([A-Z2-7]{32})</span>', page)[1]
    done = client.post("/account/2fa/totp/activate/", {"code": digits(seed)}, follow=True)
    shown = done.content.decode()

    assert done.redirect_chain == [("/account/2fa/recovery-codes/", 302)]
    assert len(re.findall(r'<li class="code">\d{8}</li>', shown)) == 10
    assert 'href="/admin/accounts/organization/"' in shown
    assert is_in(client)


def test_the_database_never_holds_a_readable_seed(client, desk):
    user = with_password(desk, app=False)
    first_step(client, user)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    seed = re.search(r'<span class="code">([A-Z2-7]{32})</span>', page)[1]
    waiting = Session.objects.get().get_decoded()
    client.post("/account/2fa/totp/activate/", {"code": digits(seed)})

    stored = {row.type: row.data for row in Authenticator.objects.filter(user=user)}

    assert seed not in str(waiting)
    assert open_seed(stored["totp"]["secret"], user_id=user.pk) == seed
    assert re.fullmatch(r"[0-9a-f]{80}", open_seed(stored["recovery_codes"]["seed"], user_id=user.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert seed not in str(cursor.fetchall())


def test_a_sealed_seed_opens_for_its_owner_only(desk, reader):
    user = with_password(desk)
    sealed = of_user(user).get().data["secret"]

    assert open_seed(sealed, user_id=user.pk) == SEED
    with pytest.raises((CannotOpen, KeyGone)):
        open_seed(sealed, user_id=reader.user_id)


def test_a_recovery_code_stands_in_for_the_digits_once(client, desk):
    user = with_password(desk, app=False)
    first_step(client, user)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    seed = re.search(r'<span class="code">([A-Z2-7]{32})</span>', page)[1]
    shown = client.post("/account/2fa/totp/activate/", {"code": digits(seed)}, follow=True).content.decode()
    code = re.search(r'<li class="code">(\d{8})</li>', shown)[1]

    for expected in (True, False):
        other = Client()
        first_step(other, user)
        other.post("/account/2fa/authenticate/", {"code": code})
        assert is_in(other) is expected


def test_the_passkey_pages_render_with_their_data(client, desk):
    first_step(client, with_password(desk, app=False))

    page = client.get("/account/2fa/webauthn/add/").content.decode()
    options = Client().get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()

    assert '"creation_options"' in page
    assert "mfa/js/webauthn.js" in page
    assert options["request_options"]["publicKey"]["userVerification"] == "required"


def test_passkeys_are_listed_renamed_and_removed(client, desk):
    user = with_password(desk)
    walk_in(client, user)
    key = of_user(user).create(user=user, type="webauthn", data={"name": "red phone"})

    listed = client.get("/account/2fa/webauthn/").content.decode()
    client.post(f"/account/2fa/webauthn/keys/{key.pk}/edit/", {"name": "blue phone"})
    renamed = client.get("/account/2fa/webauthn/").content.decode()
    client.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/")

    assert "<h2>red phone</h2>" in listed
    assert "<h2>blue phone</h2>" in renamed
    assert not of_user(user).filter(type="webauthn").exists()


def test_somebody_elses_passkey_cannot_be_touched(client, desk, reader):
    key = of_user(with_password(reader)).create(user=reader.user, type="webauthn", data={"name": "red phone"})
    walk_in(client, with_password(desk))

    answers = [client.post(f"/account/2fa/webauthn/keys/{key.pk}/{deed}/") for deed in ("edit", "remove")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert of_user(reader.user).filter(pk=key.pk).exists()


def test_the_last_second_factor_cannot_be_removed(client, desk):
    user = with_password(desk)
    walk_in(client, user)

    client.post("/account/2fa/totp/deactivate/")

    assert of_user(user).filter(type="totp").exists()


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "login/code/confirm/"]
)
def test_pages_that_would_need_an_email_address_do_not_exist(client, db, path):
    assert client.get(f"/account/{path}").status_code == 404


def test_the_admin_has_no_door_of_its_own(client, db):
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == "/account/login/?next=/admin/"


# ---------------------------------------------------------------- guessing


def guess_often(user, times, address, client=None):
    for _ in range(times):
        answer = first_step(client or Client(), user, "wrong wrong wrong", address=address)
    return answer.content.decode()


def test_fifty_wrong_guesses_elsewhere_do_not_stop_the_coordinators_own_device(client, coordinator):
    user = with_password(coordinator)
    walk_in(client, user)
    client.post("/account/logout/")

    for number in range(50):
        guess_often(user, 1, f"203.0.113.{number}")

    first_step(client, user)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        client.post("/account/2fa/authenticate/", {"code": digits()})
    assert is_in(client)


def test_a_stranger_who_guesses_is_stopped(coordinator):
    user = with_password(coordinator)
    guess_often(user, 5, "203.0.113.7")

    answer = first_step(Client(), user, address="203.0.113.7").content.decode()

    assert "There were too many tries." in answer


def test_guessing_from_many_networks_is_stopped_too(coordinator):
    user = with_password(coordinator)
    for number in range(21):
        guess_often(user, 1, f"203.0.113.{number}")

    answer = first_step(Client(), user, address="198.51.100.1").content.decode()

    assert "There were too many tries." in answer


def test_a_blocked_device_is_a_strangers_device(client, coordinator):
    user = with_password(coordinator)
    walk_in(client, user)
    client.post("/account/logout/")
    type(user).objects.filter(pk=user.pk).update(session_round=7)
    for number in range(21):
        guess_often(user, 1, f"203.0.113.{number}")

    answer = first_step(client, user).content.decode()

    assert "There were too many tries." in answer


def test_wrong_digits_are_counted_as_well(client, coordinator):
    user = with_password(coordinator)
    first_step(client, user)
    for _ in range(6):
        client.post("/account/2fa/authenticate/", {"code": "000000"})

    answer = client.post("/account/2fa/authenticate/", {"code": digits()})

    assert answer.status_code == 200
    assert not is_in(client)


def test_no_address_is_kept_anywhere(client, coordinator):
    guess_often(with_password(coordinator), 3, "203.0.113.77")

    assert "203.0.113.77" not in str(cache._cache)


def test_right_guesses_use_nothing_up(coordinator):
    user = with_password(coordinator)

    for _ in range(8):
        answer = first_step(Client(), user)

    assert answer.headers["Location"] == "/account/2fa/authenticate/"


def test_a_wrong_and_an_unknown_username_get_the_same_answer(client, coordinator):
    user = with_password(coordinator)
    form = {"login": "nobody", "password": PASSWORD}

    wrong = first_step(client, user, "wrong wrong wrong").content.decode()
    unknown = client.post("/account/login/", form).content.decode()

    strip = re.compile(r'value="[^"]*"|nonce="[^"]*"')
    assert strip.sub("", wrong) == strip.sub("", unknown)


def test_ended_access_is_said_clearly(client, desk):
    user = with_password(desk)
    walk_in(client, user)
    Membership.objects.filter(pk=desk.pk).update(ended_at=timezone.now())

    answer = client.get("/admin/")

    assert answer.status_code == 403
    assert "Your access has ended" in answer.content.decode()
