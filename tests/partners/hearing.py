"""A real receiver on a free port of this machine: it keeps what it is sent and answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Heard:
    """What came in, and what is answered: the next status of `answers`, else 204."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    # Called before it answers: to be slow, or to tell that somebody came.
    first: Callable[[], object] = bool

    @property
    def ids(self) -> list[str]:
        """The ids of the messages that it took, as often as it took them."""
        return [headers["webhook-id"] for headers, _body in self.posts]


@contextmanager
def receiver() -> Iterator[Heard]:
    """A receiver until the end of the block."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.first()
            status = heard.answers.pop(0) if heard.answers else 204
            if 200 <= status < 300:
                heard.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if status // 100 == 3:
                self.send_header("Location", heard.url + "elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        heard.url = f"http://127.0.0.1:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield heard
        finally:
            server.shutdown()
