"""A process that takes webhooks: as many receivers as there are paths. It says what came, and when.

Each line it prints: the path, the id of the delivery, the seconds of the clock that all processes share, and
the code of the alert with the number of the message.
"""

import asyncio
import json
import sys
import time
from contextlib import suppress


def say(*words: object) -> None:
    """One line, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take one message. Whoever is killed in the middle of one has sent nothing."""
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        await take_all(reader, writer)
    writer.close()


async def take_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say what came once all of it is here, then answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    said = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in head[1:])}
    told = json.loads(await reader.readexactly(int(said["content-length"])))["data"]
    say(head[0].split()[1], said["webhook-id"], time.perf_counter(), f"{told['code']}.{told['number']}")
    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    await writer.drain()


async def main() -> None:
    """Say the port, and take what comes until the process is ended."""
    server = await asyncio.start_server(take, "127.0.0.1", 0, backlog=512)
    say(server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
