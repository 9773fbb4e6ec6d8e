"""Telling open pages something, from wherever it happened."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer


def tell(group: str, message: dict[str, Any]) -> None:
    """Hand the message to all sockets of the group, in all processes. Each of them also looks by itself now
    and then, so a lost message is made up for.
    """
    layer = get_channel_layer()
    if layer is None:
        return
    send = async_to_sync(layer.group_send)
    if not _a_loop_runs_here():
        send(group, message)
        return
    # It cannot wait for itself, so another thread sends.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(send, group, message).result()


def _a_loop_runs_here() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
