"""The platforms a town starts from (``reference/platforms.toml``): drafts nobody reads before an agent has looked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class StarterPlatform:
    """One line of the list; the same words as ``Platform``."""

    code: str
    name: str
    what: str
    serves: tuple[str, ...]
    link: str
    needs_account: bool | None = None
    needs_internet: bool | None = True


@cache
def starter_platforms() -> dict[str, StarterPlatform]:
    """Starters by code, in the order of the file."""
    path = Path(__file__).resolve().parents[1] / "reference" / "platforms.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["platform"]
    return {row["code"]: StarterPlatform(**{**row, "serves": tuple(row["serves"])}) for row in rows}
