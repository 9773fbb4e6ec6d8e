"""Prepare a copy of the code for mode `server`: texts, static files, byte code. Needs no settings.

Run it after every change of the code, by whoever owns it: the site itself may only read these files.
"""

import compileall
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Redoc comes along with the page of the API's document and is not used.
COLLECT = ["collectstatic", "--no-input", "--clear", "--ignore", "redoc", "--verbosity", "0"]
STEPS = [["compile_texts"], COLLECT]


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        environment = {"PATH": os.environ.get("PATH", ""), "POSADA_MODE": "server", "POSADA_DATA": data}
        for step in STEPS:
            subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, env=environment, check=True)
    for folder in sorted(ROOT.iterdir()):
        if folder.is_dir() and (folder / "__init__.py").exists():
            compileall.compile_dir(folder, quiet=1)


if __name__ == "__main__":
    main()
