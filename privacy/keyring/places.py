"""Which key lies where. A key is bound to its place: its file opens nowhere else."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

# The tenant of what belongs to no organization: second factors, the signing key.
SITE = UUID(int=0)
PRESENT = "present"


@dataclass(frozen=True)
class Subject:
    """Whose key: a household or a user of one organization, until a day (UTC); None while it is present."""

    tenant: UUID
    subject: UUID
    day: date | None


@dataclass(frozen=True)
class Place:
    """One key: its file under the folder of the keyring, and the place of the key that wraps it."""

    path: str
    parent: "Place | None" = None


def name_of(day: date | None) -> str:
    """How a day is called in the keyring."""
    return day.isoformat() if day else PRESENT


def day_of(name: str) -> date | None:
    """The day of a name. Raises: ValueError."""
    return None if name == PRESENT else date.fromisoformat(name)


def today() -> date:
    """Days of the keyring end at midnight UTC."""
    return datetime.now(UTC).date()


def organization_folder(tenant: UUID) -> str:
    """Everything of one organization."""
    return f"organizations/{tenant}"


def day_folder(tenant: UUID, day: date | None) -> str:
    """Everything that ends on one day."""
    return f"{organization_folder(tenant)}/days/{name_of(day)}"


def of_organization(tenant: UUID) -> Place:
    """The key that the root secret wraps. Its file also carries the name of the root secret."""
    return Place(f"{organization_folder(tenant)}/key")


def of_day(tenant: UUID, day: date | None) -> Place:
    """The key of everything of one organization that ends on one day."""
    return Place(f"{day_folder(tenant, day)}/key", of_organization(tenant))


def of_subject(subject: Subject) -> Place:
    """The key that seals what is kept about one household or user."""
    folder = day_folder(subject.tenant, subject.day)
    return Place(f"{folder}/subjects/{subject.subject}.key", of_day(subject.tenant, subject.day))


def of_signing() -> Place:
    """The private key of receipts and checkpoints."""
    return Place("signing.key", of_organization(SITE))
