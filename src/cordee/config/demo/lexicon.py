"""Reading the words of the demonstration town, once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(name: str) -> dict[str, Any]:
    """One file of ``words/``: ``names``, ``streets`` or ``needs``."""
    return tomllib.loads(files(__package__).joinpath(f"words/{name}.toml").read_text(encoding="utf-8"))
