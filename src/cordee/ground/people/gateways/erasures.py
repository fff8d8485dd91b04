"""The list of the erased, beside the database: numbers and moments, signed, for a backup of before to be put right."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cordee.ground.audit.rules import sign_words

_PURPOSE = "erasure"


class BadList(Exception):
    """A line nobody of this house wrote, with its number; the whole list is then refused."""


@dataclass(frozen=True)
class Erased:
    """Somebody erased: their number, and the moment their row was made.

    The moment tells them from whoever gets the same number in a database restored from before: it counts from the
    backup's last number again.
    """

    commune_code: str
    person_id: int
    created_at: datetime
    erased_at: datetime

    def line(self) -> str:
        """As it is written: four words and their signature."""
        words = (
            self.commune_code,
            str(self.person_id),
            self.created_at.isoformat(timespec="microseconds"),
            self.erased_at.isoformat(timespec="microseconds"),
        )
        return " ".join((*words, sign_words(_PURPOSE, *words)))


def erasure_list() -> Path:
    """Where the list stands: in the data folder, to be saved apart from the database."""
    return Path(settings.DATA_DIR) / "effacements"


def _read(line: str) -> Erased:
    *words, signature = line.split(" ")
    commune_code, person_id, created_at, erased_at = words
    if not hmac.compare_digest(signature, sign_words(_PURPOSE, *words)):
        raise ValueError
    return Erased(
        commune_code, int(person_id), datetime.fromisoformat(created_at), datetime.fromisoformat(erased_at)
    )


def read_erasures(path: Path) -> list[Erased]:
    """Everybody on a list, in order; an absent file holds nobody. Raises ``BadList``: an erasure cannot be undone.

    A last line cut short by a crash is left out: its erasure is written again by the next one.
    """
    if not path.exists():
        return []
    whole, _, _cut = path.read_text(encoding="utf-8", errors="replace").rpartition("\n")
    found = []
    for number, line in enumerate(whole.split("\n") if whole else [], start=1):
        try:
            found.append(_read(line))
        except ValueError:
            raise BadList(
                f"{path}, ligne {number} : elle n’a pas été écrite ici, ou avec une autre clé du journal "
                "(CORDEE_AUDIT_KEY, ou le fichier audit_key). Rien n’a été effacé."
            ) from None
    return found


def add_erasures(path: Path, erased: Iterable[Erased]) -> None:
    """Write lines at the end, on the disk before returning; a line cut short by a crash is taken away first."""
    lines = "".join(f"{one.line()}\n" for one in erased)
    if not lines:
        return
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(file.read().rfind(b"\n") + 1)
        file.truncate()
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())
