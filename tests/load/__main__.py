"""`make bench`: measure once, print one table. With names of parts it measures those only."""

import argparse
import sys
from collections.abc import Callable
from functools import partial

import django
from django.core.management import call_command

from tests.load import site
from tests.load.report import Report
from tests.load.sizes import FULL, QUICK

PARTS = (
    "lists",
    "arrivals",
    "acts",
    "contacts",
    "telling",
    "kills",
    "draws",
    "radius",
    "forgetting",
    "walls",
)


def main(arguments: list[str]) -> int:
    """0 whenever it measured: a missed aim is a line of the table, not a broken program."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: only shows that it runs")
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    sizes, parts = QUICK if asked.quick else FULL, asked.parts or PARTS
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
