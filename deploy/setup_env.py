"""Make the Python environment in .venv, showing how far it is. Standard library only.

    python3 deploy/setup_env.py base    what the site runs on
    python3 deploy/setup_env.py dev     the same plus tests and checks

Nothing happens when the requirements have not changed since the last time.
"""

import os
import shutil
import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(f"Posada needs Python 3.11 or newer, found {sys.version.split()[0]}: install python3.11.")

import hashlib
import importlib.util
import re
import subprocess
import tempfile
import threading
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
FETCHED = re.compile(r"(?:Collecting|Ignoring|Requirement already satisfied:) ([\w.-]+)")


def fingerprint(kind: str) -> str:
    """Changes when the requirements or the Python they were installed for change."""
    told = (ROOT / "requirements" / f"{kind}.txt").read_bytes()
    return hashlib.sha256(told + sys.version.encode()).hexdigest()


def stamp(kind: str) -> Path:
    return HOME / f"installed-{kind}"


def is_current(kind: str) -> bool:
    return PYTHON.exists() and stamp(kind).exists() and stamp(kind).read_text() == fingerprint(kind)


def is_broken() -> bool:
    """No environment here, or one whose Python was moved or is another version."""
    if not PYTHON.exists():
        return True
    asked = subprocess.run(
        [PYTHON, "-c", "import sys; print(sys.version)"], check=False, capture_output=True, text=True
    )
    return asked.stdout.rstrip("\n") != sys.version


def create() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("Python's venv module is incomplete here: install python3-venv, then run this again.")
    print("Making the Python environment in .venv", flush=True)
    venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(HOME)


class Progress:
    """One line that is written over on a terminal, and a line per ten packages elsewhere."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.shown = 0

    def show(self, step: str, done: int, name: str = "") -> None:
        done = min(done, self.total)
        if sys.stdout.isatty():
            bar = "#" * (30 * done // self.total)
            print(f"\r  {step:<11} [{bar:<30}] {done:>3} of {self.total}  {name:<32.32}", end="", flush=True)
        elif done // 10 != self.shown // 10 or done == self.total != self.shown:
            print(f"  {step}: {done} of {self.total}", flush=True)
        self.shown = done

    def end(self) -> None:
        if sys.stdout.isatty():
            print(flush=True)


def watch(packages: Path, before: int, progress: Progress, ended: threading.Event) -> None:
    """pip is silent while it unpacks, so count what has appeared."""
    while not ended.wait(0.3):
        progress.show("installing", len(list(packages.glob("*.dist-info"))) - before)


def install(kind: str) -> None:
    listed = ROOT / "requirements" / f"{kind}.txt"
    progress = Progress(len(re.findall(r"^[A-Za-z0-9]", listed.read_text(), re.MULTILINE)))
    packages = next((HOME / "lib").glob("python3.*/site-packages"))
    before = len(list(packages.glob("*.dist-info")))
    ended = threading.Event()
    watcher = threading.Thread(target=watch, args=(packages, before, progress, ended), daemon=True)
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--no-input", "-r", str(listed)]

    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True) as pip,
    ):
        done = 0
        for line in pip.stdout or ():
            named = FETCHED.match(line)
            if named:
                done += 1
                progress.show("fetching", done, named[1])
            elif line.startswith("Installing collected packages") and not watcher.is_alive():
                progress.show("fetching", progress.total)
                progress.end()
                watcher.start()
        ended.set()
        code = pip.wait()
        if watcher.ident:
            watcher.join()
        complaints.seek(0)
        told = complaints.read()
    if code:
        progress.end()
        sys.exit(
            f"{told}\nThe packages could not be installed (see above). Nothing else was changed; try again."
        )
    progress.show("installed", progress.total)
    progress.end()
    stamp(kind).write_text(fingerprint(kind))


def main(kind: str) -> None:
    if is_current(kind) or (kind == "base" and is_current("dev")):
        return
    if is_broken():
        create()
    install(kind)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "base")
