"""What is not an address of the resolver has to be declared too: sockets, tasks, the admin's models, and
what the API document promises. A new one fails here until somebody says for whom it works."""

import re

from django.contrib import admin
from drf_spectacular.generators import SchemaGenerator

from accounts.consumers import MemberConsumer
from alerts.consumers import AlertConsumer
from config.celery import app
from config.sockets import Nowhere, websocket_urlpatterns
from tests.routes import every_route
from tests.test_isolation import BEHIND

# Who may open it: MemberConsumer and its like look up the session's member, Nowhere closes at once.
SOCKETS = {"^ws/session/$": MemberConsumer, "^ws/alerts/$": AlertConsumer, "": Nowhere}
# Each goes from organization to organization inside `walls.within`; none takes a key of a row.
TASKS = {
    "alerts.tasks.send_digests",
    "alerts.tasks.settle_alerts",
    "appointments.tasks.carry_out",
    "appointments.tasks.finish_acts",
    "appointments.tasks.remind",
    "appointments.tasks.renew_waiting_times",
    "partners.tasks.send_alerts",
    "privacy.tasks.purge",
    "privacy.tasks.sign_trails",
    "schedules.tasks.draw",
    "schedules.tasks.plan",
    "schedules.tasks.settle",
    "schedules.tasks.settle_one",
    "shelters.tasks.end_overdue",
}
# An act on a programme and an organization: nothing about a person stands in these keys.
NAMES_ROWS = {"appointments.tasks.carry_out", "schedules.tasks.settle_one"}


def test_every_socket_is_declared():
    found = {
        str(route.pattern): getattr(route.callback, "consumer_class", None) for route in websocket_urlpatterns
    }

    assert found == SOCKETS


def tasks():
    """Those of the site: other tests register some of their own."""
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith(("celery.", "tests."))}


def test_every_task_is_declared():
    assert set(tasks()) == TASKS


def test_no_task_is_asked_about_a_person():
    asked = {name for name, task in tasks().items() if task.run.__code__.co_argcount}

    assert asked == NAMES_ROWS


def test_every_page_of_the_admin_stands_for_a_row():
    pages = {f"admin/{m._meta.app_label}/{m._meta.model_name}/" for m in admin.site._registry}

    assert pages - set(BEHIND) == set()


def test_the_document_promises_only_what_is_walked():
    promised = {
        re.sub(r"\{\w+\}", "<>", path).lstrip("/") for path in SchemaGenerator().get_schema()["paths"]
    }
    walked = {re.sub(r"<[^>]+>", "<>", route.pattern) for route in every_route()}

    assert promised - walked == set()
