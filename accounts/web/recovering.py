"""Back in with the code that two coordinators gave."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.actions import recoveries
from accounts.errors import WrongCode
from accounts.web.access import open_to_all
from accounts.web.forms import NewPasswordForm
from accounts.web.guesses import weigh_code
from accounts.web.joining import enter, show_wrong
from core.errors import BadInput


@method_decorator([open_to_all, sensitive_post_parameters()], name="dispatch")
class RecoverView(View):
    """The code and a new password; then the second factor is set up again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return render(request, "accounts/recover.html", {"form": NewPasswordForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Use the code."""
        form = NewPasswordForm(request.POST)
        status = 200
        if form.is_valid():
            guess = weigh_code(request, what="recovery")
            try:
                membership = recoveries.use(form.cleaned_data["code"], password=form.cleaned_data["password"])
            except WrongCode as refused:
                form.add_error("code", f"{refused} {refused.advice}")
                status = refused.status
            except BadInput as refused:
                guess.was_right()
                show_wrong(form, refused)
            else:
                guess.was_right()
                messages.success(request, _("Your new password is set. Every other device was signed out."))
                return enter(request, membership)
        return render(request, "accounts/recover.html", {"form": form}, status=status)
