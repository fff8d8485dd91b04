"""The register of processing and the retention rules, read from their file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cordee.ground.audit.rules import Refused


@dataclass(frozen=True)
class Processing:
    """One line of the register (RGPD art. 30); ``controller`` has a hole for the town's name."""

    code: str
    name: str
    controller: str
    purpose: str
    basis: str
    people: str
    data: str
    recipients: str
    retention: str
    risk: str


@dataclass(frozen=True)
class RetentionRule:
    """How long a series is kept: ``days`` proposed, between ``least`` and ``most``."""

    code: str
    processing: str
    series: str
    counted: str
    days: int
    least: int
    most: int
    basis: str


@cache
def _file() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def processings() -> tuple[Processing, ...]:
    """Every processing, in the order of the register."""
    return tuple(Processing(**row) for row in _file()["processing"])


@cache
def retention_rules() -> dict[str, RetentionRule]:
    """Rules by code."""
    return {str(row["code"]): RetentionRule(**row) for row in _file()["rule"]}  # type: ignore[arg-type]


def check_days(rule: RetentionRule, days: int) -> None:
    """Raise ``Refused`` outside what the law and good sense leave open."""
    if not rule.least <= days <= rule.most:
        raise Refused(f"Entre {rule.least} et {rule.most} jours.", field="days")
