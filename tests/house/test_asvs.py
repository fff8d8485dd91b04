"""The security checklist tells of tests that exist, and answers every chapter and section of ASVS 5.0, level 2."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security" / "asvs.md"
LAST = dict(
    one.split(":")
    for one in (
        "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 "
        "5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 "
        "8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 "
        "11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 "
        "16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2"
    ).split()
)
"""The last requirement of level 1 or 2 of each section of ASVS 5.0.0: those of level 3 are numbered after them."""
ROW = re.compile(r"^\| ([0-9][^|]*) \| (\w[^|]*) \| ([^|]*) \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def test_every_path_of_the_checklist_exists():
    named = re.findall(
        r"`([\w./-]+/[\w./-]+\.\w+|pyproject\.toml|SECURITY\.md)`", PAGE.read_text(encoding="utf-8")
    )
    assert len(named) > 80
    assert sorted({path for path in named if not (ROOT / path).is_file()}) == []


def numbers(words: str) -> list[str]:
    """« 1.2.6–1.2.8, 1.3.1 » one by one."""
    told = []
    for part in words.split(", "):
        first, _, last = part.partition("–")
        section, _, begins = first.rpartition(".")
        assert not last or last.rpartition(".")[0] == section, part
        ends = int((last or first).rpartition(".")[2])
        told += [f"{section}.{number}" for number in range(int(begins), ends + 1)]
    return told


def test_every_requirement_of_levels_one_and_two_is_answered_once_with_a_known_state():
    told = rows()
    assert {state for _, state, _ in told} <= {"held", "partly", "missing", "n/a"}
    answered = [number for one, _, _ in told for number in numbers(one)]
    wanted = [f"{section}.{number}" for section, last in LAST.items() for number in range(1, int(last) + 1)]
    assert len(wanted) == 253
    assert sorted(answered) == sorted(wanted)


def test_whatever_is_not_held_says_why():
    assert [one for one, state, why in rows() if state != "held" and len(why.strip()) < 9] == []
