"""The texts of ``templates.toml`` and how they are filled."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cordee.ground.messaging.models import Channel, OnDoubt
from cordee.ground.messaging.rules.gsm import ALONE, gsm_friendly, sms_length

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
    sms_short: str = ""
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


# What may be cut, the least useful first, and the characters that must stay: a link, a number, a day never are.
_MAY_BE_CUT = (("town", 10), ("place", 40), ("activity", 12), ("district", 10), ("first_name", 8))


def _cut(value: str, length: int) -> str:
    return value[: length - 1].rstrip(" -,;'’") + "."


def _fitted(kind: str, text: str, values: dict[str, object]) -> tuple[str, bool]:
    """The text filled, its longest names cut as little as one SMS asks for; and whether it is then one SMS."""
    values = dict(values)
    filled = gsm_friendly(_filled(kind, text, values))
    for name, least in _MAY_BE_CUT:
        length = sms_length(filled)
        over = length.characters - ALONE[length.encoding]
        if over <= 0:
            break
        value = " ".join(str(values.get(name, "")).split())
        if f"{{{name}}}" in text and len(value) > least:
            values[name] = _cut(value, max(least, len(value) - over))
            filled = gsm_friendly(_filled(kind, text, values))
    return filled, sms_length(filled).segments == 1


def fill(template: str, **values: object) -> str:
    """The SMS of this kind, filled and written with one-septet characters where a faithful one exists.

    One SMS rather than two: when the filled text is over 160 septets, long names are cut, then the short form of the
    text is tried. What still does not fit is sent whole, in two. Values it does not use are ignored. Raises
    ``MissingValue`` (a ``KeyError``) when one is absent or empty.
    """
    if "town" in values:
        # As on an envelope: « Saint-Aubin » costs four characters more than « St-Aubin » in every SMS.
        values["town"] = re.sub(r"\bSaint(e?)-", r"St\1-", str(values["town"]))
    known = templates()[template]
    fitted, alone = _fitted(template, known.sms, values)
    if not alone and known.sms_short:
        fitted, alone = _fitted(template, known.sms_short, values)
    return fitted if alone else gsm_friendly(_filled(template, known.sms, values))


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
