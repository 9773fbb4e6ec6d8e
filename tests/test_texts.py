"""Every text in every language that the site offers: none missing, none half translated."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from config.catalogs import catalogs, entries
from core.errors import DomainError
from tests.services import not_here

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")
COMPLETE = ("es", "en", "ht")


def po_files() -> list[Path]:
    return list(catalogs(settings.LOCALE_PATHS))


def every_refusal(kind: type[DomainError] = DomainError) -> list[type[DomainError]]:
    found = [kind]
    for child in kind.__subclasses__():
        found += every_refusal(child)
    return found


@pytest.mark.parametrize("po", po_files(), ids=lambda po: "/".join(po.parts[-4:]))
def test_no_text_is_missing_or_unsure(po):
    assert [entry.source for entry in entries(po) if entry.is_gap] == []


@pytest.mark.parametrize("po", po_files(), ids=lambda po: "/".join(po.parts[-4:]))
def test_translations_keep_their_places_and_tags(po):
    broken = []
    for entry in entries(po):
        if entry.is_header:
            continue
        allowed = set(PLACE.findall(entry.source)) | set(PLACE.findall(entry.plural or ""))
        for number, text in entry.forms.items():
            source = entry.source if number == 0 or entry.plural is None else entry.plural
            found = set(PLACE.findall(text))
            if not found <= allowed or (entry.plural is None and found != set(PLACE.findall(source))):
                broken.append(entry.source)

    assert broken == []


@pytest.mark.parametrize("language", ["es", "ht"])
@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: refusal.code)
def test_every_refusal_speaks_the_language_of_the_reader(refusal, language):
    with translation.override("en"):
        english = (str(refusal.message), str(refusal.help))
    with translation.override(language):
        told = (str(refusal.message), str(refusal.help))

    assert told[0] != english[0]
    assert told[1] != english[1]


@pytest.mark.parametrize("language", COMPLETE)
def test_the_languages_promised_are_offered(language):
    assert language in dict(settings.LANGUAGES)


def test_every_text_of_the_code_stands_in_the_catalogs(tmp_path):
    """What `make messages` would find today is what was translated."""
    if shutil.which("xgettext") is None:
        not_here("gettext", "whether every text of the code is in the catalogs")
    root = Path(settings.BASE_DIR)
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.html"], cwd=root, capture_output=True, text=True, check=False
    ).stdout.split()
    apps = ("core/", "privacy/", "accounts/", "shelters/", "partners/", "config/")
    for name in filter(lambda name: name.startswith(apps), tracked):
        if (root / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, tmp_path / name)
    (tmp_path / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "es", "--no-location"],
        cwd=tmp_path, check=True, capture_output=True, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip

    wanted = {entry.key() for entry in entries(tmp_path / "locale/es/LC_MESSAGES/django.po")}
    known = {entry.key() for entry in entries(root / "locale/es/LC_MESSAGES/django.po")}
    assert wanted - known == set()


def test_unreviewed_languages_say_so(client, db):
    spanish = client.get("/account/login/", headers={"Accept-Language": "es"}).text
    english = client.get("/account/login/", headers={"Accept-Language": "en"}).text

    assert "nadie los ha revisado todavía" in spanish
    assert "nobody has checked them" not in english


def sources() -> list[Path]:
    root = Path(settings.BASE_DIR)
    apps = sorted(package.parent for package in root.glob("*/__init__.py") if package.parent.name != "tests")
    return [path for app in apps for path in app.glob("**/*.py")]


def test_texts_are_marked_with_names_that_the_collector_knows():
    """xgettext looks for gettext, _ and the like; a text behind another name is in no catalog."""
    alias = re.compile(r"\b\w*gettext\w* as (?!_\b)\w+")

    found = {path.stem: alias.findall(path.read_text(encoding="utf-8")) for path in sources()}
    assert {name: aliases for name, aliases in found.items() if aliases} == {}


def test_no_text_hides_in_a_string_that_the_collector_does_not_read():
    """xgettext reads no call inside of an f-string."""
    hidden = [
        f"{path.stem}:{call.lineno}"
        for path in sources()
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and (call.func.id == "_" or "gettext" in call.func.id)
    ]

    assert hidden == []
