"""Sections of the household page that apps above bring; the page itself knows none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shelters.models import Household
from shelters.web.doors import StaffRequest


@dataclass(frozen=True)
class Section:
    """A block of the page: a template that begins with `<section class="card">`, and what it shows.

    The template sees what the page sees, and its own `context` over it.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


SectionMaker = Callable[[StaffRequest, Household], Section | None]

_makers: dict[int, SectionMaker] = {}


def add(maker: SectionMaker, *, position: int) -> None:
    """Show the section that `maker` returns for a household, or none, at this position.

    Asked for households only that the reader has opened and that were not merged into another one.
    """
    _makers[position] = maker


def of(request: StaffRequest, household: Household) -> list[Section]:
    """The sections for this reader, in order."""
    made = (_makers[position](request, household) for position in sorted(_makers))
    return [section for section in made if section]
