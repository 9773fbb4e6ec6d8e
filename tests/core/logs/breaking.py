"""Views, tasks and sockets that break with a canary in their hands."""

import logging
import threading
from typing import Any, ClassVar

from celery import shared_task
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

CANARY = "Canaria-Xóchitl"


class WithCanary(ValueError):
    """Says what was typed, as exceptions of libraries do."""


def break_page(request: HttpRequest, typed: str) -> HttpResponse:
    name = request.POST.get("called_name", CANARY)
    try:
        int(name)
    except ValueError as cause:
        raise WithCanary(f"{name} and {typed} in {request.get_full_path()}") from cause
    return HttpResponse()


def break_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_function(%s)", [CANARY])
    return HttpResponse()


def talk(request: HttpRequest) -> HttpResponse:
    """Logs as careless libraries do."""
    library = logging.getLogger("careless.library")
    library.warning("Looking for %s, %s times", CANARY, 3)
    library.warning(f"Looking for {CANARY}")
    library.warning("Found it", extra={"name_of_guest": CANARY})
    library.warning({"dict": CANARY})
    logging.getLogger("django.request").error("Internal: %s", request.path)
    return HttpResponse()


class BreakApi(APIView):
    permission_classes: ClassVar[list[Any]] = []

    def get(self, request: Request) -> Response:
        raise WithCanary(str(request.query_params))


@shared_task
def break_task(about: str) -> None:
    raise WithCanary(f"about {about}")


class BreakingConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.accept()

    async def receive(self, text_data: Any = None, **_: Any) -> None:
        raise WithCanary(text_data)


def break_thread() -> None:
    def deed() -> None:
        raise WithCanary(CANARY)

    thread = threading.Thread(target=deed)
    thread.start()
    thread.join()


urlpatterns = [
    path("break/<str:typed>/", break_page, name="break_page"),
    path("break-database/", break_database, name="break_database"),
    path("talk/", talk, name="talk"),
    path("api/v1/break/", BreakApi.as_view(), name="break_api"),
    path("", include("config.urls")),
]
handler500 = "core.web.refusals.broken"
websocket_urlpatterns = [re_path(r"^ws/break/", BreakingConsumer.as_asgi())]
