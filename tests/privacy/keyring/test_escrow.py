"""The escrow brings back what opens the keyring, and nothing that was erased."""

import shutil

import pytest

from privacy.keyring import destroying, escrow, places, rotation
from privacy.keyring.errors import KeyGone, WrongRootSecret
from privacy.keyring.folder import Folder
from privacy.keyring.ring import Keyring
from tests.privacy.keyring.conftest import SECRET, new_subject
from tests.privacy.keyring.test_bad_input import afresh, file_of
from tests.privacy.keyring.test_keys import DAY, files_of

PASSPHRASE = "azul puerta siete camino pan luna"


def test_it_opens_with_its_passphrase_only(ring):
    ring.key_for_sealing(new_subject())
    text = escrow.export(ring, PASSPHRASE)
    lines = text.splitlines()

    assert escrow.opened(f"printed:\n{text}\n", PASSPHRASE).root_secret == SECRET
    assert SECRET not in text
    for broken in (text.replace(lines[2], lines[2][::-1]), "", "\n".join(lines[:-2]), text.upper()):
        with pytest.raises(escrow.EscrowNotOpened):
            escrow.opened(broken, PASSPHRASE)
    with pytest.raises(escrow.EscrowNotOpened):
        escrow.opened(text, PASSPHRASE + ".")


def test_a_short_passphrase_is_refused(ring):
    with pytest.raises(escrow.PassphraseTooShort):
        escrow.export(ring, "nineteen characters")


def test_it_holds_no_key_of_a_day_or_subject(ring):
    subject = new_subject(DAY)
    key = ring.key_for_sealing(subject)

    found = escrow.opened(escrow.export(ring, PASSPHRASE), PASSPHRASE)

    assert found.organizations == {subject.tenant: ring.open(places.of_organization(subject.tenant))}
    assert key.hex() not in repr(vars(found))
    assert ring.open(places.of_day(subject.tenant, DAY)).hex() not in repr(vars(found))


def test_it_brings_back_the_format_and_damaged_keys_of_organizations(ring, folder):
    subjects = [new_subject(DAY) for _ in range(3)]
    keys = [ring.key_for_sealing(subject) for subject in subjects]
    found = escrow.opened(escrow.export(ring, PASSPHRASE), PASSPHRASE)
    (folder / "format").write_bytes(b"")
    file_of_organization = next((folder / places.organization_folder(subjects[0].tenant)).glob("key.*"))
    file_of_organization.write_bytes(b"")
    next((folder / places.organization_folder(subjects[1].tenant)).glob("key.*")).unlink()

    back = escrow.restore(afresh(ring), found)

    assert set(back) == {subjects[0].tenant, subjects[1].tenant}
    assert [afresh(ring).key_for_opening(subject) for subject in subjects] == keys


def test_it_brings_back_nothing_that_was_erased(ring, folder):
    day, organization = new_subject(DAY), new_subject()
    for subject in (day, organization):
        ring.key_for_sealing(subject)
    found = escrow.opened(escrow.export(ring, PASSPHRASE), PASSPHRASE)
    destroying.destroy_day(ring, day.tenant, DAY)
    destroying.destroy_tenant(ring, organization.tenant)

    assert escrow.restore(afresh(ring), found) == []

    for subject in (day, organization):
        with pytest.raises(KeyGone):
            afresh(ring).key_for_opening(subject)


def test_under_another_root_secret_the_right_one_is_put_back_first(ring, folder):
    """After a rotation: the escrow of before still holds the keys, but not the secret that counts."""
    subject = new_subject()
    key = ring.key_for_sealing(subject)
    found = escrow.opened(escrow.export(ring, PASSPHRASE), PASSPHRASE)
    rotation.rotate(ring, "the next root secret")
    new = Keyring(Folder(folder, "the next root secret"))
    file_of(folder, subject, "organization").write_bytes(b"")

    with pytest.raises(WrongRootSecret):
        escrow.restore(afresh(ring), found)

    assert escrow.restore(new, found) == [subject.tenant]
    assert new.key_for_opening(subject) == key


def test_the_escrow_of_another_keyring_is_refused(ring, folder):
    ring.key_for_sealing(new_subject())
    found = escrow.opened(escrow.export(ring, PASSPHRASE), PASSPHRASE)
    shutil.rmtree(folder)
    new = afresh(ring)
    new.folder.make()
    new.key_for_sealing(new_subject())
    before = files_of(folder)

    with pytest.raises(escrow.EscrowOfAnother):
        escrow.restore(afresh(ring), found)

    assert files_of(folder) == before
