"""The keys of one keyring: made, opened, remembered for a minute."""

import os
from collections.abc import Callable
from pathlib import Path

from privacy.keyring import files, places, wrapping
from privacy.keyring.cache import Cache
from privacy.keyring.errors import KeyGone, KeyringDamaged
from privacy.keyring.fences import Fences
from privacy.keyring.folder import Folder, plainly
from privacy.keyring.places import Place, Subject


class Keyring:
    """The keys in a folder, and those of them that are open in this process."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.fences = Fences(folder.path)
        self.cache = Cache()

    def key_for_sealing(self, subject: Subject) -> bytes:
        """The key of a subject, made unless it is there.

        Its file is touched: `retire` leaves alone what was used for sealing a short while ago.

        Raises: Fenced, KeyringUnavailable.
        """
        place = places.of_subject(subject)
        with plainly():
            self.folder.begin()
            with self.folder.locked(alone=False):
                self.fences.refuse(subject)
                if self._touch(place):
                    return self.open_kept(place)
            with self.folder.locked(alone=True):
                self.fences.refuse(subject)
                self.make(place)
                return self.open_kept(place)

    def key_for_opening(self, subject: Subject) -> bytes:
        """The key of a subject. Never makes one.

        Raises: KeyGone, KeyringUnavailable.
        """
        place = places.of_subject(subject)
        with plainly():
            key = self.cache.get(place.path, self.folder.generation())
            return key or self.open(place, unless=lambda: self.fences.holds_back(subject))

    def open(self, place: Place, *, unless: Callable[[], bool] = lambda: False) -> bytes:
        """The key at a place, from memory or from its file; gone when `unless` says so.

        The generation is looked at first: a key that is destroyed while it is read is not remembered.

        Raises: KeyGone, KeyringUnavailable, OSError.
        """
        generation = self.folder.generation()
        key = self.cache.get(place.path, generation)
        if key:
            return key
        if unless():
            raise KeyGone
        key = self._read(place)
        self.cache.put(place.path, key, generation)
        return key

    def open_kept(self, place: Place) -> bytes:
        """The key of a place that must have one, while the lock is held.

        Raises: KeyringUnavailable, OSError.
        """
        try:
            return self.open(place)
        except KeyGone:
            raise KeyringDamaged(place=place.path) from None

    def make(self, place: Place) -> bytes:
        """The key at a place, made unless it is there. The lock is held alone.

        Raises: KeyringUnavailable, OSError.
        """
        under = self.make(place.parent) if place.parent else self.folder.root().key
        if not self.file(place).exists():
            wrapped = wrapping.wrap(wrapping.new_key(), under=under, meaning=self.meaning(place))
            files.write_once(self.file(place), wrapped, drafts=self.folder.drafts)
        return self.open(place)

    def file(self, place: Place) -> Path:
        """Where a key lies. Those right under the root secret carry its name, see rotation.py."""
        return self.folder.path / (place.path if place.parent else f"{place.path}.{self.folder.root().name}")

    def meaning(self, place: Place) -> str:
        """What a key is bound to: this keyring and its place."""
        return f"{self.folder.format().id}|{place.path}"

    def _read(self, place: Place) -> bytes:
        try:
            wrapped = self.file(place).read_bytes()
        except FileNotFoundError:
            self.folder.refuse_if_missing()
            raise KeyGone from None
        under = self.open(place.parent) if place.parent else self.folder.root().key
        try:
            return wrapping.unwrap(wrapped, under=under, meaning=self.meaning(place))
        except wrapping.NotOpened:
            if not self.file(place).exists():  # destroyed while it was read
                raise KeyGone from None
            raise KeyringDamaged(place=place.path) from None

    def _touch(self, place: Place) -> bool:
        try:
            os.utime(self.file(place))
        except FileNotFoundError:
            return False
        return True
