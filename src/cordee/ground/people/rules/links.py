"""Web addresses as people write them, and as they are kept: https, one public host, nothing hidden in them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from cordee.ground.audit.rules import Refused

LONGEST_LINK = 300
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_FORBIDDEN = re.compile(r"[\s\x00-\x1f\x7f\\<>\"'`{}|^]")


def read_link(text: str, *, field: str | None = None) -> str:
    """Read « www.caf.fr/aides » or « https://… »; nothing for an empty one.

    Raises ``Refused`` for anything but https, a host that is not a public name, a password or a port in the address.
    """
    written = text.strip()
    if not written:
        return ""
    if written.lower().startswith("http://"):
        raise Refused("Donnez l’adresse qui commence par https:// : en http, elle se détourne.", field=field)
    wrong = Refused(
        f"« {written[:60]} » n’est pas une adresse de site complète : https://www.exemple.fr.", field=field
    )
    if len(written) > LONGEST_LINK or _FORBIDDEN.search(written):
        raise wrong
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if (
        parts.scheme.lower() != "https"
        or "@" in parts.netloc
        or port is not None
        or not _HOST.fullmatch(host)
    ):
        raise wrong
    return urlunsplit(("https", host, parts.path, parts.query, parts.fragment))


def host_of(link: str) -> str:
    """Where a kept link leads, as it is shown beside it: ``caf.fr``."""
    return (urlsplit(link).hostname or "").removeprefix("www.")
