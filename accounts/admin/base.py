"""Admin pages over rows of a tenant: reads are scoped, writes go through actions, nothing is logged twice."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, DomainError, NotHere
from privacy.models import AuditEntry
from privacy.models.audit import AuditEntryQuerySet

Page = Callable[..., HttpResponse]


class TenantAdmin(ModelAdmin):
    """Rows the member may see; `see`, `edit` and `add` name the right for each door.

    Subclasses that allow writing override `save_model` with a call of an action. Nothing is ever
    deleted here. Django's LogEntry stays empty: it would keep what rows were called.
    """

    is_scoped = True
    see: ClassVar[Right]
    edit: ClassVar[Right | None] = None
    add: ClassVar[Right | None] = None
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    # ------------------------------------------------------------ who may

    def has_module_permission(self, request: Any) -> bool:
        """Whether the model is listed."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: Any, obj: Model | None = None) -> bool:
        """By `see`; which rows, `get_queryset` decides."""
        return _may(request, self.see)

    def has_change_permission(self, request: Any, obj: Model | None = None) -> bool:
        """By `edit`."""
        return _may(request, self.edit)

    def has_add_permission(self, request: Any) -> bool:
        """By `add`."""
        return _may(request, self.add)

    def has_delete_permission(self, request: Any, obj: Model | None = None) -> bool:
        """Never: rows end, retire or expire."""
        return False

    # ------------------------------------------------------------ what is seen

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        """The rows visible to the member."""
        rows: Any = super().get_queryset(request)
        visible: QuerySet[Any] = rows.visible_to(request.member)
        return visible

    def found(self, request: Any, pk: Any) -> Any:
        """The visible row, for the pages and buttons of an admin.

        Raises: NotHere.
        """
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise NotHere
        return row

    def get_field_queryset(self, db: str | None, db_field: Any, request: Any) -> QuerySet[Any] | None:
        """Choices of a foreign key: visible rows only. Filters: use RelatedOnlyFieldListFilter."""
        rows = super().get_field_queryset(db, db_field, request)
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()  # noqa: SLF001
        visible: Any = getattr(rows, "visible_to", None)
        return visible(request.member) if visible else rows

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: str) -> HttpResponse:
        """Absent and foreign rows: the same page, which says nothing about either."""
        raise NotHere

    def history_view(
        self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the audit trail knows about the row."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise NotHere
        request.member.require(Right.SEE_HISTORY, within=request.member.organization)
        entries = trail_of(request.member).filter(about_id=obj.pk)
        context = self.admin_site.each_context(request) | {
            "title": obj,
            "entries": entries[:200],
            "opts": self.opts,
            "object": obj,
        }
        return TemplateResponse(request, "admin/accounts/history.html", context | (extra_context or {}))

    # ------------------------------------------------------------ writing

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Overridden with an action by every admin that allows writing."""
        raise ImproperlyConfigured(f"{type(self).__name__} saves without an action.")

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form; on the second look it carries the refusal of the action beside what was typed."""
        form = super().get_form(request, obj, change=change, **kwargs)
        refused = getattr(request, "refused", None)
        return form if refused is None else _with_refusal(form, refused)

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal shows the form again, with everything that was typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NotHere:
            raise
        except DomainError as refused:
            if request.method != "POST" or getattr(request, "refused", None):
                raise
            request.refused = refused
            return super().changeform_view(request, *args, **kwargs)

    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        """Nothing: the action has written the audit trail."""

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """Nothing: see log_addition."""

    def log_deletions(self, request: Any, queryset: Any) -> Any:
        """Nothing: see log_addition."""


class ReadOnlyAdmin(TenantAdmin):
    """To look at only, on purpose: these rows change through actions behind their own pages."""

    edit = None
    add = None


def trail_of(member: Membership) -> AuditEntryQuerySet:
    """The audit trail of the member's organization, each entry with the `username` behind it."""
    username = Membership.objects.filter(pk=OuterRef("member_id")).values("user__username")[:1]
    rows = AuditEntry.objects.visible_to(member)
    return rows.annotate(username=Subquery(username))


def says_refusals(page: Page) -> Page:
    """For pages and buttons of an admin: a refusal is flashed on the page it came from."""

    @wraps(page)
    def polite(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return page(self, request, *args, **kwargs)
        except NotHere:
            raise
        except DomainError as refused:
            if request.method != "POST":
                raise
            return flashed(request, request.get_full_path(), refused)

    return polite


def pressed(request: HttpRequest, page: str, deed: Callable[[], object], told: str) -> HttpResponse:
    """A button was pressed: the deed or its refusal is flashed on `page`."""
    try:
        deed()
    except NotHere:
        raise
    except DomainError as refused:
        return flashed(request, page, refused)
    messages.success(request, told)
    return HttpResponseRedirect(page)


def flashed(request: HttpRequest, page: str, refused: DomainError) -> HttpResponse:
    """Back to `page`, which says why not."""
    messages.error(request, f"{refused} {refused.advice}")
    return HttpResponseRedirect(page)


def _may(request: Any, right: Right | None) -> bool:
    member = getattr(request, "member", None)
    return right is not None and member is not None and member.may(right)


def _with_refusal(form: type[BaseForm], refused: DomainError) -> type[BaseForm]:
    class Refused(form):  # type: ignore[misc,valid-type]  # a class made by Django
        def clean(self) -> Any:
            cleaned = super().clean()
            fields = refused.fields if isinstance(refused, BadInput) else {}
            for name, reasons in fields.items():
                self.add_error(name if name in self.fields else None, reasons)
            if not fields:
                raise ValidationError(f"{refused} {refused.advice}")
            return cleaned

    return Refused
