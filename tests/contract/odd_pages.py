"""Odd answers into every form of a page as it stands there, and odd words into its address."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from lxml import html

from tests.callers import sign_in
from tests.contract.test_odd_forms import A_FIELD, BODIES, ODD

HIDDEN = ("csrfmiddlewaretoken", "once")
# Whose page, and its address; nobody for what everybody may open.
Page = tuple[Any, str]


def broken_by(
    pages: Sequence[Page], *, below: tuple[str, ...], queries: Iterable[str]
) -> tuple[dict[Any, int], int]:
    """Every answer that is a fault of the site, and how many forms were asked. Only forms that post `below`
    one of these addresses; whatever an answer did is put back."""
    broken: dict[Any, int] = {}
    odds, bodies, seen = cycle(ODD), cycle([(body, kind) for kind, body in BODIES]), set()
    clients = {member: _client_of(member) for member, _address in pages}
    for member, address in pages:
        client = clients[member]
        asked = {query: next(odds) for query in queries}
        if (status := client.get(address, asked).status_code) >= 500:
            broken[address, str(asked)[:200]] = status
        for action, answers in list(_forms_on(client, address, below)):
            if (action, *answers) in seen:
                continue
            seen.add((action, *answers))
            fields = [field for field in answers if field not in HIDDEN for _each in range(A_FIELD // 2)]
            tries = [(answers | {field: next(odds)}, "") for field in fields]
            for given, kind in [*tries, ({}, ""), next(bodies)]:
                if (status := _sent(client, action, given, kind)) >= 500:
                    broken[action, str(given)[:200], kind] = status
    return broken, len(seen)


def _client_of(member: Any) -> Client:
    client = Client(raise_request_exception=False)
    if member:
        sign_in(client, member)
    return client


def _forms_on(client: Client, address: str, below: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Where each form of a page posts to, and what it would post; nothing where no page is looked at."""
    answer = client.get(address)
    if answer.status_code == 405:
        yield address, {}
        return
    assert answer.status_code == 200, (address, answer.status_code)
    for form in html.document_fromstring(answer.content, base_url=address).forms:
        action = form.get("action") or address
        if form.method == "POST" and action.startswith(below):
            empty = {name: "" for name in form.fields if name}
            pressed = {each.get("name"): each.get("value", "") for each in form.xpath(".//button[@name]")}
            yield action, empty | dict(form.form_values()) | pressed


def _sent(client: Client, address: str, answers: Any, kind: str = "") -> int:
    cache.clear()
    with transaction.atomic():
        answer = client.generic("POST", address, answers, kind) if kind else client.post(address, answers)
        transaction.set_rollback(True)
    return answer.status_code
