"""Frauds in figures, on a page and as a file for advocacy."""

from itertools import groupby

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rights import Right
from alerts.actions import fraud_figures
from alerts.actions.fraud_figures import SMALLEST, Figure
from core.web.pages import page
from shelters.sheets.writing import as_csv
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.EXPORT_FIGURES)
def figures(request: StaffRequest) -> HttpResponse:
    """Tactics, ways, areas and prices of the network, month by month; `?file=csv` for a file."""
    found = fraud_figures.of_network(by=request.member)
    if request.GET.get("file") == "csv":
        return _as_csv(found)
    titles = {
        "tactic": _("Kinds of deceit"),
        "channel": _("Through what"),
        "area": _("Where"),
        "price": _("How much is asked"),
    }
    months = [(month, list(rows)) for month, rows in groupby(found, key=lambda figure: figure.month)]
    return page(
        request,
        "alerts/reports/figures.html",
        title=_("Frauds in figures"),
        months=[(month, rows[0].reports, _tables(rows[1:], titles)) for month, rows in months],
        smallest=SMALLEST,
        as_of=timezone.now(),
    )


def _tables(rows: list[Figure], titles: dict[str, str]) -> list[tuple[str, list[tuple[str, int | None]]]]:
    return [
        (titles[table], [(fraud_figures.words_for(figure), figure.reports) for figure in figures])
        for table, figures in groupby(rows, key=lambda figure: figure.table)
    ]


def _as_csv(found: list[Figure]) -> HttpResponse:
    hidden = f"<{SMALLEST} or hidden"
    rows = [
        [f"{each.month:%Y-%m}", each.table, each.code, hidden if each.reports is None else each.reports]
        for each in found
    ]
    file = as_csv(["month", "table", "what", "reports"], rows)
    answer = HttpResponse(file, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="frauds.csv"'
    return answer
