"""Drawings for people who do not read: how a deceit works, through what it comes, and what to do.

Our own, as lines on a field of 48 x 48, so that they stay clear in black and white and from afar.
"""

from alerts.models import Channel, Tactic
from alerts.models.alerts import Alert
from alerts.published import Published

LINES = {
    "mask": "M6 12c12-6 24-6 36 0v10c0 12-8 20-18 22C14 42 6 34 6 22ZM13 22c3-3 6-3 8 0M27 22c2-3 5-3 8 0"
    "M16 34c5-4 11-4 16 0",
    "screen": "M5 8h38v26H5ZM18 42h12M24 34v8M17 15l14 12M31 15 17 27",
    "ticket": "M4 15h40v7a4 4 0 0 0 0 8v7H4v-7a4 4 0 0 0 0-8ZM30 15v4M30 24v4M30 33v4M11 26h12M11 31h8",
    "bag": "M6 16h36v26H6ZM17 16V9h14v7M6 27h36M24 24v6",
    "handset": "M10 6c3-2 6-2 8 2l3 7-5 5c3 6 7 9 12 12l5-5 7 4c4 2 4 5 1 8-4 5-10 5-17 1C16 35 11 28 8 20"
    " 5 14 6 9 10 6ZM29 8c6 1 10 5 11 11M28 15c3 1 5 3 6 6",
    "talk": "M5 8h38v25H23l-9 9v-9H5ZM13 17h22M13 24h14",
    "question": "M5 6h38v27H23l-9 9v-9H5ZM19 15c0-6 11-6 11 0 0 4-6 4-6 8M24 28v1",
    "warning": "M24 4 45 42H3ZM24 17v12M24 34v2",
    "info": "M24 4a20 20 0 1 0 .1 0ZM24 13v2M20 21h4v14M19 35h11",
    "check": "M24 4a20 20 0 1 0 .1 0ZM14 25l7 7 14-15",
    "letter": "M4 10h40v28H4ZM4 11l20 16 20-16",
    "page": "M4 7h40v34H4ZM4 15h40M9 11h1M14 11h1M12 23h24M12 29h18M12 35h10",
    "people": "M15 6a6 6 0 1 0 .1 0ZM33 6a6 6 0 1 0 .1 0ZM5 42V30c0-12 20-12 20 0v12M27 26c6-4 16-1 16 6v10",
    "door": "M10 44V4h26v40M4 44h40M29 24v3M16 10h14",
    "phone": "M14 3h20a3 3 0 0 1 3 3v36a3 3 0 0 1-3 3H14a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3ZM11 36h26M11 9h26"
    "M23 40h2",
    "chat": "M14 3h20a3 3 0 0 1 3 3v36a3 3 0 0 1-3 3H14a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3ZM11 38h26"
    "M16 12h16v11h-8l-5 5v-5h-3Z",
    "no_money": "M24 3a21 21 0 1 0 .1 0ZM9 9l30 30M24 11v26M30 16c-3-3-12-3-12 2 0 6 13 5 13 11"
    " 0 5-11 5-14 1",
    "ask_here": "M4 22 24 4l20 18M9 18v26h30V18M19 24c0-6 11-6 11 0 0 4-6 4-6 8M24 37v1",
}
OF_TACTIC = {
    Tactic.FALSE_LAWYER: "mask",
    Tactic.NOTARIO: "mask",
    Tactic.CLONED_LAWYER: "mask",
    Tactic.FALSE_OFFICIAL: "mask",
    Tactic.INSIDER: "mask",
    Tactic.FALSE_APP: "screen",
    Tactic.SOLD_PLACE: "ticket",
    Tactic.RECOVERY: "ticket",
    Tactic.FALSE_HEARING: "screen",
    Tactic.FALSE_JOB: "bag",
    Tactic.VIRTUAL_KIDNAPPING: "handset",
    Tactic.EXTORTION: "handset",
    Tactic.RUMOUR: "question",
    Tactic.OTHER: "warning",
}
OF_CHANNEL = {
    Channel.IN_PERSON: "people",
    Channel.AT_DOOR: "door",
    Channel.AT_OFFICE: "door",
    Channel.PHONE: "handset",
    Channel.SMS: "chat",
    Channel.WHATSAPP: "chat",
    Channel.TELEGRAM: "chat",
    Channel.FACEBOOK: "page",
    Channel.TIKTOK: "page",
    Channel.INSTAGRAM: "page",
    Channel.EMAIL: "letter",
    Channel.WEB: "page",
    Channel.OTHER: "talk",
}
OF_KIND = {
    Alert.Kind.SAFETY: "warning",
    Alert.Kind.MYTH: "question",
    Alert.Kind.RUMOUR: "question",
    Alert.Kind.NOTICE: "info",
    Alert.Kind.IMPERSONATION: "mask",
}
# What somebody asks for money for, or might: not to be paid.
DECEITS = (Alert.Kind.FRAUD, Alert.Kind.IMPERSONATION)


def row_of(told: Published) -> list[str]:
    """The drawings of a poster from left to right: what it is, how it comes, what to do. None twice."""
    kind = Alert.Kind(told.kind)
    first = OF_TACTIC[Tactic(told.tactic)] if told.tactic else "warning"
    row = [OF_KIND.get(kind, first)]
    if told.channel:
        row.append(OF_CHANNEL[Channel(told.channel)])
    if kind in DECEITS:
        row.append("no_money")
    return list(dict.fromkeys([*row, "ask_here"]))


def svg(name: str) -> bytes:
    """The drawing as a file."""
    drawn = f'<path d="{LINES[name]}" fill="none" stroke="black" stroke-width="3" stroke-linejoin="round"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 48 48">'
        f'{drawn} stroke-linecap="round"/></svg>'
    ).encode()
