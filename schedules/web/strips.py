"""Strips of paper for the Wi-Fi, in blocks of as many sheets as a desk prints and cuts at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from accounts.rights import Right
from core.codes import show_code
from schedules.actions import vouchers
from schedules.models import Voucher
from schedules.web.vouchers import day_of, link_of
from shelters.web.doors import StaffRequest, staff_page

# Ten sheets of sixteen strips.
A_BLOCK = 160


@dataclass(frozen=True)
class Block:
    """The strips of turns that follow one another, never a part of a turn."""

    found: Sequence[Voucher]

    @property
    def begins(self) -> datetime:
        """The first of its turns."""
        return self.found[0].window.starts_at

    @property
    def ends(self) -> datetime:
        """The end of its last turn."""
        return self.found[-1].window.ends_at


@require_safe
@staff_page(Right.KEEP_TURNS)
def strips(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """The strips of a day to print and cut, from the turn of `?from=` on, as many as a block holds; with
    `?only=` that one, for the pen or for the printer."""
    link, only = link_of(request, amenity_id), request.GET.get("only", "")
    day = day_of(request) or vouchers.today_of(link)
    found = vouchers.strips(link, day, by=request.member)
    with timezone.override(link.shelter.time_zone):
        blocks = blocks_of(found)
        shown = [one for one in found if only == str(one.pk)] if only else _meant(blocks, request)
        return render(
            request,
            "schedules/wifi/strips.html",
            {
                "link": link,
                "day": day,
                "strips": [_strip(voucher) for voucher in shown],
                "blocks": blocks if len(blocks) > 1 and not only else [],
                "first": shown[0] if shown else None,
                "languages": settings.LANGUAGES,
            },
        )


def blocks_of(found: Iterable[Voucher]) -> list[Block]:
    """All of them, in their order."""
    blocks: list[list[Voucher]] = []
    for _window, rows in groupby(found, key=lambda voucher: voucher.window_id):
        turn = list(rows)
        if blocks and len(blocks[-1]) + len(turn) <= A_BLOCK:
            blocks[-1] += turn
        else:
            blocks.append(turn)
    return [Block(rows) for rows in blocks]


def _meant(blocks: Sequence[Block], request: StaffRequest) -> Sequence[Voucher]:
    """The block that `?from=` names; the first where it names none, or one whose turns are over."""
    named = (block for block in blocks if _clock(block.begins) == request.GET.get("from"))
    return next(named, blocks[0] if blocks else Block([])).found


def _strip(voucher: Voucher) -> dict[str, Any]:
    """What one strip says, in each language of the site. Called in the time zone of the house."""
    begins = timezone.localtime(voucher.window.starts_at)
    days = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            days.append((code, date_format(begins, "l")))
    return {
        "number": voucher.number,
        "word": show_code(voucher.code),
        "begins": _clock(begins),
        "ends": _clock(voucher.window.ends_at),
        "date": f"{begins:%d}.{begins:%m}.",
        "days": days,
    }


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
