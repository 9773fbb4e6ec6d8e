"""The benchmark program runs from end to end. Times that it measures are not looked at here."""

import os
import subprocess
import sys

import pytest

from tests.copies import migrated
from tests.deploy.commands import ROOT
from tests.settings import ENGINE


@pytest.mark.skipif(ENGINE != "postgresql", reason="runs in the PostgreSQL half of the suite")
@pytest.mark.usefixtures("django_db_setup")  # makes the database that workers copy
def test_the_bench_prints_its_table():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.load", "--quick"],
        cwd=ROOT,
        env=os.environ | {"POSADA_BENCH_LIKE": migrated()},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Who has places, 2 clients, 10 shelters in the table" in done.stdout
    assert "Check-in of a family of 4, 2 clients" in done.stdout
    assert "An act on 40 appointments in 4 organizations" in done.stdout
    assert "A draw for 30 households, 4 windows of 3 seats" in done.stdout
    assert "20 requests for 8 seats, posted by 2 clients" in done.stdout
    assert "Fairness: 5 days, 50 residents, 10 seats a day, all ask every day" in done.stdout
    assert "beside a purge of 2000 expired rows" in done.stdout
    assert "Contact points: looked up among 200, 2 clients" in done.stdout
    assert "Publish to the last of 4 sockets, 3 times" in done.stdout
    assert "Publish to the last of 2 webhook receivers, 3 times" in done.stdout
    assert "2 alerts told to 2 receivers and 4 open pages, the worker killed 1 times" in done.stdout
    # No times: these hold on any machine.
    for never in ("lost, at receivers and on open pages", "taken twice"):
        [line] = [line for line in done.stdout.splitlines() if line.startswith(f"  {never}")]
        assert line.endswith("met"), line
    assert len([line for line in done.stdout.splitlines() if line.endswith(("met", "MISSED"))]) == 19
