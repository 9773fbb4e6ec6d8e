"""Reading settings from the environment: typed, and with one plain sentence for each bad value.

Every variable NAME can also be given as NAME_FILE, a file that holds the value: so secrets stay
out of the process list. Readers never raise; they collect refusals, and `check()` at the end of
the settings stops the start with all of them at once.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})


class Environment:
    """The variables of one process and what is wrong with them."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.refusals: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """Any text, without the blanks around it."""
        return self._read(name) or default

    def secret(self, name: str, *, shortest: int = 0) -> str:
        """A text that is never shown; empty when it is not set."""
        value = self._read(name)
        if value and len(value) < shortest:
            self._refuse(f"{name} is too short: at least {shortest} characters are needed.")
        return value

    def integer(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self._read(name)
        if not value:
            return default
        try:
            number = int(value)
        except ValueError:
            number = least - 1
        if least <= number <= most:
            return number
        self._refuse(f'{name} is "{value}", but must be a whole number from {least} to {most}.')
        return default

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self._read(name).lower()
        if not value:
            return default
        if value not in YES | NO:
            self._refuse(f'{name} is "{value}", but must be one of: 1, 0, true, false, yes, no, on, off.')
        return value in YES

    def choice(self, name: str, default: str, allowed: Sequence[str]) -> str:
        """One of `allowed`."""
        value = self._read(name) or default
        if value in allowed:
            return value
        self._refuse(f'{name} is "{value}", but must be one of: {", ".join(allowed)}.')
        return default

    def listing(self, name: str, default: Sequence[str] = (), allowed: Sequence[str] = ()) -> list[str]:
        """Values between commas; each one of `allowed` where that is given."""
        values = [part.strip() for part in self._read(name).split(",") if part.strip()] or list(default)
        wrong = [value for value in values if allowed and value not in allowed]
        if not wrong:
            return values
        self._refuse(f'{name} holds "{wrong[0]}", but may only hold: {", ".join(allowed)}.')
        return list(default)

    def url(self, name: str, default: str = "", *, schemes: Sequence[str]) -> SplitResult | None:
        """An address in parts; nothing when it is not set. Its value may hold a password: never shown."""
        value = self._read(name) or default
        if not value:
            return None
        try:
            parts = urlsplit(value)
            usable = parts.scheme in schemes and (parts.port is None or parts.port > 0)
        except ValueError:
            usable = False
        if usable and (parts.hostname or parts.path.strip("/")):
            return parts
        self._refuse(f"{name} is not an address that begins with {' or '.join(f'{s}://' for s in schemes)}.")
        return None

    def check(self) -> None:
        """Stop the start when anything was refused."""
        if self.refusals:
            stop(self.refusals)

    def _read(self, name: str) -> str:
        """The value of NAME or the content of NAME_FILE; empty counts as not set."""
        given = self._variables.get(name, "").strip()
        file = self._variables.get(f"{name}_FILE", "").strip()
        if given and file:
            self._refuse(f"{name} and {name}_FILE are both set: keep one of them.")
            return given
        if not file:
            return given
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self._refuse(f"{name}_FILE names a file that cannot be read: {file}.")
            return ""

    def _refuse(self, sentence: str) -> None:
        if sentence not in self.refusals:
            self.refusals.append(sentence)


def stop(refusals: Sequence[str]) -> NoReturn:
    """End the process with these sentences and no traceback."""
    raise SystemExit(
        "\n".join(["Posada cannot start with these settings:", *(f"  - {line}" for line in refusals)])
    )
