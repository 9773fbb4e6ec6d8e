"""Whether this process can serve, for proxies and service managers. It tells strangers nothing else."""

from collections.abc import Callable
from functools import lru_cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.views.decorators.http import require_safe

ADDRESS = "/health/"


class HealthMiddleware:
    """Answers before anybody asks who is there: this needs no session, and the database may be away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path != ADDRESS:
            return self.get_response(request)
        request.resolver_match = resolve(ADDRESS)  # the log names it
        return health(request)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 {"status": "ok"} when the database answers and is up to date, else 503 "unavailable"."""
    if is_healthy():
        return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "unavailable"}, status=503)


def is_healthy() -> bool:
    """The database answers and holds the tables that this code expects."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _refuse_old_database()
    except (DatabaseError, OldDatabase):
        return False
    return True


class OldDatabase(Exception):
    """Migrations are waiting."""


@lru_cache(maxsize=1)
def _refuse_old_database() -> None:
    """Looked up until it is right once: a database does not grow older under a running process."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise OldDatabase
