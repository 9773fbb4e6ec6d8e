"""Spanish: "martes 24 de noviembre de 2026", "mar 24 nov".

Django looks for each format by its name in this module before it takes it as it is written, also for one
that is no setting: so the pages say "l j F", and every other language reads it as it stands.
"""

_WRITTEN = {"j F": r"j \d\e F", "j F Y": r"j \d\e F \d\e Y", "j M": "j b", "j M Y": "j b Y"}
_DAYS = {
    f"{weekday}{day}{clock}": f"{weekday}{written}{clock}"
    for weekday in ("", "l ", "D ")
    for day, written in _WRITTEN.items()
    for clock in ("", ", H:i")
}
globals().update(_DAYS | {"F Y": r"F \d\e Y"})
