"""The security checklist tells of tests that exist, and answers every chapter and section of ASVS 5.0, level 2."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security" / "asvs.md"
SECTIONS = (
    "1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3 2.4 3.2 3.3 3.4 3.5 3.7 4.1 4.2 4.3 4.4 5.1 5.2 5.3 5.4 6.1 6.2 6.3 6.4 6.5 6.6 6.8 "
    "7.1 7.2 7.3 7.4 7.5 7.6 8.1 8.2 8.3 8.4 9.1 9.2 10.1 10.2 10.3 10.4 10.5 10.6 10.7 11.1 11.2 11.3 11.4 11.5 11.6 "
    "12.1 12.2 12.3 13.1 13.2 13.3 13.4 14.1 14.2 14.3 15.1 15.2 15.3 16.1 16.2 16.3 16.4 16.5 17.1 17.2 17.3"
).split()
"""Those with at least one requirement of level 1 or 2."""
ROW = re.compile(r"^\| ([0-9][^|]*) \| (\w[^|]*) \| ([^|]*) \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def test_every_path_of_the_checklist_exists():
    named = re.findall(
        r"`([\w./-]+/[\w./-]+\.\w+|pyproject\.toml|SECURITY\.md)`", PAGE.read_text(encoding="utf-8")
    )
    assert len(named) > 80
    assert sorted({path for path in named if not (ROOT / path).is_file()}) == []


def test_every_section_is_answered_once_with_a_known_state():
    told = rows()
    assert {state for _, state, _ in told} <= {"held", "partly", "missing", "n/a"}
    assert {
        ".".join(number.split(".")[:2]) for one, _, _ in told for number in re.findall(r"[\d.]+", one)
    } == set(SECTIONS)
    numbers = [number for one, _, _ in told for number in one.split(", ")]
    assert len(numbers) == len(set(numbers))


def test_whatever_is_not_held_says_why():
    assert [one for one, state, why in rows() if state != "held" and len(why.strip()) < 9] == []
