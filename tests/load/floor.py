"""The floor: the locks and writes of a check-in, sent by Python straight to PostgreSQL.

The statements are not written here: they are taken down while the real action runs once, and sent
again for other families with the keys exchanged.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from enum import Enum
from multiprocessing import get_context
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb, _JsonWrapper

Statement = tuple[str, Any]
LOCK = "FOR NO KEY UPDATE"
WRITES = ("INSERT", "UPDATE", "DELETE")


class Recorder:
    """Takes down what Django sends."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, values: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        # Entries of the audit trail are numbered one by one and cannot be sent again for another family:
        # the floor does without their two statements.
        if "privacy_audit" not in sql:
            self.statements.append((sql.strip(), values))
        return execute(sql, values, many, context)

    def locks_and_writes(self) -> list[Statement]:
        """Without the reads: what any correct check-in must do."""
        return [(sql, values) for sql, values in self.statements if LOCK in sql or sql.startswith(WRITES)]


def for_family(statements: list[Statement], exchanged: dict[UUID, UUID], known: set[UUID]) -> list[Statement]:
    """The statements with these keys exchanged; keys that nobody knows were new, so each gets a new one."""
    exchange = dict(exchanged)

    def changed(value: Any) -> Any:
        if isinstance(value, UUID):
            return value if value in known else exchange.setdefault(value, uuid4())
        if isinstance(value, list | tuple):
            return [changed(each) for each in value]
        if isinstance(value, Enum):
            return str(value.value)
        if isinstance(value, _JsonWrapper):
            return Jsonb(as_plain(value.obj))
        return value

    def as_plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: as_plain(each) for name, each in value.items()}
        if isinstance(value, list):
            return [as_plain(each) for each in value]
        try:
            return str(changed(UUID(value)))
        except (ValueError, TypeError, AttributeError):
            return value

    return [(sql, changed(values)) for sql, values in statements]


def run(url: str, families: list[list[Statement]], *, processes: int, threads: int) -> float:
    """Families a second over so many connections, each sending one family after the other."""
    shares = [families[n::processes] for n in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(time.sleep, [0.2] * processes))  # both are up before the clock runs
        begun_and_ended = list(pool.map(_process, [url] * processes, shares, [threads] * processes))
    begun = max(each[0] for each in begun_and_ended)
    ended = max(each[1] for each in begun_and_ended)
    return len(families) / (ended - begun)


def _process(url: str, families: list[list[Statement]], threads: int) -> tuple[float, float]:
    connections = [psycopg.connect(url) for _each in range(threads)]
    shares = [families[n::threads] for n in range(threads)]
    begun = time.time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(_connection, connections, shares))
    ended = time.time()
    for connection in connections:
        connection.close()
    return begun, ended


def _connection(connection: psycopg.Connection[Any], families: list[list[Statement]]) -> None:
    for statements in families:
        with connection.transaction(), connection.cursor() as cursor:
            for sql, values in statements:
                cursor.execute(sql, values)


@contextmanager
def recorded(connection: Any) -> Iterator[Recorder]:
    """What Django sends inside this block."""
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        yield recorder
