"""A keyring of each test's own, because the purge remembers in it when it ran last."""

from pathlib import Path

import pytest

from privacy import retention
from privacy.purge import marks


@pytest.fixture(autouse=True)
def own_keyring(settings, tmp_path: Path, monkeypatch) -> Path:
    folder = tmp_path / "keyring"
    settings.KEYRING_DIR = folder
    settings.KEYRING_MARKER = tmp_path / "keyring.id"
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(marks, "_remembered", None)
    monkeypatch.setattr(retention, "_remembered", {})
    return folder
