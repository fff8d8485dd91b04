"""The texts of ``templates.toml`` and how they are filled."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cordee.ground.messaging.models import Channel, OnDoubt
from cordee.ground.messaging.rules.gsm import gsm_friendly

_PLACE = re.compile(r"\{(\w+)\}")


class MissingValue(KeyError):
    """A text was asked for without one of its values: a programming fault, never a hole in a message."""


@dataclass(frozen=True)
class Template:
    """One text in its two forms, and how it behaves when sending goes wrong."""

    kind: str
    sms: str
    subject: str
    email: str
    on_doubt: OnDoubt
    asked: bool = False
    answers: bool = False


@dataclass(frozen=True)
class Composed:
    """A text ready for ``queue_message``: its fields bear the same names."""

    kind: str
    subject: str
    body: str
    on_doubt: OnDoubt


@cache
def templates() -> dict[str, Template]:
    """All texts by kind."""
    raw: dict[str, dict[str, Any]] = tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    )
    return {
        kind: Template(
            kind, **{**text, "email": text["email"].strip(), "on_doubt": OnDoubt(text["on_doubt"])}
        )
        for kind, text in raw.items()
    }


def _filled(kind: str, text: str, values: dict[str, object]) -> str:
    # One pass: braces inside a value are a value, not another place to fill.
    def value(place: re.Match[str]) -> str:
        try:
            found = values[place[1]]
        except KeyError:
            raise MissingValue(f"{kind}: {place[1]}") from None
        filled = " ".join(str(found).split())
        if not filled:
            raise MissingValue(f"{kind}: {place[1]} is empty")
        return filled

    return _PLACE.sub(value, text)


def fill(template: str, **values: object) -> str:
    """The SMS of this kind, filled and written with one-septet characters where a faithful one exists.

    Values it does not use are ignored. Raises ``MissingValue`` (a ``KeyError``) when one is absent or empty.
    """
    if "town" in values:
        # As on an envelope: « Saint-Aubin » costs four characters more than « St-Aubin » in every SMS.
        values["town"] = re.sub(r"\bSaint(e?)-", r"St\1-", str(values["town"]))
    return gsm_friendly(_filled(template, templates()[template].sms, values))


def compose(template: str, channel: str, **values: object) -> Composed:
    """The text of this kind for a channel (``Channel.SMS`` or ``Channel.EMAIL``). Raises ``MissingValue``."""
    text = templates()[template]
    if channel == Channel.SMS:
        return Composed(template, "", fill(template, **values), text.on_doubt)
    subject, body = _filled(template, text.subject, values), _filled(template, text.email, values)
    return Composed(template, subject, body, text.on_doubt)


def was_asked(kind: str) -> bool:
    """True when a message of this kind answers something the person has just done."""
    return kind in templates() and templates()[kind].asked


def expects_answer(kind: str) -> bool:
    """True when a reply by SMS makes sense."""
    return kind in templates() and templates()[kind].answers
