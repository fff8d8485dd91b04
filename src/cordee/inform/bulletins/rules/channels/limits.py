"""Lengths that other people's services ask for: data, for they change without telling us (``reference/channels.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TO_CHECK = "longueurs à vérifier auprès de l’éditeur"
REFERENCE = Path(__file__).resolve().parents[2] / "reference"


@dataclass(frozen=True)
class AppLimits:
    """An app of small towns, with the characters its title and its body take; ``to_check`` when nobody confirmed them."""

    code: str
    name: str
    title: int
    body: int
    to_check: bool


@cache
def _limits() -> dict[str, Any]:
    return tomllib.loads((REFERENCE / "channels.toml").read_text(encoding="utf-8"))


@cache
def app_limits() -> tuple[AppLimits, ...]:
    """The apps, in the order of the file."""
    return tuple(AppLimits(code=code, **values) for code, values in _limits()["app"].items())


def characters(service: str, part: str) -> int:
    """Characters that a part of a service holds: ``characters("social", "text")``."""
    return int(_limits()[service][part])
