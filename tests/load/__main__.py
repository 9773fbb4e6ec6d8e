"""`make bench`: measure once, print one table.

`--quick` only shows that it runs. `lists`, `arrivals`, `acts`, `draws`, `radius`, `forgetting`, `walls`,
`contacts`, `telling` or `kills` measures one part.
"""

import sys
from collections.abc import Callable
from functools import partial

import django
from django.core.management import call_command

from tests.load import site
from tests.load.report import Report
from tests.load.sizes import FULL, QUICK

PARTS = {
    "lists",
    "arrivals",
    "acts",
    "draws",
    "radius",
    "forgetting",
    "walls",
    "contacts",
    "telling",
    "kills",
}


def main(arguments: list[str]) -> int:
    """Always 0: a missed aim is a line of the table, not a broken program."""
    sizes = QUICK if "--quick" in arguments else FULL
    parts = PARTS & set(arguments) or PARTS
    with site.prepared() as environment:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        from privacy.walls import guard  # noqa: PLC0415  as below
        from tests.load import (  # noqa: PLC0415  they import models, so Django comes first
            acts,
            arrivals,
            contacts,
            draws,
            forgetting,
            kills,
            lists,
            radius,
            telling,
            walls,
        )

        report = Report()
        # The bench itself makes and counts rows of all organizations.
        with guard.openly():
            lists.prepare(environment)
        with site.running(environment) as port, guard.openly():
            measures: dict[str, Callable[[], None]] = {
                "lists": partial(lists.measure, port, sizes, report),
                "arrivals": partial(arrivals.measure, port, environment["DATABASE_URL"], sizes, report),
                "acts": partial(acts.measure, port, environment, sizes, report),
                "contacts": partial(contacts.measure, port, sizes, report),
                "telling": partial(telling.measure, environment, sizes, report),
                "kills": partial(kills.measure, environment, sizes, report),
                "draws": partial(draws.measure, port, sizes, report),
                "radius": partial(radius.measure, port, sizes, report),
                "forgetting": partial(forgetting.measure, port, environment, sizes, report),
                "walls": partial(walls.measure, sizes, report),
            }
            for name in [name for name in measures if name in parts]:
                measures[name]()
        report.show()
        arrivals.leave()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
