"""The zip around XLSX and ODS, weighed before a single cell is parsed.

A 0.36 MB workbook that unfolds into 106 MB costs 66 s of parsing: sizes, ratio, number of rows and entities
are checked on the bytes first, where it costs a fraction of a second.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.sheets.tables import MAX_LINES

MAX_UNFOLDED = 150_000_000
MAX_RATIO = 150
_RATIO_FROM = 10_000_000
MAX_PARTS = 2_000
_CHUNK = 1 << 20
_TOO_BIG = (
    "Ce classeur, une fois déplié, est démesuré : il n’a pas été ouvert. Gardez la seule feuille utile."
)
_LOCKED = "Ce classeur est protégé par un mot de passe : enlevez la protection puis envoyez-le de nouveau."
_BROKEN = (
    "Ce classeur est abîmé ou incomplet : ouvrez-le dans votre tableur, enregistrez-le, puis envoyez-le de "
    "nouveau."
)


class SheetPackage:
    """A zip that holds a spreadsheet; ``kind`` is ``xlsx`` or ``ods``. Opening it raises ``Refused``."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, UnicodeDecodeError):
            raise Refused(_BROKEN) from None
        names = {part.filename for part in parts}
        self.content = content
        self.kind = self._kind_of(names)
        self._weigh(parts)

    @staticmethod
    def _kind_of(names: set[str]) -> str:
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "content.xml" in names:
            return "ods"
        if "xl/workbook.bin" in names:
            raise Refused("Ce classeur est au format .xlsb : « Enregistrer sous » au format .xlsx.")
        if any(name.startswith("word/") for name in names):
            raise Refused(
                "Ce fichier est un document Word, pas un tableur : copiez le tableau dans un tableur."
            )
        raise Refused(
            "Cette archive ne contient pas de tableur : envoyez le fichier .xlsx, .ods ou .csv lui-même."
        )

    def _weigh(self, parts: list[zipfile.ZipInfo]) -> None:
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNFOLDED:
            raise Refused(_TOO_BIG)
        for part in parts:
            if part.flag_bits & 0x1:
                raise Refused(_LOCKED)
            if part.file_size > _RATIO_FROM and part.file_size > MAX_RATIO * max(1, part.compress_size):
                raise Refused(_TOO_BIG)
            if part.filename.endswith((".xml", ".rels")):
                self._search(part.filename)

    def _search(self, name: str) -> None:
        """Refuse entities, and count the rows of a sheet, without building anything."""
        rows, tail = 0, b""
        counted = name.startswith("xl/worksheets/") or name == "content.xml"
        for chunk in self.chunks(name):
            window = tail + chunk
            if (
                b"<!DOCTYPE" in window
                or b"<!ENTITY" in window
                or (not tail and window[:2] in {b"\xff\xfe", b"\xfe\xff"})
            ):
                raise Refused(_BROKEN)
            if counted:
                rows += len(re.findall(rb"<(?:\w+:)?(?:table-)?row[\s/>]", window)) - len(
                    re.findall(rb"<(?:\w+:)?(?:table-)?row[\s/>]", tail)
                )
                if rows > 4 * MAX_LINES:
                    raise Refused(
                        f"Ce classeur compte plus de {MAX_LINES} lignes : coupez-le en plusieurs fichiers."
                    )
            tail = window[-40:]

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, in pieces, at most the size it declares. Raises ``Refused`` when they are
        broken.
        """
        try:
            with self._zip.open(name) as part:
                while piece := part.read(_CHUNK):
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            KeyError,
            OSError,
        ):
            raise Refused(_BROKEN) from None

    def part(self, name: str) -> bytes:
        """A whole part, ``b""`` when it is absent."""
        return b"".join(self.chunks(name)) if name in self._zip.namelist() else b""

    @staticmethod
    def broken() -> Refused:
        """What to tell when the inside does not hold together."""
        return Refused(_BROKEN)

    @staticmethod
    def locked() -> Refused:
        """What to tell when a password is asked."""
        return Refused(_LOCKED)
