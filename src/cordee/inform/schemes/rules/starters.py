"""The list a town starts from, read from ``reference/schemes.toml``: proposals nobody reads before an agent has checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Starter:
    """One line of the list; the same words as ``Scheme``."""

    code: str
    title: str
    what: str
    audiences: tuple[str, ...]
    authority: str
    steps: tuple[str, ...] = ()
    authority_name: str = ""
    phone: str = ""
    link: str = ""
    crises: tuple[str, ...] = ()


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


@cache
def starters() -> dict[str, Starter]:
    """Starters by code, in the order of the file."""
    path = Path(__file__).resolve().parents[1] / "reference" / "schemes.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["scheme"]
    return {row["code"]: Starter(**_tupled(row)) for row in rows}
