"""Numbers of services: ten digits, or the short ones (« 3646 », « 115 ») a person's telephone never has."""

from __future__ import annotations

import re

from cordee.ground.people.rules.phones import display_phone, parse_phone

_SHORT = re.compile(r"1[578]|11[2459]|19[167]|116\d{3}|3\d{3}")


def read_service_phone(text: str, *, field: str | None = None) -> str:
    """A short number as digits, any other in E.164, nothing for an empty one. Raises ``Refused``."""
    digits = re.sub(r"[\s.\-\u00a0\u202f]", "", text)
    if not digits:
        return ""
    return digits if _SHORT.fullmatch(digits) else parse_phone(text, field=field)


def shown_service_phone(kept: str) -> str:
    """« 36 46 », « 115 », « 02 41 00 00 00 »."""
    if kept.startswith("+"):
        return display_phone(kept)
    return f"{kept[:2]} {kept[2:]}" if len(kept) == 4 else kept
