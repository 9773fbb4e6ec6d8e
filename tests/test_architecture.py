"""What import-linter cannot see: no HTTP in the domain, no unscoped reads at an edge, small functions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.models import Membership
from accounts.rights import RIGHTS, Right, Role

ROOT = Path(settings.BASE_DIR)
APPS = (
    "core",
    "privacy",
    "accounts",
    "shelters",
    "appointments",
    "schedules",
    "alerts",
    "partners",
    "config",
)
EDGES = ("api", "admin", "web", "consumers", "tasks", "receivers")
DOMAIN = ("models", "actions")
WEB_OF_DJANGO = ("django.http", "django.shortcuts", "django.views", "django.urls", "django.forms")
# Rows that hold no tenant, or whose key is the secret that somebody typed.
UNSCOPED = {"Network", "Organization", "User", "Group", "KeptAnswer"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SCOPES = {"visible_to", "told_to", "in_network_of", "of_houses", "none"}
# Unscoped on purpose, each with its reason.
WITH_A_REASON = {
    "accounts/receivers.py Authenticator.objects.filter": "a user's own rows, no tenant",
    "accounts/web/adapters.py Authenticator.objects.filter": "a user's own rows, no tenant",
    "accounts/web/adapters.py Membership.objects.filter": "a user's own memberships, before one is chosen",
    "accounts/web/sessions.py Membership.objects.filter": "a user's own memberships, before one is chosen",
    "shelters/api/views/houses.py Stay.objects.open": "fetched for beds that are scoped",
    "shelters/web/board.py Availability.objects.filter": "of one house that was found by visible_to",
    "shelters/web/cards.py Availability.objects.filter": "of the houses of visible_to",
    "shelters/web/rooms.py Bed.objects.present": "fetched for rooms that are scoped",
    "shelters/web/rooms.py Stay.objects.open": "fetched for beds that are scoped",
}


def modules(*parts: str) -> list[Path]:
    """The modules of the apps whose path has one of these folders or names."""
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            names = (*path.relative_to(ROOT / app).parts[:-1], path.stem)
            if "migrations" not in names and (not parts or set(parts) & set(names)):
                found.append(path)
    return found


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(*DOMAIN), ids=name_of)
def test_the_domain_knows_no_http(path):
    known = [name for name in imports(path) if name.startswith(WEB_OF_DJANGO)]

    assert known == []


def unscoped_reads(path: Path) -> list[str]:
    """`Model.objects...` of a tenant's model whose chain of calls never says whose rows.

    A class attribute `queryset` is scoped by its view or admin class; a subquery by its outer row.
    """
    module = tree(path)
    parents = {child: parent for parent in ast.walk(module) for child in ast.iter_child_nodes(parent)}
    found = []
    for node in ast.walk(module):
        if not (
            isinstance(node, ast.Attribute) and node.attr in MANAGERS and isinstance(node.value, ast.Name)
        ):
            continue
        top, chain = node, []
        while isinstance(parents[top], ast.Attribute | ast.Call) and top is not node.value:
            parent = parents[top]
            if isinstance(parent, ast.Call) and parent.func is not top:
                break
            top = parent
            chain += [top.attr] if isinstance(top, ast.Attribute) else []
        is_declared = isinstance(parents[top], ast.Assign) and ast.unparse(parents[top]).startswith(
            "queryset"
        )
        is_inner = any(isinstance(inner, ast.Name) and inner.id == "OuterRef" for inner in ast.walk(top))
        if node.value.id not in UNSCOPED and not (set(chain) & SCOPES or is_declared or is_inner):
            found.append(f"{name_of(path)} {node.value.id}.objects.{chain[0] if chain else ''}")
    return found


def test_every_reason_is_still_needed():
    found = {line for path in modules(*EDGES) for line in unscoped_reads(path)}

    assert set(WITH_A_REASON) - found == set()


@pytest.mark.parametrize("path", modules(*EDGES), ids=name_of)
def test_an_edge_reads_only_what_its_member_may_see(path):
    assert set(unscoped_reads(path)) - set(WITH_A_REASON) == set()


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_function_is_longer_than_fifty_lines(path):
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 50
    ]

    assert long == []


def test_every_action_that_writes_is_one_transaction():
    loose = []
    for path in modules("actions"):
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            takes_actor = any(argument.arg == "by" for argument in node.args.kwonlyargs)
            calls = {
                n.func.attr
                for n in ast.walk(node)
                if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
            }
            decorated = any("atomic" in ast.dump(decorator) for decorator in node.decorator_list)
            if takes_actor and "require" in calls and not decorated and calls & {"create", "update", "save"}:
                loose.append(f"{name_of(path)} {node.name}")

    assert loose == []


def test_every_public_function_model_and_action_says_what_it_does():
    silent = []
    for path in modules(*DOMAIN):
        for node in ast.walk(tree(path)):
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and node.name not in {"Meta", "visible_to"} and not ast.get_docstring(node):
                silent.append(f"{name_of(path)}:{node.lineno} {node.name}")

    assert [line for line in silent if not line.endswith((" open", " held", " in_use"))] == []


def test_every_tenant_model_has_scoped_reads():
    bare = []
    for model in apps.get_models():
        has_tenant = any(
            isinstance(field, models.ForeignKey) and field.name == "organization"
            for field in model._meta.concrete_fields
        )
        if has_tenant and not hasattr(model._default_manager, "visible_to"):
            bare.append(model._meta.label)

    assert bare == []


# ---------------------------------------------------------------- the table of rights


def test_every_role_has_a_line_in_the_table():
    assert set(RIGHTS) == set(Role.values)


@pytest.mark.parametrize("role", [Role.NETWORK_COORDINATOR, Role.MODERATOR, Role.VIEWER, Role.PARTNER])
def test_these_roles_never_see_people(role):
    assert not Membership(role=role).sees_people


def test_a_volunteer_never_lists_searches_exports_or_reads_history():
    never = {Right.LIST_HOUSEHOLDS, Right.EXPORT_FIGURES, Right.SEE_HISTORY, Right.SEE_AUDIT}

    assert RIGHTS[Role.VOLUNTEER] & never == set()


def test_every_right_is_somebodys():
    assert set().union(*RIGHTS.values()) == set(Right)
