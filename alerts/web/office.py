"""The lines of the office that keeps the alerts: how somebody answers, and whom to call in a crisis."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.rights import Right
from alerts.actions import offices
from alerts.models import AlertsOffice
from core.web.pages import page
from shelters.web.doors import StaffRequest, staff_page

if TYPE_CHECKING:
    OfficeForm = forms.ModelForm[AlertsOffice]
else:
    OfficeForm = forms.ModelForm  # takes no type when it runs


class WaysForm(OfficeForm):
    """Two lines that stand under public alerts."""

    class Meta:
        model = AlertsOffice
        fields = ("reply_way", "crisis_way")


@staff_page(Right.MODERATE_ALERTS)
def ways(request: StaffRequest) -> HttpResponse:
    """Read and change the two lines."""
    office = offices.office_of(request.member.organization.network_id)
    form = WaysForm(request.POST or None, instance=office)
    if request.method == "POST" and form.is_valid():
        offices.set_ways(office, **form.cleaned_data, by=request.member)
        messages.success(request, _("Saved. It stands under every public alert from now on."))
        return redirect("alerts:office")
    return page(
        request,
        "alerts/office.html",
        title=_("Lines of the office"),
        status=400 if form.errors else 200,
        form=form,
        network=request.member.organization.network,
    )
