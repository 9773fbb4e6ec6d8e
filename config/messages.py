"""Messages as files, for the site that needs no other program: whole or not there.

Kombu's own transport makes the file first and writes it then. A reader that comes in between takes an empty
message, which is lost, and ends the worker (celery/kombu#1551).
"""

from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes beside, and puts the whole file in place in one step. It makes its folders itself: the first
    message may come from any command, long before a worker looks for it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]  # kombu has no types
        for folder in (self.data_folder_in, self.data_folder_out, self.control_folder):
            Path(folder).mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # as kombu's own
        whole = Path(self.data_folder_out, f"{monotonic_ns():020}_{uuid4()}.{queue}.msg")
        part = whole.with_name(f"{whole.name}.part")
        try:
            part.write_text(dumps(payload), "utf-8")  # type: ignore[no-untyped-call]  # kombu has no types
            part.replace(whole)
        except OSError as problem:
            raise ChannelError("A message cannot be written.") from problem


class Transport(filesystem.Transport):
    """`filesystem://`, with channels that are never half written."""

    Channel = Channel


def use() -> None:
    """From now on `filesystem://` is this transport."""
    TRANSPORT_ALIASES["filesystem"] = "config.messages:Transport"
