"""For whom the database works: one organization at a time, said once a transaction.

PostgreSQL reads four settings in its policies: app.tenant, app.user, app.network, app.door. They
are only ever set for a transaction (`set_config(..., true)`), so no connection carries a tenant
into the next request.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from threading import local
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

SETTINGS = ("app.tenant", "app.user", "app.network", "app.door")
SET_ALL = "SELECT {}".format(", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS))

Deed = TypeVar("Deed", bound=Callable[[], None])


class NoTenant(RuntimeError):
    """Something asked for rows of an organization without saying for which one it works."""


@dataclass(frozen=True)
class Context:
    """For whom: an organization, and besides it a user, a network to read from, one door code."""

    tenant: UUID | None = None
    user: UUID | None = None
    network: UUID | None = None
    door: str = ""

    @property
    def values(self) -> list[str]:
        """The four settings in the order of SETTINGS; empty means none."""
        said = (self.tenant, self.user, self.network, self.door)
        return ["" if each is None else str(each) for each in said]


NOBODY = Context()


class _Here(local):
    """The innermost block of this thread: connections are per thread, and so are their settings.

    `noted` is what `on_behalf` says where no database has to be told: for the guard only (guard.py).
    """

    context: Context | None = None
    noted: Context | None = None


_here = _Here()
_endings: list[Callable[[], None]] = []


def current() -> Context | None:
    """For whom this thread works, or None outside of every `within`."""
    return _here.context


def said() -> Context | None:
    """For whom this thread works as far as it said so, also where the database has no walls."""
    return _here.context or _here.noted


def at_the_end(deed: Deed) -> Deed:
    """Call `deed` as the last thing of every outermost `within`, before its transaction commits."""
    _endings.append(deed)
    return deed


@contextmanager
def within(
    tenant: UUID | None, *, user: UUID | None = None, network: UUID | None = None, door: str = ""
) -> Iterator[None]:
    """Work for this organization until the end of the block, in one transaction.

    Nested blocks (a neighbour's house, one organization after another) are savepoints; the outer
    values come back at their end. `user` and `network` default to those of the block around it,
    because whoever reaches into a neighbour's house is still the same person of the same network.
    """
    outer = _here.context
    around = outer or NOBODY
    inner = _inside(around, tenant, user, network, door)
    joins = connection.in_atomic_block
    with transaction.atomic():
        try:
            _tell(inner, instead_of=around)
            yield
            if outer is None:
                for deed in _endings:
                    deed()
            # A rolled back savepoint restores the outer values by itself, a released one does not.
            if joins:
                _tell(around, instead_of=_here.context or NOBODY)
        finally:
            _here.context = outer


def on_behalf(
    tenant: UUID | None, *, user: UUID | None = None, network: UUID | None = None, door: str = ""
) -> AbstractContextManager[None]:
    """As `within` where the database has walls. Elsewhere it is only noted: SQLite would lock out every
    writer for as long as somebody reads."""
    around = _here.context
    if connection.vendor != "postgresql":
        return _noting(_inside(said() or NOBODY, tenant, user, network, door))
    if around and around == _inside(around, tenant, user, network, door):
        return nullcontext()
    return within(tenant, user=user, network=network, door=door)


def become(
    tenant: UUID | None, *, user: UUID | None = None, network: UUID | None = None, door: str = ""
) -> None:
    """Say within a block that it is for somebody else: whoever asks is often known only after a look.

    Outside of every block this does nothing, so that SQLite needs no transaction for it.
    """
    if _here.context is not None:
        _tell(Context(tenant, user, network, door), instead_of=_here.context)
    elif _here.noted is not None:
        _here.noted = Context(tenant, user, network, door)


@contextmanager
def _noting(context: Context) -> Iterator[None]:
    outer = _here.noted
    _here.noted = context
    try:
        yield
    finally:
        _here.noted = outer


def _inside(
    around: Context, tenant: UUID | None, user: UUID | None, network: UUID | None, door: str
) -> Context:
    return Context(tenant, user or around.user, network or around.network, door)


def _tell(context: Context, *, instead_of: Context) -> None:
    """Hand the settings to the database, in one statement, unless it knows them."""
    _here.context = context
    if connection.vendor == "postgresql" and context != instead_of:
        tell(context)


def tell(context: Context) -> None:
    """The one place that sets them.

    Raises: NoTenant outside of a transaction, where PostgreSQL would only warn and forget them.
    """
    if not connection.in_atomic_block:
        raise NoTenant("The organization can only be set inside a transaction.")
    with connection.cursor() as cursor:
        cursor.execute(SET_ALL, context.values)
