"""A keyring of each test's own: it remembers the last checkpoint of every organization."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_keyring(settings, tmp_path: Path) -> Path:
    settings.KEYRING_DIR = tmp_path / "keyring"
    settings.KEYRING_MARKER = tmp_path / "keyring.id"
    return settings.KEYRING_DIR
