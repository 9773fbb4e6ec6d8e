"""Frauds in figures, for advocacy: one table each for tactics, ways, areas and prices, month by month.

Nothing is told of fewer than ten reports, nor what could be computed from the rest of a table; a month is
told a week after its end, and no running counter exists. Which house reported stands nowhere. Areas are words
that a desk typed: one with too few reports is not even named, for its name alone would lead to a desk, or be
that of a guest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import Membership
from accounts.rights import Right
from alerts import figures, reading
from alerts.actions.reports import today_in
from alerts.figures import BANDS, NO_PRICE, Cell
from alerts.models import AlertsOffice, Channel, FraudReport, FraudTally, Tactic
from privacy import audit, retention, walls
from privacy.verbs import Verb

SMALLEST = 10  # k, docs/decisions/0017
TABLES = ("all", "tactic", "channel", "area", "price")
NOT_SAID = ""


@dataclass(frozen=True)
class Figure:
    """One number of one table of a month. `code` is of our own lists but for areas, which people type;
    `reports` is None where it would tell too much."""

    month: date
    table: str
    code: str
    reports: int | None


def of_network(*, by: Membership) -> list[Figure]:
    """Every month that is over for a week, the latest first.

    Raises: NotAllowed.
    """
    by.require(Right.EXPORT_FIGURES, within=by.organization)
    network = by.organization.network
    office = reading.office_in(network)
    audit.record(Verb.FIGURES_EXPORTED, by=by, about=by.organization)
    if office is None:
        return []
    today = today_in(network.pk)
    with walls.on_behalf(office.organization_id, network=network.pk):
        counted = _counted(office)
    months: defaultdict[date, Counter[Cell]] = defaultdict(Counter)
    for cell, reports in counted.items():
        if figures.is_told(cell.month, today):
            months[cell.month][cell] += reports
    return [figure for month in sorted(months, reverse=True) for figure in _tables(month, months[month])]


def suppressed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The numbers that may be told. What is hidden is at least two numbers, and ten reports together, so
    that nobody gets it back from the sum."""
    hidden = {code for code, reports in counts.items() if reports < SMALLEST}
    for code in sorted(set(counts) - hidden, key=lambda code: (counts[code], code)):
        if not hidden or (len(hidden) > 1 and sum(counts[each] for each in hidden) >= SMALLEST):
            break
        hidden.add(code)
    return {code: None if code in hidden else reports for code, reports in counts.items()}


def _counted(office: AlertsOffice) -> Counter[Cell]:
    """Reports that are still there, and the counts of those that were erased."""
    tenant = office.organization_id
    standing = FraudReport.objects.filter(organization=tenant).exclude(state=FraudReport.State.WITHDRAWN)
    counted = Counter(figures.cell_of(report) for report in standing.defer("words"))
    since = retention.before(tenant, "fraud_figures").date()
    for row in FraudTally.objects.filter(organization=tenant, month__gte=since):
        cell = Cell(tenant, row.month, row.tactic, row.channel, row.area, row.currency, row.price_from)
        counted[cell] += row.reports
    return counted


def _tables(month: date, cells: Counter[Cell]) -> Iterator[Figure]:
    total = cells.total()
    if total < SMALLEST:
        yield Figure(month, "all", NOT_SAID, None)
        return
    yield Figure(month, "all", NOT_SAID, total)
    tables = {
        "tactic": _summed((cell.tactic, n) for cell, n in cells.items()),
        "channel": _summed((cell.channel, n) for cell, n in cells.items()),
        "area": _by_area(cells),
        "price": _summed((price_code(cell), n) for cell, n in cells.items()),
    }
    for table, counts in tables.items():
        told = suppressed(counts)
        if table == "area":
            told = {code: reports for code, reports in told.items() if reports is not None or not code}
        for code in sorted(told, key=lambda code: (-(told[code] or 0), code)):
            yield Figure(month, table, code, told[code])


def price_code(cell: Cell) -> str:
    """The band of a price, such as USD 500-999, or nothing."""
    if cell.price_from == NO_PRICE or cell.currency not in BANDS:
        return NOT_SAID
    above = next((low for low in BANDS[cell.currency] if low > cell.price_from), None)
    return (
        f"{cell.currency} {cell.price_from}-{above - 1}" if above else f"{cell.currency} {cell.price_from}+"
    )


def words_for(figure: Figure) -> str:
    """What the code means, in the reader's language; empty where nobody said."""
    if figure.table == "tactic":
        return str(Tactic(figure.code).label)
    if figure.table == "channel" and figure.code:
        return str(Channel(figure.code).label)
    return figure.code


def _by_area(cells: Counter[Cell]) -> dict[str, int]:
    """Areas are typed: capitals make no other area."""
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for cell, reports in cells.items():
        written[cell.area.casefold()][cell.area] += reports
    return {min(forms, key=lambda form: (-forms[form], form)): forms.total() for forms in written.values()}


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for code, reports in pairs:
        counts[code] += reports
    return dict(counts)
