"""The shared cache keeps its clients and forgets nothing."""

from django.core.cache import caches

from core.caches import KeptRedisCache


def test_a_client_is_made_once(redis_url):
    cache = KeptRedisCache(redis_url, {})

    cache.set("bed", 1, 60)
    client = cache._cache.get_client("bed")

    assert cache.incr("bed") == 2
    assert cache._cache.get_client("other", write=True) is client
    cache.delete("bed")
    assert cache.get("bed") is None


def test_django_takes_it_from_the_settings(settings, redis_url):
    settings.CACHES = {"default": {"BACKEND": "core.caches.KeptRedisCache", "LOCATION": redis_url}}

    assert isinstance(caches.create_connection("default"), KeptRedisCache)
