"""The demo network: the fixture of the journeys, on an ordinary evening. Everybody in it is invented.

Casa Norte has three free places in one family room and two in the next, Templo Este has five
together, Casa Violeta hides its address, Puente only counts: the evening of journey J1.
"""

from datetime import time, timedelta
from itertools import cycle
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.actions import collecting
from accounts.actions.demo import demo_member
from accounts.models import Membership, Network, Organization
from accounts.rights import Role
from appointments.actions import seeding
from config import demo_alerts, demo_turns
from privacy import walls
from shelters.actions import counts, households, houses, stays
from shelters.models import Availability, Bed, Group, Household, Room, Shelter
from shelters.parties import Party, PersonAnswer

NETWORK = "RED-NORTE"
TIJUANA, MATAMOROS = "America/Tijuana", "America/Matamoros"

# Rooms: name, group, places, how many of them people sleep in tonight.
CASA_NORTE = [
    ("Familias-1", "families", 8, 5),
    ("Familias-2", "families", 8, 6),
    ("Familias-3", "families", 8, 8),
    ("Madres", "women-children", 8, 8),
    ("Mujeres", "women", 12, 9),
    ("Hombres", "men", 16, 10),
]
TEMPLO_ESTE = [
    ("Familias-Este", "families", 30, 25),
    ("Mujeres-Este", "women", 50, 50),
    ("Hombres-Este", "men", 60, 52),
]
CASA_VIOLETA = [("Violeta-1", "women", 9, 8), ("Violeta-2", "lgbtq", 8, 8)]
# Counted places: group, installed, mats, heads.
PUENTE = [("families", 100, 0, 92), ("men", 60, 20, 88), ("women", 40, 0, 31)]


@transaction.atomic
def load() -> bool:
    """Make the demo network unless it is there; whether it was made."""
    if Network.objects.filter(code=NETWORK).exists():
        return False
    network = Network.objects.create(code=NETWORK, name="Red Norte", time_zone=TIJUANA)
    random = Random(1)  # noqa: S311  the same evening on every machine
    norte = _shelters(network, "Casa Norte")
    este = _shelters(network, "Templo Este")
    violeta = _shelters(network, "Casa Violeta")
    puente = _shelters(network, "Puente")
    city = _organization(network, "Oficina Municipal", Organization.Kind.MUNICIPAL)
    legal = _organization(network, "Puerta Legal", Organization.Kind.PARTNER)
    office = _organization(network, "Coordinación de la red", Organization.Kind.PARTNER)

    demo_member(norte, "puerta", Role.VOLUNTEER)
    coordinator = demo_member(norte, "norte", Role.COORDINATOR)
    demo_member(norte, "norte2", Role.COORDINATOR)
    este_coordinator, violeta_coordinator, puente_coordinator = (
        demo_member(house, name, Role.COORDINATOR)
        for house, name in ((este, "este"), (violeta, "violeta"), (puente, "puente"))
    )
    demo_member(city, "municipio", Role.VIEWER)
    moderator = demo_member(legal, "alertas", Role.MODERATOR)
    network_coordinator = demo_member(office, "red", Role.NETWORK_COORDINATOR)

    with walls.within(norte.pk):
        # One house of the demo asks what people want to be called, the others ask nothing.
        collecting.choose(norte, asked=["called_name"], by=coordinator)
        house = _house(coordinator, "Casa Norte", address="Calle de la Paz 12", area="Zona Norte, Tijuana")
        _fill(house, CASA_NORTE, by=coordinator, random=random)
        _keep_mats(house, by=coordinator)
        demo_turns.share(house, by=coordinator)
    with walls.within(este.pk):
        house = _house(este_coordinator, "Templo Este", address="Avenida Sol 40", area="Otay, Tijuana")
        _fill(house, TEMPLO_ESTE, by=este_coordinator, random=random)
        old = timezone.now() - timedelta(hours=2, minutes=30)
        Availability.objects.filter(shelter=house).update(as_of=old)
    with walls.within(violeta.pk):
        house = _house(violeta_coordinator, "Casa Violeta", visibility=Shelter.AddressVisibility.HIDDEN)
        _fill(house, CASA_VIOLETA, by=violeta_coordinator, random=random)
    with walls.within(puente.pk):
        area = "Centro, Matamoros"
        house = _house(puente_coordinator, "Puente", zone=MATAMOROS, area=area, is_counted=True)
        _count(house, by=puente_coordinator)
    with walls.within(office.pk, network=network.pk):
        seeding.load_programmes(by=network_coordinator)
        demo_turns.rush(by=network_coordinator)
        demo_alerts.warn(moderator, network_coordinator, [coordinator, este_coordinator, puente_coordinator])
    return True


def _organization(network: Network, name: str, kind: str) -> Organization:
    return Organization.objects.create(network=network, name=name, kind=kind, phone="+52 000 000 0000")


def _shelters(network: Network, name: str) -> Organization:
    return _organization(network, name, Organization.Kind.SHELTERS)


def _house(
    by: Membership,
    name: str,
    *,
    zone: str = TIJUANA,
    address: str = "",
    area: str = "",
    visibility: str = Shelter.AddressVisibility.AREA,
    is_counted: bool = False,
) -> Shelter:
    shelter = Shelter(
        organization=by.organization,
        name=name,
        mode=Shelter.Mode.COUNT if is_counted else Shelter.Mode.ROOMS,
        time_zone=zone,
        address=address,
        area=area,
        address_visibility=visibility,
        phone="+52 000 000 0000",
        doors_open=time(7),
        doors_close=time(22),
        languages=["es", "en", "ht"],
        house_rules_es="Aquí todo es gratis. No se toman fotos.",
        house_rules_en="Everything here is free. No photos are taken.",
        house_rules_ht="Tout bagay isit la gratis. Pa pran foto.",
    )
    return houses.save_shelter(shelter, by=by)


def _fill(shelter: Shelter, plan: list[tuple[str, str, int, int]], *, by: Membership, random: Random) -> None:
    """Make the rooms, and let people sleep in as many beds as the plan says."""
    for position, (name, code, places, taken) in enumerate(plan, start=1):
        group = Group.objects.get(organization=None, code=code)
        room = Room(shelter=shelter, name=name, group=group, position=position)
        houses.save_room(room, by=by)
        houses.add_beds(room, count=places // 2, bunks=True, by=by)
        if places % 2:
            houses.add_beds(room, count=1, by=by, features=["quiet"])
        beds = list(room.beds.order_by("label"))
        random.shuffle(beds)
        _sleep(beds[:taken], code, by=by)


def _sleep(beds: list[Bed], code: str, *, by: Membership) -> None:
    """Households of the group's kind, one after the other, until these beds are full."""
    sizes = cycle((3, 5, 2, 4))
    while beds:
        household = _household(_people(code, next(sizes), len(beds)), by=by)
        into = dict(zip(household.persons.order_by("number"), beds, strict=False))
        stays.check_in(household, into=into, by=by)
        beds = beds[len(into) :]


def _people(code: str, size: int, most: int) -> list[str]:
    """Who is in the next household; nobody is left over who would sleep alone in a family room."""
    if code == "families":
        size = most if most <= size + 1 else size
        return ["woman", "man", "5-11", "0-4", "12-17", "60+"][:size]
    if code == "women-children":
        return ["woman", "5-11"]
    return [{"women": "woman", "men": "man"}.get(code, code)]


def _household(people: list[str], *, by: Membership) -> Household:
    answers = (
        PersonAnswer(age_band=word) if word[0].isdigit() else PersonAnswer("18-59", word) for word in people
    )
    return households.open_household(Party(tuple(answers), "es"), by=by)


def _keep_mats(shelter: Shelter, *, by: Membership) -> None:
    """Twenty mats for a bad night, in a hall that serves as dining room today."""
    group = Group.objects.get(organization=None, code="any")
    hall = Room(shelter=shelter, name="Salón", group=group, floor=1, position=1)
    houses.save_room(hall, by=by)
    houses.add_beds(hall, count=20, kind=Bed.Kind.MAT, by=by)
    houses.close_room(hall, reason=Room.ClosedReason.OTHER_USE, by=by)


def _count(shelter: Shelter, *, by: Membership) -> None:
    for code, installed, mats, heads in PUENTE:
        group = Group.objects.get(organization=None, code=code)
        places = counts.set_places(shelter, group=group, installed=installed, mats=mats, by=by)
        counts.count_places(places, in_use=heads, by=by)
