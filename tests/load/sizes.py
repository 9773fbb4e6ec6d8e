"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Bounds of one run; the full one stays below ten minutes, but for the kills."""

    shelters: tuple[int, ...]
    seconds: float
    rounds: int
    readers: int
    houses: int
    rooms: int
    families: int
    clients: int
    desks: int
    expired: int
    act_houses: int
    appointments: int
    draw_families: int
    draw_windows: int
    draw_seats: int
    asks: int
    ask_seats: int
    ask_clients: int
    residents: int
    resident_seats: int
    fair_days: int
    sockets: int
    tellings: int
    receivers: int
    contacts: int
    kills: int
    pages: int
    # Else a rehearsal says that the time of a dead worker's claims is over.
    waits_for_claims: bool


FULL = Sizes(
    shelters=(10, 1_000, 10_000),
    seconds=1.5,
    rounds=3,
    readers=16,
    houses=64,
    rooms=10,
    families=10,
    clients=32,
    desks=4,
    expired=1_000_000,
    act_houses=300,
    appointments=30_000,
    draw_families=5_000,
    draw_windows=40,
    draw_seats=60,
    asks=5_000,
    ask_seats=300,
    ask_clients=64,
    residents=1_500,
    resident_seats=300,
    fair_days=30,
    sockets=500,
    tellings=30,
    receivers=100,
    contacts=100_000,
    kills=50,
    pages=100,
    waits_for_claims=True,
)
QUICK = Sizes(
    shelters=(10, 20),
    seconds=0.1,
    rounds=1,
    readers=2,
    houses=2,
    rooms=3,
    families=3,
    clients=2,
    desks=2,
    expired=2_000,
    act_houses=4,
    appointments=40,
    draw_families=30,
    draw_windows=4,
    draw_seats=3,
    asks=20,
    ask_seats=8,
    ask_clients=2,
    residents=50,
    resident_seats=10,
    fair_days=5,
    sockets=4,
    tellings=3,
    receivers=2,
    contacts=200,
    kills=1,
    pages=4,
    waits_for_claims=False,
)
