"""The file handed to the prefect: a ZIP archive ciphered with AES-256 (WinZip AE-2), which any recent archiver opens."""

from __future__ import annotations

import io

import pyzipper


def ciphered_archive(files: dict[str, str], *, password: str) -> bytes:
    """The named texts, in UTF-8, in one archive that opens with the password only; their names stay readable."""
    packed = io.BytesIO()
    with pyzipper.AESZipFile(
        packed, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        for name, text in files.items():
            archive.writestr(name, text.encode("utf-8"))
    return packed.getvalue()
