"""docs/data-inventory.md: the declared inventory as a page for whoever must check it."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import translation

from privacy.documents import spans
from privacy.inventory import DECLARED, Declaration, Kind

PLACE = Path(settings.BASE_DIR) / "docs" / "data-inventory.md"
MEND = ".venv/bin/python manage.py data_inventory"

KINDS = {
    Kind.PUBLIC: "may be read by everybody, as the house decided",
    Kind.OPERATIONAL: "needed to run the house; read by its colleagues",
    Kind.CODE: "a random number that says nothing by itself",
    Kind.SEALED: "encrypted; readable only while its key exists",
    Kind.COUNT: "a number of people or places",
}
HEAD = """\
# What Posada keeps

Made by `manage.py data_inventory` from what each app declares in its `inventory.py` and from the rules of
forgetting; a test compares the two. Do not write here. A field that nobody declared stops the start.

Hours are the defaults of the site. An organization may shorten them, never lengthen them. What was erased
may stay in backups for {backup} days more; sealed fields cannot be read there, because their keys are gone.
For guests the same is told at `/keeps/`, in every language of the site.

| kind | means |
|---|---|
{kinds}
"""


def page() -> str:
    """The whole page as Markdown, in the source language."""
    rooms: dict[str, list[Declaration]] = defaultdict(list)
    for label in sorted(DECLARED):
        rooms[_room(label)].append(DECLARED[label])
    kinds = "\n".join(f"| {kind} | {words} |" for kind, words in KINDS.items())
    with translation.override(None):
        parts = [HEAD.format(backup=spans.BACKUP_DAYS, kinds=kinds)]
        parts += ["\n".join(_table(room, rooms[room])) for room in _order() if room in rooms]
    return "\n".join(parts)


def is_current() -> bool:
    """Whether the page in the repository says what the code says."""
    return PLACE.exists() and PLACE.read_text(encoding="utf-8") == page()


def _room(label: str) -> str:
    app = label.partition(".")[0]
    return app if app in _own() else "tables of Django and its libraries"


def _own() -> list[str]:
    return [app for app in settings.INSTALLED_APPS if (Path(settings.BASE_DIR) / app).is_dir()]


def _order() -> list[str]:
    return [*_own(), "tables of Django and its libraries"]


def _table(room: str, declarations: list[Declaration]) -> Iterator[str]:
    yield f"## {room}\n"
    yield "| model | about guests | purpose | until | hours, from when | fields |"
    yield "|---|---|---|---|---|---|"
    for one in declarations:
        rule = spans.rule_of(one)
        cells = [
            f"`{one.label.partition('.')[2]}`",
            "yes" if one.about_guests else "no",
            str(one.purpose),
            str(one.until),
            f"{rule.hours} {rule.since}" if rule else "",
            _fields(one),
        ]
        yield "| " + " | ".join(cells) + " |"
    yield ""


def _fields(one: Declaration) -> str:
    """The names by kind: "code: `id`, `code`; sealed: `called_name` (72 h)"."""
    by_kind = {kind: sorted(name for name, k in one.kinds.items() if k is kind) for kind in Kind}
    return "; ".join(
        f"{kind}: " + ", ".join(_field(one, name) for name in names)
        for kind, names in by_kind.items()
        if names
    )


def _field(one: Declaration, name: str) -> str:
    rule = spans.rule_of(one, name) if one.kinds[name] is Kind.SEALED else None
    return f"`{name}` ({rule.hours} h)" if rule else f"`{name}`"
