"""E-mail addresses as people write them in a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cordee.ground.audit.rules import Refused

_ADDRESS = re.compile(r"^[^\s@<>()\[\],;:\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}$")
_FOUND = re.compile(r"[^\s@<>()\[\],;:\"/]+@[^\s@<>()\[\],;:\"/]+")


@dataclass(frozen=True)
class Email:
    """An address in lower case. ``deliverable`` is false when it has an accent: most mail servers refuse it
    (RFC 6531).
    """

    address: str
    deliverable: bool
    others: tuple[str, ...] = ()


def read_email(text: str) -> Email | None:
    """Read the first address of a cell; ``None`` for an empty one. Raises ``Refused`` when there is none in
    it.
    """
    written = text.strip()
    if not written:
        return None
    found = [address.strip(".'’-").lower() for address in _FOUND.findall(written.replace("mailto:", ""))]
    valid = [
        address
        for address in found
        if _ADDRESS.match(address) and ".." not in address and len(address) <= 254
    ]
    if not valid:
        raise Refused(f"« {written[:60]} » n’est pas une adresse de courriel complète (nom@exemple.fr).")
    return Email(valid[0], valid[0].isascii(), tuple(valid[1:]))
