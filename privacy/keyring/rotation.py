"""A new root secret: the keys of organizations are wrapped anew, what lies under them stays as it is.

The file of an organization's key carries the name of the root secret that opens it, `key.<name>`. First all
are written under the new one, beside the old ones; then the file `format` changes at one stroke, and with it
the secret that counts; then the old ones are overwritten. Killed before the stroke nothing has changed,
after it the next call takes away what is left.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from privacy.keyring import contents, files, places, wrapping
from privacy.keyring.folder import plainly
from privacy.keyring.ring import Keyring
from privacy.keyring.wrapping import Root


def rotate(ring: Keyring, new_secret: str) -> int:
    """Make this the root secret; the number of organizations' keys. Idempotent; to be repeated after a kill.

    Every process must be started anew with it.

    Raises: WrongRootSecret, KeyringDamaged, KeyringUnavailable.
    """
    with plainly(), ring.folder.locked(alone=True):
        before = ring.folder.format()
        new = wrapping.root_of(new_secret, keyring=before.id)
        if before.root != new.name:
            _wrap_anew(ring, new)
            ring.folder.write_format(replace(before, root=new.name))
        count = _take_old_away(ring, new)
        ring.folder.next_generation()
    ring.cache.clear()
    return count


def _wrap_anew(ring: Keyring, new: Root) -> None:
    ring.folder.root()
    ring.cache.clear()
    for tenant in contents.tenants(ring):
        place = places.of_organization(tenant)
        wrapped = wrapping.wrap(ring.open_kept(place), under=new.key, meaning=ring.meaning(place))
        files.replace(ring.folder.path / f"{place.path}.{new.name}", wrapped, drafts=ring.folder.drafts)


def _take_old_away(ring: Keyring, new: Root) -> int:
    count = 0
    for folder in _organization_folders(ring):
        for file in folder.glob("key.*"):
            if file.suffix == f".{new.name}":
                count += 1
                continue
            files.overwrite([file])
            file.unlink()
        files.sync(folder)
    return count


def _organization_folders(ring: Keyring) -> Iterator[Path]:
    for tenant in contents.tenants(ring):
        yield ring.folder.path / places.organization_folder(tenant)
