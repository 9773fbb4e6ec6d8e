"""What loans are for the rest of the site: families that leave, are joined or parted, take their data along;
programmes that are suspended. Connected in schedules/receivers.py."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from django.db.models import Value as Constant
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from appointments.models.appointments import AppointmentQuerySet
from schedules.errors import DevicesOut
from schedules.models import Loan
from shelters.actions.erasing import with_merged
from shelters.actions.following import Going, Way
from shelters.errors import Concern
from shelters.models import Household
from shelters.own_sheets import Sheet
from shelters.sheets.writing import Value


def still_out(household: Household) -> Concern | None:
    """What to ask before the household is checked out with devices of the house."""
    rows = Loan.objects.out().filter(household=household).select_related("device")
    names = [f"{loan.get_kind_display()} {loan.device}" for loan in rows]
    return DevicesOut(devices=", ".join(names)) if names else None


def open_loans(rows: AppointmentQuerySet) -> int:
    """How many devices the households of these appointments have in their hands."""
    return Loan.objects.out().filter(household__in=rows.values("household")).count()


def follow(going: Going) -> None:
    """What a household has goes with it into the family that two become, and back with it.

    Two that are one family now may hold one kind twice, until they give it back. Loans name no persons: who
    parts leaves them with the family. With whom a loan first came stays written when the family is joined
    again, so that each of three finds its own.
    """
    rows = Loan.objects.filter(household=going.out_of)
    if going.way is Way.MERGE:
        rows.update(household=going.to, came_with=Coalesce("came_with", Constant(going.out_of.pk)))
    if going.way is not Way.UNMERGE:
        return
    for loan in rows.filter(came_with__in=with_merged([going.to.pk])).locked():
        loan.household = going.to
        if loan.came_with == going.to.pk:
            twice = Loan.objects.out().filter(household=going.to, kind=loan.kind, came_with=None)
            loan.came_with = going.to.pk if twice.exists() else None
        loan.save(update_fields=["household", "came_with"])


def sheets(households: Sequence[Household], with_words: bool) -> Iterator[Sheet]:  # noqa: ARG001  others ask
    """What the family has, or had lately, of the devices of a house; each line has the code."""
    headers = [_("code"), _("device"), _("label"), _("from"), _("back by"), _("came back")]
    yield Sheet(headers, _rows(households))


def _rows(households: Sequence[Household]) -> Iterator[list[Value]]:
    own = Loan.objects.filter(Loan.objects.own_time(households[0].organization_id), household__in=households)
    for loan in own.select_related("household", "device__shelter").order_by("handed_at", "pk"):
        zone = ZoneInfo(loan.device.shelter.time_zone)
        yield [
            str(loan.household), str(loan.get_kind_display()), str(loan.device),
            loan.handed_at.astimezone(zone), loan.due_at.astimezone(zone),
            loan.returned_at.astimezone(zone) if loan.returned_at else None,
        ]  # fmt: skip
