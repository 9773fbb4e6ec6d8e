"""The programs beside the site answer; where one is missing this says so."""

import redis
from django.db import connection

from tests.settings import ENGINE


def test_the_suite_runs_on_the_engine_that_was_asked_for(db):
    assert connection.vendor == ENGINE


def test_redis_answers(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        client.set("key", "value", ex=5)

        assert client.get("key") == b"value"


def test_the_browser_is_here(chromium_path):
    assert chromium_path
