"""Typed reading of the environment, and one plain sentence for each bad value."""

import pytest

from config.env import Environment


def reading(**variables):
    return Environment(variables)


def test_text_is_stripped_and_has_a_default():
    env = reading(NAME="  Casa Norte ")

    assert (env.text("NAME"), env.text("OTHER", "none")) == ("Casa Norte", "none")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("Yes", True), ("on", True), ("0", False), ("false", False), ("", True)],
)
def test_flag(value, expected):
    env = reading(DEMO=value)

    assert env.flag("DEMO", default=True) is expected
    assert env.refusals == []


def test_listing_takes_what_stands_between_commas():
    assert reading(LANGS=" es, ht ,").listing("LANGS") == ["es", "ht"]


def test_url_gives_its_parts():
    url = reading(DB="postgresql://ana:secret@db.example:5433/posada?sslmode=require").url(
        "DB", schemes=["postgresql"]
    )

    assert url is not None
    assert (url.hostname, url.port, url.path, url.query) == ("db.example", 5433, "/posada", "sslmode=require")


def test_url_may_name_a_socket_instead_of_a_host():
    assert reading(DB="postgresql:///posada?host=%2Frun").url("DB", schemes=["postgresql"]) is not None


def test_a_file_may_hold_the_value(tmp_path):
    file = tmp_path / "key"
    file.write_text("x" * 50 + "\n")

    assert reading(SECRET_KEY_FILE=str(file)).secret("SECRET_KEY", shortest=50) == "x" * 50


@pytest.mark.parametrize(
    ("variables", "read", "sentence"),
    [
        (
            {"PORT": "many"},
            lambda env: env.integer("PORT", 8000, least=1, most=65535),
            'PORT is "many", but must be a whole number from 1 to 65535.',
        ),
        (
            {"PORT": "0"},
            lambda env: env.integer("PORT", 8000, least=1, most=65535),
            'PORT is "0", but must be a whole number from 1 to 65535.',
        ),
        (
            {"DEMO": "maybe"},
            lambda env: env.flag("DEMO"),
            'DEMO is "maybe", but must be one of: 1, 0, true, false, yes, no, on, off.',
        ),
        (
            {"MODE": "cloud"},
            lambda env: env.choice("MODE", "laptop", ["laptop", "server"]),
            'MODE is "cloud", but must be one of: laptop, server.',
        ),
        (
            {"LANGS": "es,xx"},
            lambda env: env.listing("LANGS", ["es"], allowed=["es", "ht"]),
            'LANGS holds "xx", but may only hold: es, ht.',
        ),
        (
            {"DB": "mysql://ana:hunter2@db/posada"},
            lambda env: env.url("DB", schemes=["postgresql", "postgres"]),
            "DB is not an address that begins with postgresql:// or postgres://.",
        ),
        (
            {"DB": "postgresql://db:many/posada"},
            lambda env: env.url("DB", schemes=["postgresql"]),
            "DB is not an address that begins with postgresql://.",
        ),
        (
            {"KEY": "hunter2"},
            lambda env: env.secret("KEY", shortest=50),
            "KEY is too short: at least 50 characters are needed.",
        ),
        (
            {"KEY": "a", "KEY_FILE": "/run/secrets/key"},
            lambda env: env.secret("KEY"),
            "KEY and KEY_FILE are both set: keep one of them.",
        ),
        (
            {"KEY_FILE": "/nowhere/key"},
            lambda env: env.secret("KEY"),
            "KEY_FILE names a file that cannot be read: /nowhere/key.",
        ),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(variables, read, sentence):
    env = Environment(variables)

    read(env)

    assert env.refusals == [sentence]


def test_the_start_stops_with_every_refusal_and_no_secret():
    env = reading(PORT="many", DB="mysql://ana:hunter2@db/posada")
    env.integer("PORT", 8000, least=1, most=65535)
    env.url("DB", schemes=["postgresql"])

    with pytest.raises(SystemExit) as stopped:
        env.check()

    assert str(stopped.value).splitlines() == [
        "Posada cannot start with these settings:",
        '  - PORT is "many", but must be a whole number from 1 to 65535.',
        "  - DB is not an address that begins with postgresql://.",
    ]
