"""Files sealed to a passphrase, in a form that common programs open: ZIP with AES-256 (WinZip's AE-2)."""

import io
from collections.abc import Mapping

import pyzipper


def as_sealed_zip(files: Mapping[str, bytes], *, passphrase: str) -> bytes:
    """The files in one archive, made in memory. Names and sizes are in clear: keep the names dull."""
    content = io.BytesIO()
    with pyzipper.AESZipFile(
        content, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(passphrase.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        for name, body in files.items():
            archive.writestr(name, body)
    return content.getvalue()
