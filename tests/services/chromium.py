"""The browser of the browser tests: Debian's, or the one that POSADA_TEST_CHROMIUM names."""

import os
import shutil


def find() -> str | None:
    named = os.environ.get("POSADA_TEST_CHROMIUM", "")
    return (
        named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )
