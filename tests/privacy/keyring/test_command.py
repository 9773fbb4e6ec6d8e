"""`manage.py keyring`: prints ids, days and counts, and nothing else."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from privacy import checks, keyring
from privacy.keyring import SITE, places
from tests.privacy.keyring.conftest import SECRET, new_subject
from tests.privacy.keyring.test_keys import DAY

NEW = "the next root secret of this test " * 2


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    """A site with a keyring of its own."""
    settings.KEYRING_DIR = tmp_path / "keyring"
    settings.KEYRING_MARKER = tmp_path / "keyring.id"
    settings.POSADA_ROOT_SECRET = SECRET
    settings.NEW_ROOT_SECRET = ""
    return settings


def run(*arguments):
    out = StringIO()
    call_command("keyring", *map(str, arguments), stdout=out)
    return out.getvalue()


def sealed(day=None):
    subject = new_subject(day)
    return subject, keyring.key_for_sealing(subject)


def test_status_before_anything_was_sealed_makes_nothing(site):
    assert "No keyring yet" in run("status")
    assert not Path(site.KEYRING_DIR).exists()
    assert checks.the_keyring_opens() == []


def test_status_counts_keys_by_organization_and_day():
    subject, _key = sealed(DAY)
    keyring.key_for_sealing(new_subject(DAY, subject.tenant))
    keyring.key_for_sealing(new_subject(None, SITE))

    lines = run("status").splitlines()

    assert lines[0].endswith("format 1.")
    assert lines[2] == "the site itself"
    assert lines[3].split()[:3] == ["present", "1", "keys,"]
    assert lines[4] == str(subject.tenant)
    assert lines[5].split()[:3] == [DAY.isoformat(), "2", "keys,"]
    assert str(subject.subject) not in "".join(lines)


def test_verify_ends_well_or_names_the_damage(site):
    subject, _key = sealed()
    assert run("verify") == "Every key opens.\n"
    path = places.of_subject(subject).path
    (Path(site.KEYRING_DIR) / path).write_bytes(b"")
    out = StringIO()

    with pytest.raises(CommandError, match="Not everything is in order"):
        call_command("keyring", "verify", stdout=out)

    assert out.getvalue() == f"damaged: {path}\n"


def test_rotate_reads_the_new_secret_from_the_environment(site):
    subject, key = sealed()
    with pytest.raises(CommandError, match="POSADA_ROOT_SECRET_NEW_FILE"):
        run("rotate")
    site.NEW_ROOT_SECRET = NEW

    assert run("rotate").startswith("1 keys are under the new root secret")

    with pytest.raises(CommandError, match="root secret does not fit"):
        run("status")
    (warning,) = checks.the_keyring_opens()
    assert (warning.id, warning.msg) == ("privacy.W001", "The root secret does not fit the keyring.")
    site.POSADA_ROOT_SECRET = NEW
    assert keyring.key_for_opening(subject) == key


def test_escrow_there_and_back(site, tmp_path):
    subject, key = sealed()
    passphrase, file, secret = (tmp_path / name for name in ("passphrase", "escrow", "root_secret"))
    passphrase.write_text("azul puerta siete camino pan luna\n")
    said = run("export-escrow", file, "--passphrase-file", passphrase)

    assert "No keys of days or subjects" in said
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="File exists"):
        run("export-escrow", file, "--passphrase-file", passphrase)
    run("restore-escrow", file, "--passphrase-file", passphrase, "--root-secret-to", secret)
    assert secret.read_text() == SECRET
    next((Path(site.KEYRING_DIR) / places.organization_folder(subject.tenant)).glob("key.*")).unlink()
    keyring.current().cache.clear()
    assert run("restore-escrow", file, "--passphrase-file", passphrase).startswith("1 keys")
    assert keyring.key_for_opening(subject) == key
    passphrase.write_text("azul puerta siete camino pan")
    with pytest.raises(CommandError, match="does not open with this passphrase"):
        run("restore-escrow", file, "--passphrase-file", passphrase)


def test_make_after_a_loss_and_never_over_another(site):
    subject, _key = sealed()
    with pytest.raises(CommandError, match="already"):
        run("make")
    shutil.rmtree(site.KEYRING_DIR)
    with pytest.raises(CommandError, match="keyring make"):
        run("status")

    assert "erased" in run("make")

    with pytest.raises(keyring.KeyGone):
        keyring.key_for_opening(subject)
    assert checks.the_keyring_opens() == []


def test_the_public_key_checks_what_was_signed():
    signature = keyring.sign(b"receipt")

    assert keyring.verify(bytes.fromhex(run("public-key")), b"receipt", signature)
