"""Answers that need not be sent again: a tag for each body, and how long it may be kept."""

import hashlib
from typing import Any, ClassVar

from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response

PEOPLE = "private, no-store"
CAPACITY = "private, no-cache"


class Tagged:
    """Gives reads an ETag and answers 304 when the client has that body already."""

    # Fails closed: only views about capacity say otherwise.
    cache_control: ClassVar[str] = PEOPLE

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        answer.headers.setdefault("Cache-Control", self.cache_control)
        patch_vary_headers(answer, ["Accept-Language", "Authorization", "Cookie"])
        if request.method not in {"GET", "HEAD"} or answer.status_code != 200:
            return answer
        if not isinstance(answer, Response):
            return tagged(request, answer)
        answer.add_post_render_callback(lambda rendered: tagged(request, rendered))
        return answer


def tagged(request: Request, response: Any) -> Any:
    """The response with its tag, or 304 when the client named that tag."""
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    return get_conditional_response(request._request, etag=tag, response=response)  # noqa: SLF001
