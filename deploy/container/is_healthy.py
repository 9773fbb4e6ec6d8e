"""Ask the process beside this one whether it can serve: `is_healthy.py PORT` ends with 0 or 1."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

SECONDS = 4


def main(port: str) -> int:
    # The site answers to its own name only.
    name = urlsplit(os.environ.get("POSADA_URL", "")).hostname or "localhost"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/health/", headers={"Host": name})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return 0 if answer.status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
