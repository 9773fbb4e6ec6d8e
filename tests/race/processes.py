"""Processes of their own that race: forks of one that has loaded the site, for loading it takes seconds.

The one they come from is started cold and holds no connection; each fork opens its own.
"""

import multiprocessing
import os
import sys
import tempfile
import warnings
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from django.db import connection

LONGEST = 300  # seconds; only so that a test that hangs ends
SITE = multiprocessing.get_context("forkserver")
SITE.set_forkserver_preload(["tests.race.loaded"])


def _act(
    script: str, database: str, arguments: Sequence[str], pipes: tuple[Connection, ...], log: str
) -> None:
    """In the fork: run the script as a program is run."""
    warnings.simplefilter("ignore")
    os.dup2(pipes[0].fileno(), 0)
    os.dup2(pipes[1].fileno(), 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND), 2)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate("rww"))
    sys.argv = ["", *arguments]
    connection.settings_dict["NAME"] = database
    exec(script, {"__name__": "__main__"})
    sys.stdout.flush()


class Racer:
    """A running script; `said` is its next line, `tell` gives it one, `end` what it says until it is over."""

    def __init__(self, script: str, *arguments: object) -> None:
        theirs_in, ours_in = SITE.Pipe(duplex=False)
        ours_out, theirs_out = SITE.Pipe(duplex=False)
        number, name = tempfile.mkstemp(dir=os.environ["POSADA_TEST_FOLDER"])
        os.close(number)
        self._log = Path(name)
        given = [str(argument) for argument in arguments]
        database = str(connection.settings_dict["NAME"])
        self._process = SITE.Process(
            target=_act, args=(script, database, given, (theirs_in, theirs_out), str(self._log)), daemon=True
        )
        self._process.start()
        theirs_in.close()
        theirs_out.close()
        self._to = os.fdopen(os.dup(ours_in.fileno()), "w")
        self._from = os.fdopen(os.dup(ours_out.fileno()))
        ours_in.close()
        ours_out.close()

    def said(self) -> str:
        """Its next line, without its end."""
        return self._from.readline().rstrip("\n")

    def tell(self, line: str = "go") -> None:
        """Give it a line to read."""
        self._to.write(f"{line}\n")
        self._to.flush()

    def end(self) -> str:
        """Nothing more comes: wait until it is over, and say what it wrote. It must not have failed."""
        self._to.close()
        with self._from:
            written = self._from.read()
        self._process.join(LONGEST)
        assert self._process.exitcode == 0, self._log.read_text()
        return written
