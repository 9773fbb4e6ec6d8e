"""Refuse addresses of package registries and paths of one machine in the files of the repository."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Written in pieces, so that this file does not find itself.
REGISTRIES = "|".join(
    ["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "npmjs" + r"\.(com|org)"]
)
OPTIONS = "|".join(["--index" + "-url", "--extra-" + "index", "--find" + "-links"])
FORBIDDEN = re.compile(f"{REGISTRIES}|({OPTIONS})[ =]|{re.escape(str(ROOT.parent))}/{ROOT.name}/")


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = 0
    for name in filter(None, listed.stdout.split("\0")):
        file = ROOT / name
        try:
            rows = file.read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        for number, row in enumerate(rows, start=1):
            if FORBIDDEN.search(row):
                print(
                    f"{name}:{number}: an address or a path that belongs to one machine: {row.strip()[:80]}"
                )
                found += 1
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
