"""The kit of a building: poster, panel of needs and offers, numbers; no name that was not given in writing (§ 8.6, A.4)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from cordee.inform.bulletins.rules.announcements import Speaker
from cordee.inform.bulletins.rules.channels.limits import REFERENCE
from cordee.inform.bulletins.rules.channels.printed import Size, square_of, to_remove
from cordee.inform.bulletins.rules.channels.wording import NBSP, of_town, one_line

MOST_BUILDINGS = 500
"""Three sheets each: beyond, a printer jams and a hand loses count."""


@dataclass(frozen=True)
class Referent:
    """A neighbour whom others may ring. Nothing of it is printed unless a written agreement is dated (``agreed_on``)."""

    first_name: str
    floor: str = ""
    phone: str = ""
    agreed_on: date | None = None


@dataclass(frozen=True)
class BuildingKit:
    """What is printed for one building: its address, and the referent when there is an agreement."""

    address: str
    referent: str
    crisis: str
    speaker: Speaker
    remove_on: date


@cache
def _reference() -> dict[str, Any]:
    return tomllib.loads((REFERENCE / "halls.toml").read_text(encoding="utf-8"))


def hall_kinds() -> dict[str, str]:
    """Kinds of event that have a version of the kit, with the word on the poster."""
    return {kind: one["event"] for kind, one in _reference()["kind"].items()}


def building_kit(
    address: str, referent: Referent | None, crisis: str, speaker: Speaker, remove_on: date
) -> BuildingKit:
    """The kit of one building; an event without its own version takes that of « other »."""
    told = ""
    if referent and referent.agreed_on:
        told = ", ".join(
            one for one in map(one_line, (referent.first_name, referent.floor, referent.phone)) if one
        )
    known = crisis if crisis in _reference()["kind"] else "other"
    return BuildingKit(one_line(address), told, known, speaker, remove_on)


def kits_content(kits: Sequence[BuildingKit], *, size: Size = Size.A4) -> dict[str, Any]:
    """What ``halls.typ`` reads: several buildings of one town, one event and one day, in the order given.

    Raises ``ValueError`` when there is none, or when they do not go together.
    """
    if not kits:
        raise ValueError("A kit is for at least one building.")
    first = kits[0]
    if {(one.crisis, one.speaker, one.remove_on) for one in kits} != {
        (first.crisis, first.speaker, first.remove_on)
    }:
        raise ValueError("Kits printed together are of one town, one event and one day.")
    reference, speaker = _reference(), first.speaker
    kind, hours = reference["kind"][first.crisis], one_line(speaker.phone_hours)
    return {
        "title": f"{kind['event']}{NBSP}: on s’organise entre voisins",
        "of_town": f"Mairie {of_town(one_line(speaker.name))}",
        "size": Size(size).value,
        "event": kind["event"],
        "tips": kind["tips"],
        **{name: reference[name] for name in ("rules", "warning", "emergency", "numbers", "needs", "offers")},
        "phone": one_line(speaker.phone),
        "hours": hours[:1].upper() + hours[1:],
        "remove": to_remove(first.remove_on),
        "qr": square_of(
            f"{speaker.address}/",
            alt="Code QR : le site d’entraide de la mairie",
            label="Demander ou proposer de l’aide :",
        ),
        "buildings": [{"address": one.address, "referent": one.referent} for one in kits],
    }
