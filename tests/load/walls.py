"""What row-level security costs: the same question with the policy and with an explicit WHERE, in the
same transaction, and with a policy that looks into another table."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from privacy.walls.context import SET_ALL
from privacy.walls.policies import TENANT_ROWS
from tests.deploy.site import RUNTIME
from tests.load.report import Report
from tests.load.sizes import Sizes

TENANTS = 100
ROUNDS = 200
SLOW_ROUNDS = 5
# A page of a list, and a figure: as the site asks.
QUESTIONS = {
    "a page of 50 rows": "SELECT id, code FROM walled WHERE ended_at IS NULL{} ORDER BY code LIMIT 50",
    "a count": "SELECT count(*) FROM walled WHERE ended_at IS NULL{}",
}
PREPARE = [
    "CREATE TABLE walled (id uuid PRIMARY KEY, organization_id uuid, code text, ended_at timestamptz)",
    "CREATE TABLE working (organization_id uuid, user_id uuid)",
    """INSERT INTO walled SELECT gen_random_uuid(), lpad(to_hex(n % {tenants}), 32, '0')::uuid, 'c' || n,
    CASE WHEN n % 7 = 0 THEN NULL ELSE now() END FROM generate_series(1, {rows}) n""",
    """INSERT INTO working SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid
    FROM generate_series(0, {tenants} - 1) n""",
    "CREATE INDEX ON walled (organization_id, code) WHERE ended_at IS NULL",
    "CREATE INDEX ON working (user_id)",
    f"GRANT SELECT ON walled, working TO {RUNTIME}",
    "VACUUM ANALYZE walled",
]
RIGHT = f"CREATE POLICY one ON walled USING ({TENANT_ROWS})"
WRONG = (
    "CREATE POLICY one ON walled USING (EXISTS (SELECT 1 FROM working w WHERE w.organization_id ="
    " walled.organization_id AND w.user_id = NULLIF(current_setting('app.user', true), '')::uuid))"
)
ONE = UUID(int=7)


def measure(sizes: Sizes, report: Report) -> None:
    """Medians of one connection."""
    with connection.cursor() as cursor:
        for statement in PREPARE:
            cursor.execute(statement.format(rows=sizes.expired, tenants=TENANTS))
        report.part(f"Walls, {sizes.expired:,} rows of {TENANTS} organizations, medians in ms")
        ratios = {}
        for what, question in QUESTIONS.items():
            explicit = _timed(cursor, question.format(f" AND organization_id = '{ONE}'"), ROUNDS)
            with _policy(cursor, RIGHT):
                walled = _timed(cursor, question.format(""), ROUNDS)
            with _policy(cursor, WRONG):
                wrong = _timed(cursor, question.format(""), SLOW_ROUNDS)
            figures = (f"{1000 * each:.2f}" for each in (explicit, walled, wrong))
            report.row(f"{what}: explicit WHERE, policy, wrong policy", *figures)
            ratios[what] = walled / explicit
        for what, ratio in ratios.items():
            report.aim(f"{what}: policy against explicit WHERE", ratio, most=1.25)
        cursor.execute("DROP TABLE walled, working")


@contextmanager
def _policy(cursor: Any, statement: str) -> Iterator[None]:
    cursor.execute(f"{statement}; ALTER TABLE walled ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"SET ROLE {RUNTIME}")
    try:
        yield
    finally:
        cursor.execute("RESET ROLE")
        cursor.execute("DROP POLICY one ON walled; ALTER TABLE walled DISABLE ROW LEVEL SECURITY")


def _timed(cursor: Any, question: str, rounds: int) -> float:
    """Seconds of the median transaction: the settings and the question, as in a request."""
    taken = []
    for _round in range(rounds):
        begun = time.perf_counter()
        with transaction.atomic():
            cursor.execute(SET_ALL, [str(ONE), str(ONE), "", ""])
            cursor.execute(question)
            cursor.fetchall()
        taken.append(time.perf_counter() - begun)
    return median(taken)
