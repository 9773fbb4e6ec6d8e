"""Days of draws in a house that cannot serve everybody: who was never served, and how long others waited.

Everybody asks every day, which is the hardest case. For first come, how early somebody asks is the luck of
the day and, half as wide, a habit: who has small children, who sleeps badly, whose telephone is slow.
"""

from dataclasses import dataclass
from random import Random

from schedules.drawing import Entry, Window, draw
from tests.load.report import Report
from tests.load.sizes import Sizes

LONGEST_WAIT = 4
SEED = 20261122
WINDOWS = 10
HABIT = 0.5


@dataclass(frozen=True)
class Fairness:
    """Residents without a turn in all the days, and the 95th percentile of the longest waits, in days."""

    residents: int
    never: int
    p95: int


def over(sizes: Sizes, *, rule: str) -> Fairness:
    """So many days of draws by this rule, from strangers on."""
    chance = Random(SEED)
    people = range(sizes.residents)
    habit = {who: HABIT * chance.gauss() for who in people}
    served: dict[int, int] = {}
    waited, longest, misses = (dict.fromkeys(people, 0) for _each in range(3))
    each = sizes.resident_seats // WINDOWS
    windows = [Window(index, tuple(range(1, each + 1))) for index in range(WINDOWS)]
    for day in range(1, sizes.fair_days + 1):
        early = sorted(people, key=lambda who: habit[who] + chance.gauss())
        number = {who: place for place, who in enumerate(early, start=1)}
        entries = [
            Entry(f"{who}", 10, served.get(who), misses[who], number[who], 1, tuple(range(WINDOWS)))
            for who in people
        ]
        for result in draw(entries, windows, rule=rule, seed=f"{SEED}-{day}"):
            who = int(result.ticket)
            waited[who] = 0 if result.taken else waited[who] + 1
            misses[who] = waited[who]
            longest[who] = max(longest[who], waited[who])
            if result.taken:
                served[who] = day
    return Fairness(
        sizes.residents,
        sizes.residents - len(served),
        sorted(longest.values())[int(0.95 * sizes.residents)],
    )


def tell(sizes: Sizes, report: Report) -> Fairness:
    """The rules side by side; what the default one did."""
    report.part(
        f"Fairness: {sizes.fair_days} days, {sizes.residents} residents, {sizes.resident_seats} seats a day,"
        " all ask every day"
    )
    report.row("", "never served", "in %", "p95 wait")
    titles = {
        "least_served": "least recently served",
        "lottery": "lottery, weighted by misses",
        "first_come": "first come",
    }
    fair = {rule: over(sizes, rule=rule) for rule in titles}
    for rule, title in titles.items():
        found = fair[rule]
        report.row(title, f"{found.never}", f"{100 * found.never / found.residents:.1f}", f"{found.p95} days")
    return fair["least_served"]
