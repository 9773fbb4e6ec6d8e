"""The public page that checks a record of obstacles. It reads no database and keeps nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from appointments import evidence
from core.errors import DomainError
from privacy import keyring

LARGEST = 10 * 1024 * 1024  # bytes; a sheet has some hundred thousand


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """A file or the code on the paper goes in; whether this site signed it comes out."""
    context: dict[str, object] = {"posted": request.POST}
    try:
        context["public_key"] = keyring.public_key().hex()
        if request.method == "POST":
            context |= _checked(request, keyring.public_key())
    except DomainError as refused:
        context["refused"] = refused
    return render(request, "appointments/verify.html", context)


def _checked(request: HttpRequest, key: bytes) -> dict[str, object]:
    file = request.FILES.get("file")
    if file is not None:
        is_small = file.size is not None and file.size <= LARGEST
        return {
            "is_file": True,
            "is_genuine": is_small and evidence.is_file_genuine(file.read(), public_key=key),
        }
    stamp = evidence.read_stamp(request.POST.get("code", "")[:1000], public_key=key)
    context: dict[str, object] = {"is_file": False, "is_genuine": stamp is not None, "stamp": stamp}
    if stamp is not None:
        context["last"] = evidence.fingerprint(stamp.last)
        context["former"] = evidence.fingerprint(stamp.former)
    return context
