"""The shared cache, with clients that are kept: Django makes a new one for each word it reads."""

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class KeptClients(RedisCacheClient):
    """One client for each server; they share connections and may be used by all threads."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._kept: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client of a server that may be read or, with `write`, written."""
        index: int = self._get_connection_pool_index(write)  # type: ignore[attr-defined]  # not in the stubs
        if index not in self._kept:
            self._kept[index] = super().get_client(key, write=write)
        return self._kept[index]


class KeptRedisCache(RedisCache):
    """Redis as Django's own backend uses it, through kept clients."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClients
