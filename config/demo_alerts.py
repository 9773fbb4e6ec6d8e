"""What the demo network knows about frauds: journey J4, with an alert in force and one that waits."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Membership
from alerts.actions import drafting, helpers, offices, reports, reviewing, texts
from alerts.actions.drafting import Facts
from alerts.actions.reports import Told
from alerts.actions.texts import Words
from alerts.models import Alert, FraudReport
from alerts.points import read_point

LAWYER = {
    "es": Words(
        "Un falso abogado pide 500 dólares",
        "En la puerta del albergue promete una cita en 48 horas si le depositan 500 dólares.",
        "No pague. Las citas son gratis. Guarde el número y avise en su albergue.",
    ),
    "en": Words(
        "A false lawyer asks for 500 dollars",
        "At the door of the shelter he promises an appointment within 48 hours for a deposit of 500 dollars.",
        "Do not pay. Appointments are free. Keep the number and tell your shelter.",
    ),
    "ht": Words(
        "Yon fo avoka mande 500 dola",
        "Devan pòt abri a li pwomèt yon randevou nan 48 èdtan si yo depoze 500 dola.",
        "Pa peye. Randevou yo gratis. Kenbe nimewo a epi di abri ou.",
    ),
}
MYTH = {
    "es": Words(
        "La aplicación no sabe dónde durmió usted",
        "Dicen que quien duerme en un albergue pierde su turno.",
        "No es cierto. Dormir en un albergue no cambia su trámite.",
    ),
    "en": Words(
        "The app does not know where you slept",
        "People say that whoever sleeps in a shelter loses the turn.",
        "It is not true. Sleeping in a shelter changes nothing in your procedure.",
    ),
}
SOLD = {
    "es": Words(
        "Nadie puede vender un lugar en la lista",
        "Alguien ofrece por WhatsApp recuperar una cita cancelada por 250 dólares.",
        "No pague. Una cita cancelada no se puede comprar. Pregunte en su albergue.",
    ),
}
NUMBERS = ("664 555 4471", "+52 664 555 4471", "+52 1 664 555 4471")


def warn(moderator: Membership, second: Membership, houses: list[Membership]) -> None:
    """An office, reports of three houses, helpers; an alert and a myth in force, a draft that waits."""
    network = moderator.organization.network_id
    office = offices.office_of(network)
    offices.set_ways(office, reply_way="664 555 0199", crisis_way="800 911 2000", by=moderator)
    _trust(moderator)
    for member, number in zip(houses, NUMBERS, strict=False):
        reports.report(network, _told(number), by=member, door=FraudReport.Door.STAFF)
    lawyer = Facts(
        tactic="false_lawyer", channel="at_door", price_from=Decimal(500), currency="USD", area="Zona Norte",
        beware=(read_point(NUMBERS[0]),), level="confirmed",
    )  # fmt: skip
    told = list(FraudReport.objects.visible_to(moderator))
    alert = _written(drafting.draft(network, lawyer, by=moderator, reports=told), LAWYER, by=moderator)
    reviewing.publish(reviewing.submit(alert, by=moderator), by=second, read=list(LAWYER))
    said_on = timezone.localdate() - timedelta(days=3)
    myth_facts = Facts(kind="myth", source_name="COMAR", source_on=said_on)
    myth = _written(drafting.draft(network, myth_facts, by=moderator), MYTH, by=moderator)
    reviewing.publish(reviewing.submit(myth, by=moderator), by=second, read=list(MYTH))
    sold = drafting.draft(network, Facts(tactic="recovery", channel="whatsapp"), by=moderator)
    reviewing.submit(_written(sold, SOLD, by=moderator), by=moderator)


def _told(number: str) -> Told:
    return Told(
        tactic="false_lawyer", words="Dice que consigue la cita en 48 horas.", price=Decimal(500),
        currency="USD", channel="at_door", points=[number], area="Zona Norte", language="es",
    )  # fmt: skip


def _written(alert: Alert, words: dict[str, Words], *, by: Membership) -> Alert:
    for language, each in words.items():
        texts.write(alert, language, each, by=by)
    return alert


def _trust(moderator: Membership) -> None:
    today = timezone.localdate()
    for name, kind, source, number, cost in (
        ("Clínica Jurídica de la Frontera", "organization", "eoir_organization", "664 555 0110", "free"),
        ("Defensa Migrante", "organization", "network", "664 555 0120", "free"),
        ("COMAR Tijuana", "authority", "authority", "664 555 0130", "free"),
    ):
        entry = helpers.Entry(
            kind=kind, name=name, source=source, cost=cost, area="Tijuana", languages=("es", "en"),
            points=(number,), checked_on=today - timedelta(days=20),
            check_again_by=today + timedelta(days=160),
        )  # fmt: skip
        helpers.add(entry, by=moderator)
