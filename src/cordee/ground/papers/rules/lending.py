"""What must come back: who holds it, and what became of it."""

from __future__ import annotations

from datetime import date

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import Fate, LentPaper


def check_holder(holder: str) -> str:
    """Who takes the papers away, as kept. Raises ``Refused`` (field)."""
    cleaned = " ".join(holder.split())
    if len(cleaned) < 2:
        raise Refused("Notez qui l’emporte : c’est à cette personne qu’on le redemandera.", field="holder")
    return cleaned[:120]


def check_fate(lent: LentPaper, *, fate: str, on: date | None, today: date, issued: date) -> date:
    """The day it came back, was destroyed or lost. Raises ``Refused`` (field)."""
    if lent.fate:
        raise Refused(f"{lent} est déjà noté « {lent.get_fate_display()} ».")
    if fate not in Fate.values:
        raise Refused("Dites ce qu’il est devenu.", field="fate")
    if on is None:
        raise Refused("Quel jour ?", field="fate_on")
    if on > today:
        raise Refused("Ce jour est dans l’avenir.", field="fate_on")
    if on < issued:
        raise Refused(f"{lent} n’existait pas encore : il est du {issued:%d/%m/%Y}.", field="fate_on")
    return on
