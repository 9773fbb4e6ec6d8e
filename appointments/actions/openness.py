"""Whether a programme takes appointments at a moment, asked so that no act on it is passed by.

An act on a whole programme is committed first and goes through the appointments of each organization
after that (appointments/actions/shares.py). Whoever opens an appointment meanwhile may have asked before
the act was there and commit behind its back. The programme's row cannot keep the two apart: it may belong
to another organization, and behind walls nobody locks a neighbour's row. So they meet at a door of their
own organization. Whoever opens appointments keeps it open until the end of the transaction, many at once;
the act waits until they are through and shuts it before it looks. Then either the act finds the
appointment, or whoever opens it asks after the act was committed, and is refused.

The door comes after the lock of the household and before that of any appointment.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from appointments import programmes
from appointments.errors import NotOpenThen
from appointments.models import Appointment, Programme, ProgrammeState
from appointments.models.programmes import in_own_words

NOT_OPEN = (ProgrammeState.State.SUSPENDED, ProgrammeState.State.CLOSED)
KEEP_OPEN = "SELECT pg_advisory_xact_lock_shared(hashtext('posada.acts'), hashtext(%s))"
SHUT = "SELECT pg_advisory_xact_lock(hashtext('posada.acts'), hashtext(%s))"


def keep_acts_waiting(organization: UUID) -> None:
    """From here to the end of the transaction no act goes through the appointments of the organization."""
    _at_the_door(KEEP_OPEN, organization)


def wait_for_entries(organization: UUID) -> None:
    """Come back when nobody opens an appointment of the organization; until the end nobody begins to."""
    _at_the_door(SHUT, organization)


def refuse_closed(programme: Programme, when: datetime) -> None:
    """Refuse a moment at which the programme is suspended or closed. Whoever goes on to open an appointment
    keeps acts waiting before.

    Raises: NotOpenThen.
    """
    state = programmes.state_at(programme, when)
    if state is not None and state.state in NOT_OPEN:
        raise NotOpenThen(
            programme=str(programme), state=state.get_state_display(), reason=in_own_words(state, "reason")
        )


def closed_ones(programme: UUID, rows: Collection[Appointment]) -> set[UUID]:
    """Which of these are at a moment, as they are now in memory, at which the programme is closed."""
    states = list(ProgrammeState.objects.filter(programme=programme).order_by("since"))
    found = set()
    for row in rows:
        begun = [state for state in states if state.since <= row.starts_at]
        if begun and begun[-1].state == ProgrammeState.State.CLOSED:
            found.add(row.pk)
    return found


def _at_the_door(sentence: str, organization: UUID) -> None:
    """On SQLite whoever writes is alone anyway: the transaction itself is the lock (BEGIN IMMEDIATE)."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(sentence, [str(organization)])
