"""Have systemd check the units: they mean something, their programs exist, and little is allowed to them."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNITS = ROOT / "deploy" / "systemd"
INSTALLED = "/opt/posada/"
# Exposure in tenths, as `systemd-analyze security` counts it: 0 is sealed, 100 is everything.
MOST_EXPOSED = 15


def main() -> int:
    if shutil.which("systemd-analyze") is None:
        print("NOT CHECKED: systemd is not here: the units in deploy/systemd")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "units"
        shutil.copytree(UNITS, copy)
        names = sorted(file.name for file in copy.glob("posada-*.service"))
        for name in names:
            # The programs are looked for where this checkout has them.
            unit = (copy / name).read_text()
            (copy / name).write_text(unit.replace(INSTALLED, f"{ROOT}/"))
        checks = [["verify", "./posada.target", *(f"./{name}" for name in names)]]
        checks += [
            ["security", "--offline=yes", f"--threshold={MOST_EXPOSED}", "--no-pager", f"./{name}"]
            for name in names
        ]
        return max(check(arguments, copy) for arguments in checks)


def check(arguments: list[str], folder: Path) -> int:
    done = subprocess.run(
        ["systemd-analyze", *arguments],
        cwd=folder,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    about = [line for line in done.stdout.splitlines() if "posada" in line]
    if done.returncode or (arguments[0] == "verify" and about):
        print(done.stdout)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
