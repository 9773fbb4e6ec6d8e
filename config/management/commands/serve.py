"""The whole site in one foreground command: pages, sockets, worker and scheduler."""

import io
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.trans_real import reset_cache

from config.catalogs import compile_all
from config.celery import app
from config.starting import behind_walls
from config.worker import Background
from privacy.purge import before_serving


class Command(BaseCommand):
    help = "Start the whole site here: pages, sockets, worker and scheduler. Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on")

    def handle(self, *args: Any, bind: str, **options: Any) -> None:
        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
        door = listen(bind, settings.PORT)
        self.prepare()
        self.serve(door)

    def prepare(self) -> None:
        """Bring database and texts up to date. Costs little when they are."""
        self.step("Texts", compile_texts)
        self.step("Database", migrate)
        self.step("Walls", behind_walls)
        self.step("Forgetting", before_serving)
        if settings.SERVER:
            self.step("Static files", lambda: call_command("collectstatic", interactive=False, verbosity=0))
        if settings.DEMO:
            self.step("Demo network", lambda: call_command("load_demo"))

    def step(self, title: str, work: Callable[[], object]) -> None:
        self.stdout.write(f"  {title:<14}", ending="")
        self.stdout.flush()
        begun = time.monotonic()
        work()
        self.stdout.write(f"ready in {time.monotonic() - begun:.1f} s")

    def serve(self, door: socket.socket) -> None:
        server = uvicorn.Server(
            uvicorn.Config(
                "config.asgi:application",
                access_log=False,  # it would keep addresses of people
                lifespan="off",
                log_config=None,
                server_header=False,
                # Else whoever comes over this machine (a tunnel, an onion service) says where from, and
                # spends what is another house's. POSADA_PROXIES alone says which addresses are believed.
                proxy_headers=False,
                timeout_graceful_shutdown=2,
            )
        )

        def stop_serving() -> None:
            server.should_exit = True

        try:
            with Background(app, on_failure=stop_serving) as background:
                self.welcome()
                server.run(sockets=[door])
        finally:
            self.stdout.write("Posada has stopped. Everything is kept.")
        if background.failed:
            raise CommandError("The worker stopped by itself, so the site did too: see the lines above.")

    def welcome(self) -> None:
        """A box with the address and the ways in."""
        ways = "sign_ins" if settings.DEMO else "first_invitation"
        told = io.StringIO()
        call_command(ways, stdout=told, no_color=True)
        lines = [f"Posada is open at {settings.SITE_URL}", "", *told.getvalue().rstrip().splitlines()]
        lines += ["", "Ctrl-C stops it; your data stays."]
        width = max(map(len, lines))
        edge = f"+{'-' * (width + 2)}+"
        self.stdout.write("\n".join(["", edge, *(f"| {line:<{width}} |" for line in lines), edge, ""]))
        self.stdout.flush()


def leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """Ctrl-C and a service manager's stop are ordinary endings."""
    raise SystemExit(0)


def listen(bind: str, port: int) -> socket.socket:
    """Take the port before anything else, so that a taken one is said at once."""
    door = socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((bind, port))
    except OSError as problem:
        raise CommandError(
            f"Port {port} cannot be used ({problem.strerror}). Choose another: PORT=8001."
        ) from None
    return door


def compile_texts() -> None:
    """Compile what changed, and forget what this process has read of the texts before.

    On a first start nothing was there to read: without this the site would answer in English, under the name
    of every language, until its second start.
    """
    if compile_all(settings.LOCALE_PATHS):
        translation_file_changed(sender=None, file_path=Path("django.mo"))
        reset_cache(setting="LANGUAGES")


def migrate() -> None:
    """Only when something is waiting: looking is quicker than migrating nothing."""
    plan = MigrationExecutor(connection)
    if not plan.migration_plan(plan.loader.graph.leaf_nodes()):
        return
    if not settings.DATABASE_OWNER_URL:
        call_command("migrate", interactive=False, verbosity=0)
        return
    # Another process, because this one is connected as the role that serves.
    connection.close()
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--no-input", "--verbosity=0"]
    if subprocess.run(command, check=False).returncode:  # noqa: S603  our own command
        raise CommandError("The database could not be brought up to date: see the lines above.")
