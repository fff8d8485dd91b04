"""The register of processing and the retention rules, read from their file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cordee.ground.audit.rules import Refused


@dataclass(frozen=True)
class Processing:
    """One line of the register (RGPD art. 30); ``controller`` has a hole for the town's name.

    How long is said by its rules: those of its code and those named in ``also``; ``stays`` says what none of them ends.
    """

    code: str
    name: str
    controller: str
    purpose: str
    basis: str
    people: str
    data: str
    recipients: str
    risk: str
    spoken: str
    health: str = ""
    stays: str = ""
    also: tuple[str, ...] = ()
    objection: bool = True


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
    told: str
    after: str


@dataclass(frozen=True)
class NoticeDoor:
    """One occasion on which people are told: the processings that begin there, the main one first."""

    code: str
    name: str
    processings: tuple[str, ...]


@cache
def _file() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def processings() -> tuple[Processing, ...]:
    """Every processing, in the order of the register."""
    return tuple(Processing(**row | {"also": tuple(row.get("also", ()))}) for row in _file()["processing"])


@cache
def retention_rules() -> dict[str, RetentionRule]:
    """Rules by code."""
    return {str(row["code"]): RetentionRule(**row) for row in _file()["rule"]}


@cache
def notice_doors() -> dict[str, NoticeDoor]:
    """Occasions by code, in the order of the file."""
    return {
        str(row["code"]): NoticeDoor(row["code"], row["name"], tuple(row["processings"]))
        for row in _file()["door"]
    }


def rules_of(processing: Processing) -> list[RetentionRule]:
    """The rules that end a processing, its own first."""
    own = [rule for rule in retention_rules().values() if rule.processing == processing.code]
    return own + [retention_rules()[code] for code in processing.also]


def check_days(rule: RetentionRule, days: int) -> None:
    """Raise ``Refused`` outside what the law and good sense leave open."""
    if not rule.least <= days <= rule.most:
        raise Refused(f"Entre {rule.least} et {rule.most} jours.", field="days")
