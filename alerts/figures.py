"""Which cell of the figures a report falls into, and until when its words are sealed."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from alerts.models import FraudReport
from alerts.models.reports import UNVERIFIED_DAYS, VERIFIED_DAYS

# Lower ends of bands: prices seen are 200 to 1,500 US dollars (field-guide, section 3, "Fraud").
BANDS = {
    "USD": (0, 100, 200, 500, 1000, 2000),
    "MXN": (0, 2000, 4000, 10000, 20000, 40000),
}
NO_PRICE = -1
LATE = timedelta(days=7)


@dataclass(frozen=True)
class Cell:
    """One cell of the counts of a month."""

    organization: UUID
    month: date
    tactic: str
    channel: str
    area: str
    currency: str
    price_from: int

    def as_row(self) -> dict[str, Any]:
        """Its columns in FraudTally."""
        return {
            "organization_id": self.organization,
            "month": self.month,
            "tactic": self.tactic,
            "channel": self.channel,
            "area": self.area,
            "currency": self.currency,
            "price_from": self.price_from,
        }


def is_told(month: date, today: date) -> bool:
    """Whether the figures of the month of this day are told: a week after its end."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1) + LATE <= today


def cell_of(report: FraudReport) -> Cell:
    """Where a report is counted. Other houses read areas as they were typed, so those of the public page are
    left out: anybody could write a guest's name there ten times.
    """
    return Cell(
        organization=report.organization_id,
        month=report.received_on.replace(day=1),
        tactic=report.tactic,
        channel=report.channel,
        area="" if report.door == FraudReport.Door.PUBLIC else report.area,
        currency=report.currency,
        price_from=band_of(report.price, report.currency),
    )


def band_of(price: Decimal | None, currency: str) -> int:
    """The lower end of the band of a price; -1 without a price or for a currency without bands."""
    if price is None or currency not in BANDS:
        return NO_PRICE
    return max(low for low in BANDS[currency] if low <= price)


def sealed_until(report: FraudReport, *, is_verified: bool) -> date:
    """The day (UTC) after which nobody can read its words, in the database or in a backup."""
    return report.received_on + timedelta(days=VERIFIED_DAYS if is_verified else UNVERIFIED_DAYS)
