"""What a caller says, beside the form: by event and by language (domain.md § 2.9)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Script:
    """Words to say. ``language`` is that of the words; ``missing`` when the person's own language has none."""

    language: str
    opening: str
    questions: tuple[str, ...]
    closing: str
    voicemail: str
    missing: bool


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def script_languages() -> tuple[str, ...]:
    """Languages in which there are words."""
    return tuple(_file())


def script_for(
    *, kind: str, language: str, name: str, caller: str, town: str, phone: str, word: str = ""
) -> Script:
    """The words for one call; in French where the language has none. Nothing of the register is in the voicemail."""
    spoken = language if language in _file() else "fr"
    words = _file()[spoken]
    given = {"name": name, "caller": caller, "town": town, "phone": phone}
    given["word_line"] = words["word_line"].format(word=word) if word else ""
    kinds: dict[str, list[str]] = words["kinds"]
    return Script(
        spoken,
        words["opening"].format(**given),
        tuple(kinds.get(kind, kinds["other"])),
        words["closing"].format(**given),
        words["voicemail"].format(**given),
        missing=spoken != language,
    )
