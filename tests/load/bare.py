"""Views without any rule: the floor on which the real ones stand."""

import os
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.models import Membership, Network
from privacy import walls
from shelters.api.figures import Question, _columns

ROWS = 50
MEMBER = "POSADA_TEST_BENCH_MEMBER"


def nothing(request: HttpRequest) -> HttpResponse:
    """How fast this machine answers at all."""
    return HttpResponse(b"ok")


def constant(request: HttpRequest) -> HttpResponse:
    """As many rows as the list, known in advance, as Django writes JSON."""
    return JsonResponse({"results": [row() for _each in range(ROWS)], "next": None})


def one_row(request: HttpRequest) -> HttpResponse:
    """One query for one row that stands behind no wall."""
    network = Network.objects.values("code", "name").first()
    return JsonResponse(network)


def figures(request: HttpRequest) -> HttpResponse:
    """The same list as the API's, built by the database: no session, no rights, no filters."""
    here = walls.current()
    if here is not None and here.tenant is None:
        _user, tenant, network = whose()
        walls.become(tenant, network=network)
    sql, values = same_list()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return HttpResponse(f'{{"results":{cursor.fetchone()[0]}}}', content_type="application/json")


def keys(request: HttpRequest, beginning: str) -> HttpResponse:
    """One query over an index for the keys of contact points that begin so: no session, no rights."""
    _user, tenant, network = whose()
    if walls.current() is not None:
        walls.become(tenant, network=network)
    between = [network, beginning.ljust(64, "0"), beginning.ljust(64, "f")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest, point_id::text FROM alerts_contactkey"
            " WHERE network_id = %s AND digest BETWEEN %s AND %s",
            between,
        )
        return JsonResponse({"entries": cursor.fetchall()})


def whose() -> tuple[UUID, UUID, UUID]:
    """User, organization and network of the member who asks: nobody signs in for a bare view."""
    user, tenant, network = map(UUID, os.environ[MEMBER].split())
    return user, tenant, network


@lru_cache(maxsize=1)
def same_list() -> tuple[str, dict[str, Any]]:
    user, tenant, _network = whose()
    member = Membership.objects.select_related("organization").get(user=user, organization=tenant)
    columns = _columns("postgresql", settings.LANGUAGE_CODE).replace("::text, a.id", " AS line")
    sql, values = Question(member).sql(columns)
    return f"SELECT json_agg(line)::text FROM ({sql} ORDER BY a.id LIMIT {ROWS}) AS lines", values


def row() -> dict[str, Any]:
    """About as large as one of the list."""
    names = ["installed", "mats", "free", "held", "in_use", "out_of_service", "over", "largest_room"]
    features = ["free_lower", "free_ground_floor", "free_cot", "free_near_bathroom", "free_quiet"]
    key = "1f3b8a52-7f9d-4a41-9c29-5f1d0b2c3d4e"
    house = {"id": key, "name": "Albergue 12", "organization": key, "is_own": True, "state": "open"}
    return {
        "id": key,
        "shelter": house | {"area": "Zona Norte", "phone": "+52 664 000 0000"},
        "group": {"id": key, "code": "families", "name": "Familias"},
        "has_places": True,
        "ask_by_phone": False,
        **dict.fromkeys(names + features, 12),
        "as_of": "2026-11-22T23:40:00Z",
        "is_stale": False,
    }
