"""What the deployment starts, read out of the files that start it."""

import configparser
import shlex
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
SYSTEMD = DEPLOY / "systemd"
INSTALLED = "/opt/posada/.venv/bin/"
SITE = ("roles", "migrate", "web", "sockets", "worker", "scheduler")

Commands = dict[str, list[str]]


def compose() -> dict[str, Any]:
    """compose.yaml, its anchors resolved."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return read


def of_compose() -> Commands:
    """Name of the process to its command."""
    services = compose()["services"]
    return {name: services[name]["command"] for name in SITE}


def of_systemd() -> Commands:
    """Name of the process to its command, the program by its name only."""
    commands = {}
    for name in SITE:
        program, *arguments = shlex.split(unit(f"posada-{name}.service")["Service"]["ExecStart"])
        assert program.startswith(INSTALLED)
        commands[name] = [program.removeprefix(INSTALLED), *arguments]
    return commands


def unit(name: str) -> configparser.ConfigParser:
    """One file of systemd; of a key that comes twice, the last one."""
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((SYSTEMD / name).read_text().replace("\\\n", " "))
    return read


def environment_of_systemd() -> dict[str, str]:
    """What the common part of the units sets for the site."""
    lines = (SYSTEMD / "posada-.service.d" / "10-common.conf").read_text().splitlines()
    words = [line.removeprefix("Environment=") for line in lines if line.startswith("Environment=")]
    return dict(word.split("=", 1) for line in words for word in shlex.split(line))
