"""What each kind of event proposes, shipped as data (``reference/presets.toml``): proposed, never applied by itself."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.reading import shipped
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import Crisis, CrisisKind, CrisisPhase, VigilanceColour

_FILE = Path(__file__).resolve().parents[1] / "reference" / "presets.toml"

PHASE_OF_COLOUR: dict[str, str] = {
    "": CrisisPhase.ALERT,
    VigilanceColour.GREEN: CrisisPhase.WATCH,
    VigilanceColour.YELLOW: CrisisPhase.WATCH,
    VigilanceColour.ORANGE: CrisisPhase.ALERT,
    VigilanceColour.RED: CrisisPhase.CRISIS,
}
"""The phase proposed for a colour; whoever opens may choose another."""


@dataclass(frozen=True)
class LadderStep:
    """One step of the ladder of non-response: so many minutes after the first call, the same day before ``before``."""

    step: str
    minutes: int
    before: str = ""

    @property
    def words(self) -> str:
        """« Deuxième appel, à un autre moment : au bout de 3 h »."""
        hours, rest = divmod(self.minutes, 60)
        delay = f"{hours // 24} j" if hours >= 24 else f"{hours} h" + (f" {rest:02d}" if rest else "")
        until = f", avant {int(self.before[:2])} h" if self.before else ""
        return f"{self.step} : au bout de {delay}{until}"


@dataclass(frozen=True)
class Preset:
    """One kind of event; ``protocols`` are (code, colours under which it is proposed)."""

    kind: str
    title: str
    message: str
    priorities: tuple[str, ...]
    activities: tuple[str, ...]
    script: tuple[str, ...]
    protocols: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Proposal:
    """One thing proposed. ``acts`` when saying yes does something by itself, which ``effect`` tells."""

    code: str
    title: str
    lines: tuple[str, ...]
    effect: str
    acts: bool = False

    @property
    def protocol(self) -> str:
        """Code of the protocol it would put in force, or empty."""
        return self.code.partition(":")[2]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def preset_of(kind: str) -> Preset:
    """The preset of a kind of event."""
    raw = _read()["kind"][kind if kind in CrisisKind.values else CrisisKind.OTHER.value]
    return Preset(
        kind=kind,
        title=raw["title"],
        message=raw["message"].strip(),
        priorities=tuple(raw["priorities"]),
        activities=tuple(raw["activities"]),
        script=tuple(raw["script"]),
        protocols=tuple((one["code"], tuple(one["colours"])) for one in raw.get("protocol", ())),
    )


@cache
def ladder_of_colour(colour: str) -> tuple[LadderStep, ...]:
    """The ladder of non-response under a colour; without colour, or green, that of yellow."""
    ladders = _read()["ladder"]
    return tuple(LadderStep(**one) for one in ladders.get(colour, ladders["yellow"]))


def proposals_of(crisis: Crisis) -> list[Proposal]:
    """What is proposed for an event under its present colour, in the order in which it is decided."""
    preset = preset_of(crisis.kind)
    found = []
    if preset.message and not crisis.public_message:
        found.append(
            Proposal(
                "message", "Message aux habitants", tuple(preset.message.splitlines()),
                "La page d’accueil le dira tout de suite.", acts=True,
            )
        )  # fmt: skip
    found += [
        Proposal(
            f"protocol:{code}", f"Protocole {code}", (shipped()[code].label,),
            "Il entre en vigueur maintenant, dans toute la commune ; les missions prévues sont relues.", acts=True,
        )
        for code, colours in preset.protocols
        if not crisis.colour or crisis.colour in colours
    ]  # fmt: skip
    words = {code: ACTIVITIES[code].label for code in preset.activities}
    return [
        *found,
        Proposal("priorities", "Qui appeler d’abord", preset.priorities, "Les campagnes d’appels suivent cet ordre."),
        Proposal(
            "ladder", "Quand personne ne répond", tuple(one.words for one in ladder_of_colour(crisis.colour)),
            "Les campagnes d’appels suivent ces délais.",
        ),
        Proposal("script", "Ce que les appelants demandent", preset.script, "Le texte est montré à côté de la fiche."),
        Proposal("activities", "Aides à ouvrir", tuple(words.values()), "La cellule les met en avant."),
    ]  # fmt: skip


def proposal_named(crisis: Crisis, code: str) -> Proposal:
    """One of them. Raises ``Refused`` when it is not proposed any more."""
    for one in proposals_of(crisis):
        if one.code == code:
            return one
    raise Refused("Cette proposition n’est plus d’actualité.")
