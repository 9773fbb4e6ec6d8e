"""Who warns in the tests: `moderator` works in the office that keeps the alerts, `second` coordinates another
house, `colleague` moderates for a third one."""

import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Network
from accounts.rights import Role
from alerts import voices
from alerts.models import AlertsOffice
from tests.alerts import sounds
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory

SPEAKS = """#!{python}
import sys
open({folder!r} + "/heard", "ab").write(sys.stdin.buffer.read())
open({folder!r} + "/asked", "w").write(" ".join(sys.argv[1:]))
sys.stdout.buffer.write(open({folder!r} + "/said", "rb").read())
"""
ENCODES = """#!{python}
import sys
sys.stdin.buffer.read()
open({folder!r} + "/encoded", "w").write(" ".join(sys.argv[1:]))
sys.stdout.buffer.write(open({folder!r} + "/opus", "rb").read())
"""
ABOUT_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@pytest.fixture
def office(network: Network) -> AlertsOffice:
    return AlertsOfficeFactory(organization=OrganizationFactory(network=network))


@pytest.fixture
def moderator(office: AlertsOffice) -> Membership:
    return MembershipFactory(organization=office.organization, role=Role.MODERATOR)


@pytest.fixture
def colleague(network: Network) -> Membership:
    return MembershipFactory(organization=OrganizationFactory(network=network), role=Role.MODERATOR)


@pytest.fixture
def second(network: Network) -> Membership:
    return MembershipFactory(organization=OrganizationFactory(network=network), role=Role.COORDINATOR)


@pytest.fixture
def asks_for_rows() -> Callable[[int], AbstractContextManager[CaptureQueriesContext]]:
    """`with asks_for_rows(3)`: so many statements about rows, on both engines. Not counted are the trail,
    choices that are remembered for a minute, and the frames of PostgreSQL's walls."""

    @contextmanager
    def counted(number: int) -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connection) as captured:
            yield captured
        told = [query["sql"] for query in captured if query["sql"].startswith(ABOUT_ROWS)]
        asked = [sql for sql in told if "set_config(" not in sql and "privacy_" not in sql]
        assert len(asked) == number, "\n".join(asked)

    return counted


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with both programs, which is all of PATH."""
    for name, text in ((voices.SPEAKER, SPEAKS), (voices.ENCODER, ENCODES)):
        program = tmp_path / name
        program.write_text(text.format(python=sys.executable, folder=str(tmp_path)))
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
    (tmp_path / "said").write_bytes(sounds.spoken(2))
    (tmp_path / "opus").write_bytes(sounds.opus())
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path
