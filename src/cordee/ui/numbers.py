"""Numbers as an address or a form sends them, when no form field reads them."""

from __future__ import annotations

from django.urls.converters import IntConverter

# A key of the database holds in 63 bits: eighteen digits always do.
_MOST_DIGITS = 18


def row_number(typed: str) -> int | None:
    """The number of a row, or ``None`` for whatever is not one: « ² » is a digit to Python, and no number."""
    plain = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
    return int(typed) if plain else None


class RowConverter(IntConverter):
    """``<row:…>`` in an address: a number no database finds too large; any other page does not exist."""

    regex = f"[0-9]{{1,{_MOST_DIGITS}}}"
