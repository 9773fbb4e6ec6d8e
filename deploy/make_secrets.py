"""Make the secrets of an installation once: `python3 deploy/make_secrets.py FOLDER`. Standard library only.

Files that exist are left as they are. The folder is closed to everybody but its owner; the files in
it are readable, because compose hands them as they are to processes that run as other users.
"""

import secrets
import sys
from pathlib import Path

LENGTH = 48


def write_once(file: Path, value: str) -> None:
    if file.exists():
        print(f"  {file.name}: kept")
        return
    file.write_text(value, encoding="ascii")
    file.chmod(0o444)
    print(f"  {file.name}: made")


def main(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    password = folder / "database_password"
    write_once(password, secrets.token_urlsafe(LENGTH))
    write_once(folder / "database_url", f"postgresql://posada:{password.read_text()}@postgres:5432/posada")
    # The site serves as a role that owns nothing and passes by no wall between organizations.
    password = folder / "runtime_password"
    write_once(password, secrets.token_urlsafe(LENGTH))
    write_once(folder / "runtime_url", f"postgresql://posada_web:{password.read_text()}@postgres:5432/posada")
    write_once(folder / "secret_key", secrets.token_urlsafe(LENGTH))
    write_once(folder / "root_secret", secrets.token_urlsafe(LENGTH))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where: python3 deploy/make_secrets.py deploy/secrets")
    main(Path(sys.argv[1]))
