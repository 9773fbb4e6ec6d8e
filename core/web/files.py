"""Static files, also where one process answers pages and sockets."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

PIECES_A_TIME = 64  # of 4 KB each


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # untyped
    """WhiteNoise knows WSGI only: over ASGI Django would read each file into memory first, and warn."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> StreamingHttpResponse:
        """The file, in pieces that the server at hand can wait for."""
        response: StreamingHttpResponse = WhiteNoiseMiddleware.serve(static_file, request)
        if isinstance(request, ASGIRequest):
            response.streaming_content = _in_turn(iter(response))
        return response


async def _in_turn(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, read aside: a slow disk stops nobody else."""
    read = sync_to_async(_some, thread_sensitive=False)
    while some := await read(pieces):
        yield some


def _some(pieces: Iterator[bytes]) -> bytes:
    """The next of them; empty at the end."""
    return b"".join(islice(pieces, PIECES_A_TIME))
