"""What a bulletin starts from: the templates of ``reference/templates.toml``, and how they are filled (§ 6.5)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cordee.ground.messaging.rules.gsm import gsm_friendly

_FILE = Path(__file__).resolve().parents[1] / "reference" / "templates.toml"
_FIELD = re.compile(r"\{([a-z_]+)\}")
TEXTS = ("title", "action", "details", "places", "sms")


@dataclass(frozen=True)
class Template:
    """The whole start of a bulletin; ``hours`` it holds by default, ``crises`` the kinds of event that propose it."""

    code: str
    name: str
    kind: str
    event: str
    crises: tuple[str, ...]
    hours: int
    title: str
    action: str
    details: str
    places: str
    theme: str
    response: str
    severity: str
    urgency: str
    certainty: str
    sms: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields of its texts, each once, as they come."""
        return tuple(dict.fromkeys(name for text in TEXTS for name in _FIELD.findall(getattr(self, text))))


@cache
def templates() -> tuple[Template, ...]:
    """All of them, in the order of the file."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))["template"]
    return tuple(
        Template(code=code, **{**one, "crises": tuple(one["crises"]), "details": one["details"].strip()})
        for code, one in raw.items()
    )


@cache
def field_helps() -> dict[str, str]:
    """What each field is, in French, to be asked beside it."""
    fields: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["fields"]
    return fields


def template_named(code: str) -> Template:
    """The template of this code. Raises ``KeyError``."""
    return {one.code: one for one in templates()}[code]


def templates_for(crisis: str) -> tuple[Template, ...]:
    """Those that an event of this kind proposes, then the others; all of them when nothing is going on (« »)."""
    return tuple(sorted(templates(), key=lambda one: bool(crisis) and crisis not in one.crises))


def unfilled(*texts: str) -> tuple[str, ...]:
    """Fields still in sight in these texts: a bulletin that shows one is not ready."""
    return tuple(dict.fromkeys(name for text in texts for name in _FIELD.findall(text)))


def filled(template: Template, values: Mapping[str, str]) -> Template:
    """The template with its fields filled in one pass: braces inside a value are a value, not another field.

    A field without a value stays in sight (« {lieu} »). The SMS is written in one-septet characters, its commune as on
    an envelope (« St-Aubin »).
    """
    known = {name: clean for name, value in values.items() if (clean := " ".join(value.split()))}

    def put(text: str, shown: Mapping[str, str]) -> str:
        return _FIELD.sub(lambda field: shown.get(field[1], field[0]), text)

    short = {name: gsm_friendly(value) for name, value in known.items()}
    if "commune" in short:
        short["commune"] = re.sub(r"\bSaint(e?)-", r"St\1-", short["commune"])
    texts = {name: put(getattr(template, name), short if name == "sms" else known) for name in TEXTS}
    return replace(template, **texts)  # type: ignore[arg-type]
