"""`make bench`: measure once, print one table.

`--quick` only shows that it runs. `lists`, `arrivals`, `acts`, `draws`, `radius`, `forgetting`, `walls`,
`contacts` or `telling` measures one part.
"""

import sys

import django
from django.core.management import call_command

from tests.load import site
from tests.load.report import Report
from tests.load.sizes import FULL, QUICK

PARTS = {"lists", "arrivals", "acts", "draws", "radius", "forgetting", "walls", "contacts", "telling"}


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
            if "lists" in parts:
                lists.measure(port, sizes, report)
            if "arrivals" in parts:
                arrivals.measure(port, environment["DATABASE_URL"], sizes, report)
            if "acts" in parts:
                acts.measure(port, environment, sizes, report)
            if "contacts" in parts:
                contacts.measure(port, sizes, report)
            if "telling" in parts:
                telling.measure(environment, sizes, report)
            if "draws" in parts:
                draws.measure(port, sizes, report)
            if "radius" in parts:
                radius.measure(port, sizes, report)
            if "forgetting" in parts:
                forgetting.measure(port, environment, sizes, report)
            if "walls" in parts:
                walls.measure(sizes, report)
        report.show()
        arrivals.leave()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
