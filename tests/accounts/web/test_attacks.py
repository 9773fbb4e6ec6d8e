"""The door with fresh eyes: what somebody tries who wants in, or wants it to fall over."""

import pytest
from django.conf import settings as site
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from accounts.actions import invitations
from accounts.models import Membership, User
from accounts.rights import Role
from tests.accounts.door import PASSWORD, digits, first_step, is_in, walk_in, with_password
from tests.callers import sign_in

ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@elsewhere.example/",
    "\thttps://elsewhere.example",
    "/%0d%0aSet-Cookie:x=1",
    "/\r\nX-Planted: 1",
    "/\x00",
]
ODD = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202egnirts",
    "é" * 5000,
    "9" * 40,
    "{{ 7*7 }}",
    "%(x)s %s %",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "\r\nX-Planted: 1",
    "٠١٢٣٤٥",
    "²²²²²²",
    "-1",
    "1e999",
]


@pytest.fixture
def code(coordinator):
    return invitations.invite(organization=coordinator.organization, role=Role.VIEWER, by=coordinator)[1]


# ---------------------------------------------------------------- sessions


def test_a_planted_session_is_never_signed_in(client, desk):
    user = with_password(desk)
    client.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    planted = client.cookies[site.SESSION_COOKIE_NAME].value

    first_step(client, user)
    between = client.cookies[site.SESSION_COOKIE_NAME].value
    client.post("/account/2fa/authenticate/", {"code": digits()})

    now = client.cookies[site.SESSION_COOKIE_NAME].value
    assert is_in(client)
    for known in (planted, between):
        thief = Client()
        thief.cookies[site.SESSION_COOKIE_NAME] = known
        assert now != known
        assert not is_in(thief)


def test_a_made_up_session_number_is_not_taken_over(client, desk):
    client.cookies[site.SESSION_COOKIE_NAME] = "chosenbyanattacker0123456789abcd"

    walk_in(client, with_password(desk))

    assert client.cookies[site.SESSION_COOKIE_NAME].value != "chosenbyanattacker0123456789abcd"


def test_joining_gives_a_new_session(client, code):
    client.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    planted = client.cookies[site.SESSION_COOKIE_NAME].value

    client.post("/join/", {"code": code, "username": "new", "password": PASSWORD, "password_again": PASSWORD})

    assert is_in(client)
    assert client.cookies[site.SESSION_COOKIE_NAME].value != planted


def test_a_new_password_signs_every_other_device_out(client, reader):
    user = with_password(reader, app=False)
    other = Client()
    first_step(other, user)
    first_step(client, user)

    changed = {"oldpassword": PASSWORD, "password1": "la casa de al lado", "password2": "la casa de al lado"}
    client.post("/account/password/", changed)

    assert (is_in(client), is_in(other)) == (True, False)


def test_the_half_of_a_sign_in_opens_nothing(client, desk):
    first_step(client, with_password(desk))

    for path in ("/admin/", "/account/2fa/", "/account/memberships/", "/account/2fa/recovery-codes/"):
        assert client.get(path).status_code == 302
    assert client.get("/api/v1/shelters/").status_code == 401


@pytest.mark.parametrize("value", ['"\\000\\000abcdefghijklm"', "'; DROP TABLE x", "é" * 40, "a" * 5000])
@pytest.mark.parametrize("name", ["sid", "form", "lang", "device"])
def test_a_broken_cookie_is_like_none(db, name, value):
    client = Client(headers={"Cookie": f"{name}={value}"})

    assert client.get("/account/login/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert client.get("/api/v1/shelters/").status_code == 401


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(client, desk):
    client.get("/account/login/")
    walk_in(client, with_password(desk))

    for name in ("sid", "form", "device"):
        flags = client.cookies[name]
        assert (flags["httponly"], flags["samesite"], flags["domain"], flags["path"]) == (
            True,
            "Lax",
            "",
            "/",
        )


@pytest.mark.parametrize("path", ["/account/logout/", "/admin/logout/"])
def test_a_link_signs_nobody_out(client, desk, path):
    sign_in(client, desk)

    client.get(path)

    assert is_in(client)


# ---------------------------------------------------------------- away to somewhere else


def leads_away(answer):
    """Whether the browser would leave this site, or read a header that somebody planted."""
    target = answer.headers.get("Location", "/")
    return "X-Planted" in answer.headers or not target.startswith("/") or target.startswith(("//", "/\\"))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_leads_away(client, reader, target):
    user = with_password(reader, app=False)
    stranger, choosing = Client(), {"membership": str(reader.pk), "next": target}

    answers = [
        stranger.get("/admin/login/", {"next": target}),
        stranger.get("/account/login/", {"next": target}),
        first_step(client, user, next=target),
        client.get("/account/login/", {"next": target}),
        client.get("/admin/login/", {"next": target}),
        client.post("/language/", {"language": "es", "next": target}),
        client.post("/account/memberships/", choosing),
        client.post("/account/reauthenticate/", {"password": PASSWORD, "next": target}),
        client.post("/account/logout/", {"next": target}),
    ]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert [answer.headers["Location"] for answer in answers if leads_away(answer)] == []


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "localhost.elsewhere.example", "localhost:80@x", "", "a b"]
)
def test_a_foreign_host_name_gets_no_page(client, coordinator, host):
    sign_in(client, coordinator)

    assert client.get("/account/login/", HTTP_HOST=host).status_code == 400 or not host
    answer = client.get("/account/login/", headers={"X-Forwarded-Host": "elsewhere.example"})
    assert "elsewhere" not in answer.content.decode()


def test_a_picture_of_a_code_never_names_a_foreign_host(client, coordinator):
    sign_in(client, coordinator)

    answer = client.post(
        reverse("admin:accounts_invitation_add"),
        {"role": "volunteer"},
        headers={"X-Forwarded-Host": "elsewhere.example", "Forwarded": "host=elsewhere.example"},
    )

    assert answer.status_code == 200
    assert "elsewhere" not in answer.content.decode()


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_what_it_is(client, coordinator, header):
    sign_in(client, coordinator)

    client.get("/account/logout/", headers={header: "POST"})
    client.get("/account/logout/?_method=POST")

    assert is_in(client)


# ---------------------------------------------------------------- odd input

FORMS = {
    "/account/login/": ("login", "password", "shared", "next"),
    "/join/": ("code", "username", "password", "password_again", "confirmed"),
    "/recover/": ("code", "password", "password_again"),
    "/language/": ("language", "next"),
    "/account/2fa/webauthn/login/": ("credential", "next"),
}
INSIDE = {
    "/account/memberships/": ("membership", "next"),
    "/account/reauthenticate/": ("password", "next"),
    "/account/password/": ("oldpassword", "password1", "password2"),
    "/account/2fa/totp/activate/": ("code",),
    "/account/2fa/webauthn/add/": ("name", "credential", "passwordless"),
    "/admin/accounts/invitation/add/": ("role", "ends_on"),
    "/join/": ("code", "confirmed"),
}


@pytest.mark.parametrize("value", ODD)
def test_odd_input_never_breaks_the_door(client, value, code, desk):
    answers = {}
    for path, names in FORMS.items():
        for odd in names:
            form = {"code": code} | dict.fromkeys(names, "x") | {odd: value}
            answers[path, odd] = client.post(path, form).status_code
        answers[path, "query"] = client.get(path, {"next": value, "ended": value}).status_code

    first_step(client, with_password(desk))
    answers["second step"] = client.post("/account/2fa/authenticate/", {"code": value}).status_code

    assert {where: status for where, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("value", ODD)
def test_odd_input_never_breaks_the_pages_inside(client, value, coordinator):
    user = with_password(coordinator, app=False)
    first_step(client, user)
    answers = {}
    for path, names in INSIDE.items():
        for odd in names:
            answers[path, odd] = client.post(path, dict.fromkeys(names, "x") | {odd: value}).status_code
    sign_in(client, coordinator)
    for model in ("membership", "invitation", "recovery", "organization", "network"):
        page = f"/admin/accounts/{model}/"
        for name in ("q", "p", "o", "role__exact", "role", "used_at__isempty", "all", "kind__exact"):
            answers[page, name] = client.get(page, {name: value}).status_code
    for name in ("role", "ends_on"):
        path = "/admin/accounts/invitation/add/"
        answers[path, name] = client.post(path, {"role": "volunteer", name: value}).status_code

    assert {where: status for where, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize(
    "path", ["/admin/accounts/membership/?role__exact=%00", "/join/?%00=1", "/desk/%00/"]
)
def test_an_address_with_a_nul_is_refused(client, coordinator, path):
    sign_in(client, coordinator)

    answer = client.get(path)

    assert answer.status_code == 400
    assert "no-store" in answer.headers["Cache-Control"]
    assert "cannot be understood" in answer.content.decode()


def test_an_odd_recovery_code_and_username_never_break(client, code):
    for value in ODD:
        form = {"code": code, "username": value, "password": PASSWORD, "password_again": PASSWORD}
        assert client.post("/join/", form).status_code < 500
        assert client.post("/recover/", form | {"code": value}).status_code < 500


@pytest.mark.parametrize("path", FORMS)
def test_a_huge_body_is_refused(client, db, path):
    many = "&".join(f"field{number}=1" for number in range(1100))

    assert client.post(path, {"code": "x" * 3_000_000, "login": "x"}).status_code in {400, 413}
    assert client.generic("POST", path, many, "application/x-www-form-urlencoded").status_code == 400
    assert client.generic("POST", path, "\xff" * 100, "application/json").status_code < 500
    assert client.generic("POST", path, "x", "multipart/form-data; boundary=").status_code < 500


# ---------------------------------------------------------------- guessing and finding out


class Counted(MD5PasswordHasher):
    """A hasher that counts how often it worked: the time a guess takes is the time of the hashing."""

    algorithm = "counted"
    times = 0

    def encode(self, password, salt):
        type(self).times += 1
        return super().encode(password, salt)


def test_an_unknown_username_costs_the_same_work_as_a_known_one(client, reader, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    user = with_password(reader, app=False)
    work = []
    for username in (user.username, "nobody-here"):
        Counted.times = 0
        client.post("/account/login/", {"login": username, "password": "wrong wrong wrong"})
        work.append(Counted.times)

    assert work == [1, 1]


def test_an_inactive_account_tells_nothing_without_its_password(client, reader):
    user = with_password(reader, app=False)
    User.objects.update(is_active=False)

    wrong = first_step(client, user, "wrong wrong wrong")
    right = first_step(client, user)

    assert wrong.status_code == 200
    assert right.headers["Location"] == "/account/inactive/"
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/join/", "/recover/"])
def test_codes_cannot_be_tried_without_end(client, db, path):
    form = {"code": "0000-0000-0000-0", "password": PASSWORD, "password_again": PASSWORD}

    statuses = [
        client.post(path, form, headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
        for number in range(40)
    ]

    assert statuses == [404] * 30 + [429] * 10


def test_a_used_a_withdrawn_and_a_wrong_code_look_the_same(client, coordinator, code):
    invitations.accept(code, username="first", password=PASSWORD)
    invitation, gone = invitations.invite(
        organization=coordinator.organization, role=Role.VIEWER, by=coordinator
    )
    invitations.withdraw(invitation, by=coordinator)

    pages = [client.post("/join/", {"code": each}) for each in (code, gone, "0000-0000-0000-0", "short")]

    texts = {page.content.decode().split("errorlist")[1].split("</ul>")[0] for page in pages}
    assert {page.status_code for page in pages} == {404}
    assert len(texts) == 1


def test_pressing_twice_joins_once(client, code):
    form = {"code": code, "username": "new", "password": PASSWORD, "password_again": PASSWORD}
    other = Client()

    client.post("/join/", form)
    again = other.post("/join/", form)

    assert again.status_code == 404
    assert Membership.objects.filter(user__username="new").count() == 1
    assert is_in(client)
    assert not is_in(other)


def test_names_that_only_look_different_are_one(client, coordinator, code):
    other = invitations.invite(organization=coordinator.organization, role=Role.VIEWER, by=coordinator)[1]
    for each, name in ((code, "Maria"), (other, " ｍａｒｉａ ")):
        form = {"code": each, "username": name, "password": PASSWORD, "password_again": PASSWORD}
        Client().post("/join/", form)

    assert list(Membership.objects.filter(role=Role.VIEWER).values_list("user__username", flat=True)) == [
        "maria"
    ]


def test_no_password_and_no_code_is_repeated_on_a_page(client, code):
    answer = client.post(
        "/recover/", {"code": code, "password": "secret-canary-1", "password_again": "other-canary-2"}
    )

    assert "canary" not in answer.content.decode()
