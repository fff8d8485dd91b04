"""What leaves the house in a file: one archive, locked by a password told by another way."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping

import pyzipper

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def draw_password() -> str:
    """Five groups of four letters and digits nobody mistakes: about 99 bits, told by another way than the file."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(5))


def archive_of(files: Mapping[str, str | bytes], *, password: str = "") -> bytes:
    """The named files in one ZIP archive, texts in UTF-8; their names stay readable.

    With a password the contents are ciphered with AES-256 (WinZip AE-2), which any recent archiver opens.
    """
    packed = io.BytesIO()
    with pyzipper.AESZipFile(packed, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        if password:
            archive.setpassword(password.encode())
            archive.setencryption(pyzipper.WZ_AES, nbits=256)
        for name, content in files.items():
            archive.writestr(name, content.encode("utf-8") if isinstance(content, str) else content)
    return packed.getvalue()
