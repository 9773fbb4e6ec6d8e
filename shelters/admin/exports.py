"""The page that hands out figures as files."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rights import Right
from core.errors import NotHere
from core.web.pages import page
from shelters.actions import exports
from shelters.actions.exports import Subject
from shelters.sheets import writing
from shelters.web.doors import StaffRequest, staff_page

FORMATS = {
    "csv": (writing.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (writing.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@staff_page(Right.EXPORT_FIGURES)
def export_page(request: StaffRequest) -> HttpResponse:
    """The choice, and by POST the file: handing it out is written into the audit trail."""
    if request.method != "POST":
        return page(request, "admin/shelters/export.html", title=_("Export figures"))
    subject, _dot, ending = request.POST.get("file", "").partition(".")
    if subject not in set(Subject) or ending not in FORMATS:
        raise NotHere
    figures = exports.export(Subject(subject), by=request.member)
    write, kind = FORMATS[ending]
    answer = HttpResponse(write(figures.headers, figures.rows), content_type=kind)
    # A neutral name: it says nothing about whose file this is.
    name = f"{subject}-{timezone.now():%Y-%m-%d}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
