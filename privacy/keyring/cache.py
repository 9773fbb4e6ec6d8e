"""Opened keys in memory: for a minute at most, and only while no process destroyed anything."""

import threading
import time

SECONDS = 60.0
MOST = 20_000

# What the file `generation` looks like; it changes with everything that is destroyed.
Generation = tuple[int, int]


class Cache:
    """Keys of one process, by the path of their file."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[float, bytes]] = {}
        self._generation: Generation | None = None
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def get(self, path: str, generation: Generation) -> bytes | None:
        """The key, unless a minute has passed or something was destroyed since it was put here."""
        with self._lock:
            if generation != self._generation:
                return None
            since, key = self._keys.get(path, (0.0, b""))
            return key if key and time.monotonic() - since < SECONDS else None

    def put(self, path: str, key: bytes, generation: Generation) -> None:
        """Keep a key. `generation` was looked at before its file was read."""
        with self._lock:
            if generation != self._generation or len(self._keys) >= MOST:
                self._keys.clear()
                self._generation = generation
            self._keys[path] = (time.monotonic(), key)
            self._watch()

    def clear(self) -> None:
        """Forget every key."""
        with self._lock:
            self._keys.clear()

    def _watch(self) -> None:
        """An idle process forgets too: nobody asks it for anything that would make it look."""
        if self._timer is None or not self._timer.is_alive():
            self._timer = threading.Timer(SECONDS, self._forget_old)
            self._timer.daemon = True
            self._timer.start()

    def _forget_old(self) -> None:
        with self._lock:
            oldest = time.monotonic() - SECONDS
            self._keys = {path: kept for path, kept in self._keys.items() if kept[0] > oldest}
            self._timer = None
            if self._keys:
                self._watch()
