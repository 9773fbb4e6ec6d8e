"""Open pages are told from a thread with an event loop and from one without."""

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from core.web import sockets
from tests.loops import run

MESSAGES = [{"type": "one"}, {"type": "two"}]


def test_a_message_reaches_the_group_whether_a_loop_runs_or_not():
    async def story():
        layer = get_channel_layer()
        await layer.group_add("some", "page")
        sockets.tell("some", MESSAGES[0])
        await sync_to_async(sockets.tell)("some", MESSAGES[1])
        heard = [await layer.receive("page") for _each in MESSAGES]
        await layer.group_discard("some", "page")
        return heard

    assert run(story()) == MESSAGES
