"""The documentation names what exists, and every link of it leads somewhere."""

import re
from itertools import chain
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.management import get_commands
from drf_spectacular.generators import SchemaGenerator

ROOT = Path(settings.BASE_DIR)
APPS = (
    "config",
    "partners",
    "alerts",
    "schedules",
    "appointments",
    "shelters",
    "accounts",
    "privacy",
    "core",
)
GUIDES = sorted(ROOT.glob("docs/**/*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *GUIDES])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
LABEL = re.compile(r"\*\*([^*]+)\*\*")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
ADDRESS = re.compile(r"https?://([\w.-]+)")
# Folders that exist on one machine only.
ONE_MACHINE = re.compile(r"(?<![\w.:/])/(?:work|home|root|tmp)/")
OWN_HOSTS = re.compile(r"localhost|127\.0\.0\.1|(?:[\w-]+\.)*example(?:\.\w+)?|your\.address|ADDRESS")
# Guides in which bold means: so it stands on the screen.
SCREEN_GUIDES = ("getting-started.md", "desk.md", "shelters.md", "counting.md", "programmes.md",
                 "appointments.md")  # fmt: skip


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def documented() -> str:
    """What stands in code spans and blocks of the README and the guides."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *GUIDES]
    return "\n".join(chain.from_iterable(CODE.findall(read(page)) for page in pages))


def links(page: Path) -> list[tuple[Path, str]]:
    """The files of the repository to which a page links, with the heading behind the #."""
    found = []
    for address in LINK.findall(CODE.sub("", read(page))):
        parts = urlsplit(address)
        if not parts.scheme:
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            found.append((target, parts.fragment))
    return found


def headings(page: Path) -> set[str]:
    """The anchors of a page, as code hosts make them."""
    titles = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def words_of_the_screen() -> str:
    """Every template and module of the apps, with one mark for each value that is filled in."""
    sources = chain.from_iterable(ROOT.glob(f"{app}/**/*.{kind}") for app in APPS for kind in ("html", "py"))
    text = "\n".join(read(source) for source in sources).lower()
    return re.sub(r"\{\{.*?\}\}|%\(\w+\)[sd]|\{\w+\}", "#", text)


def stands_on(screen: str, label: str) -> bool:
    """Whether a text of the screen begins like this. "Add shelter" is Django's "Add %s" and our "shelter"."""
    words = re.sub(r"\d+", r"(?:\\d+|#)", re.escape(label.removeprefix("add ")))
    return re.search(rf"[\"'>}}]\s*(?:add )?{words}", screen) is not None


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_picture_leads_somewhere(document):
    broken = [
        f"{target}#{heading}"
        for target, heading in links(document)
        if not target.exists() or (heading and heading not in headings(target))
    ]

    assert broken == []


def test_every_page_is_reachable_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        new = {target for target, _heading in links(page) if target.suffix == ".md"} - seen
        waiting.extend(target for target in new if target.exists())

    assert len(seen) > 10
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in seen] == []


def test_every_command_is_documented():
    own = {name for name, app in get_commands().items() if str(app).partition(".")[0] in APPS}
    named = documented()

    assert len(own) > 5
    assert [name for name in sorted(own) if not re.search(rf"(?<![\w-]){name}(?![\w-])", named)] == []


def test_every_make_target_is_documented():
    targets = set(re.findall(r"^([a-z]+):(?!=)", read(ROOT / "Makefile"), re.MULTILINE))
    named = documented()

    assert {"run", "test"} <= targets
    assert [name for name in sorted(targets) if not re.search(rf"make {name}\b", named)] == []


def test_every_endpoint_is_documented():
    paths = SchemaGenerator(api_version=None).get_schema(request=None, public=True)["paths"]
    named = documented()
    # api.md names collections and, beside them, what can be done: `rooms/{id}/close/` or just `close/`.
    parts = {part for path in paths for part in path.removeprefix("/api/v1/").split("/") if part}
    nouns = {part for part in parts if not part.startswith("{")}

    assert len(paths) > 40
    assert [noun for noun in sorted(nouns) if not re.search(rf"(?<![\w-]){noun}/", named)] == []


@pytest.mark.parametrize("name", ["README.md", *(f"docs/coordinators/{name}" for name in SCREEN_GUIDES)])
def test_words_in_bold_stand_on_the_screen(name):
    text = read(ROOT / name)
    if name == "README.md":
        text = text.partition("## The first ten minutes")[2].partition("\n## ")[0]
    screen = words_of_the_screen()
    labels = [" ".join(label.lower().split()) for label in LABEL.findall(text)]

    assert len(labels) > 5
    assert [label for label in labels if not stands_on(screen, label)] == []


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_of_one_machine_and_no_other_host_is_named(document):
    text = read(document)

    assert ONE_MACHINE.findall(text) == []
    assert [host for host in ADDRESS.findall(text) if not OWN_HOSTS.fullmatch(host)] == []
