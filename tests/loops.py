"""Running what is asynchronous from a test that is not."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def run(talk: Coroutine[Any, Any, Answer]) -> Answer:
    """What this comes to. It runs in a thread of its own: that of the tests has a loop already once a browser
    was driven in it.
    """
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, talk).result()
