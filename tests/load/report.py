"""One table: what was measured, what it is compared with, whether the aim is met."""

import os
import platform
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime

WIDTH = 104


@dataclass
class Report:
    """Lines in the order in which they were measured."""

    lines: list[str] = field(default_factory=list)

    def part(self, title: str) -> None:
        """A new part of the table."""
        self.lines += ["", title, "-" * WIDTH]

    def row(self, what: str, *figures: str) -> None:
        """What was measured, and up to four figures."""
        self.lines.append(f"  {what:<56}" + "".join(f"{figure:>12}" for figure in figures))

    def aim(self, what: str, value: float, *, least: float | None = None, most: float | None = None) -> None:
        """A ratio or a time with its aim."""
        is_met = value >= least if least is not None else value <= (most or 0)
        wanted = f">= {least:g}" if least is not None else f"<= {most:g}"
        self.lines.append(f"  {what:<56}{value:>12.2f}{wanted:>12}{'met' if is_met else 'MISSED':>12}")

    def show(self) -> None:
        """Print everything."""
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        python, load = platform.python_version(), os.getloadavg()[0]
        head = f"Posada, {now}, {os.cpu_count()} processors, Python {python}, load {load:.1f}"
        sys.stdout.write("\n".join(["", head, *self.lines, ""]))
