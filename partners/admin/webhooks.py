"""Receivers of alerts: added and their secret shown once, tried out, ended."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.admin.base import ReadOnlyAdmin, pressed, says_refusals
from accounts.rights import Right
from alerts.models import Mark
from partners.actions import webhooks
from partners.admin.filters import WorkingFilter
from partners.models import Delivery, WebhookReceiver

SHOWN = 20


class ReceiverForm(forms.Form):
    """Where alerts are sent, and which."""

    label = forms.CharField(label=gettext_lazy("Who receives them"), max_length=60)
    url = forms.URLField(
        label=gettext_lazy("Address, beginning with https://"), max_length=300, assume_scheme="https"
    )
    mark = forms.ChoiceField(
        label=gettext_lazy("Which alerts"),
        choices=[(Mark.CLEAR.value, Mark.CLEAR.label), (Mark.GREEN.value, Mark.GREEN.label)],
    )


@admin.register(WebhookReceiver)
class WebhookReceiverAdmin(ReadOnlyAdmin):
    """Read-only on purpose: receivers change through their buttons, which keep the rules."""

    see = Right.MANAGE_WEBHOOKS
    list_display = ["label", "mark", "made_at", "last_taken_at", "failures", "ended_at"]
    list_filter = [WorkingFilter]
    fields = ["label", "url", "mark", "made_by", "made_at", "last_taken_at", "failures", "ended_at"]
    change_form_template = "admin/partners/receiver.html"
    change_list_template = "admin/partners/receivers.html"

    def get_urls(self) -> list[URLPattern]:
        """A page or a button for each action."""
        doors = [
            ("make/", self.make, "make"),
            ("<uuid:pk>/try/", self.try_out, "try"),
            ("<uuid:pk>/end/", self.end, "end"),
        ]
        own = [
            path(route, self.admin_site.admin_view(page), name=f"partners_webhookreceiver_{name}")
            for route, page, name in doors
        ]
        return own + super().get_urls()

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """With the last messages and what came back."""
        receiver = kwargs.get("obj")
        sent = Delivery.objects.visible_to(request.member).filter(receiver=receiver)
        context["deliveries"] = sent.select_related("message").order_by("-written_at")[:SHOWN]
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(never_cache)
    @says_refusals
    def make(self, request: Any) -> HttpResponse:
        """The form of a new receiver, then its secret, once."""
        request.member.require(Right.MANAGE_WEBHOOKS, within=request.member.organization)
        form = ReceiverForm(request.POST or None)
        if form.is_valid():
            receiver, secret = webhooks.add(**form.cleaned_data, by=request.member)
            shown = {"receiver": receiver, "secret": secret}
            return self._page(request, "admin/partners/receiver_secret.html", _("The new receiver"), **shown)
        return self._page(request, "admin/accounts/form.html", _("Add a receiver of alerts"), form=form)

    @method_decorator(require_POST)
    @says_refusals
    def try_out(self, request: Any, pk: Any) -> HttpResponse:
        """Send a message without any alert, and tell what came back."""
        receiver = self.found(request, pk)
        answer = webhooks.try_out(receiver, by=request.member)
        if answer.is_taken:
            messages.success(request, _("The receiver took the message: %(told)s.") % {"told": answer.told})
        else:
            told = _("The receiver did not take the message: %(told)s. Nothing else was sent.")
            messages.error(request, told % {"told": answer.told})
        return HttpResponseRedirect(_address(receiver))

    @method_decorator(require_POST)
    def end(self, request: Any, pk: Any) -> HttpResponse:
        """Send nothing more, from now on."""
        receiver = self.found(request, pk)
        told = _("Nothing more is sent to it.")
        return pressed(request, _address(receiver), lambda: webhooks.end(receiver, by=request.member), told)

    def _page(self, request: Any, template: str, title: str, **shown: Any) -> HttpResponse:
        frame = self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return TemplateResponse(request, template, frame | shown)


def _address(receiver: WebhookReceiver) -> str:
    return reverse("admin:partners_webhookreceiver_change", args=[receiver.pk])
