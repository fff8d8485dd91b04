"""The method of the impact assessment, and what a version must hold before it is validated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import ImpactDecision, ImpactStudy, Level

LEVELS = ("severity", "likelihood", "residual_severity", "residual_likelihood")
WORDS = ("impacts", "sources", "measures")
REVIEW_AT_MOST = timedelta(days=3 * 366)
"""An assessment is looked at again every three years at the latest, and after each crisis (G29, WP 248 rev. 01)."""


@dataclass(frozen=True)
class Part:
    """One part to write: its title, and what is expected there."""

    code: str
    title: str
    hint: str


@dataclass(frozen=True)
class FearedEvent:
    """One feared event with the levels proposed (1 to 4) and the codes of the measures that answer it."""

    code: str
    name: str
    impacts: str
    sources: str
    severity: int
    likelihood: int
    residual_severity: int
    residual_likelihood: int
    measures: tuple[str, ...]


@cache
def _file() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def parts() -> tuple[Part, ...]:
    """Parts in order."""
    return tuple(Part(**row) for row in _file()["part"])


@cache
def feared_events() -> tuple[FearedEvent, ...]:
    """The three events in order."""
    return tuple(FearedEvent(**row | {"measures": tuple(row["measures"])}) for row in _file()["event"])


def is_high(severity: int, likelihood: int) -> bool:
    """Severe and likely at once: what is left so is for the CNIL to see first (RGPD art. 36)."""
    return severity >= Level.IMPORTANT and likelihood >= Level.IMPORTANT


def high_residuals(risks: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Names of the events whose residual risk is high."""
    return [
        event.name
        for event in feared_events()
        if is_high(
            int(risks.get(event.code, {}).get("residual_severity", 0)),
            int(risks.get(event.code, {}).get("residual_likelihood", 0)),
        )
    ]


def check_can_validate(study: ImpactStudy, today: date) -> None:
    """Raise ``Refused``, with its field, for the first thing missing. Fields are those of the desk’s form."""
    if study.validated_at is not None:
        raise Refused("Cette version est déjà validée.")
    for part in parts():
        if not study.texts.get(part.code, "").strip():
            raise Refused(
                f"Complétez « {part.title} », ou écrivez pourquoi il n’y a rien.", field=f"text_{part.code}"
            )
    for event in feared_events():
        _check_judged(event, study.risks.get(event.code, {}))
    _check_signed(study, today)


def _check_judged(event: FearedEvent, risk: Mapping[str, Any]) -> None:
    for name in LEVELS:
        if risk.get(name) not in Level.values:
            raise Refused("Choisissez un niveau.", field=f"{event.code}_{name}")
    for name in ("severity", "likelihood"):
        if risk[f"residual_{name}"] > risk[name]:
            raise Refused(
                "Après les mesures, le niveau ne peut pas être plus haut qu’avant.",
                field=f"{event.code}_residual_{name}",
            )
    for name in WORDS:
        if not str(risk.get(name, "")).strip():
            raise Refused("Écrivez une phrase au moins.", field=f"{event.code}_{name}")


def _check_signed(study: ImpactStudy, today: date) -> None:
    """The opinion, the decision and the date to come back."""
    missing = {
        "opinion": "Écrivez l’avis du délégué ou de la déléguée.",
        "opinion_on": "Indiquez le jour de l’avis.",
        "decision": "Choisissez la décision du responsable.",
        "decided_by": "Indiquez qui a décidé : nom et qualité.",
        "decided_on": "Indiquez le jour de la décision.",
        "next_review_on": "Indiquez le jour de la prochaine revue.",
    }
    for name, words in missing.items():
        if not getattr(study, name):
            raise Refused(words, field=name)
    for name in ("opinion_on", "decided_on"):
        if getattr(study, name) > today:
            raise Refused("Ce jour n’est pas encore venu.", field=name)
    if study.decided_on < study.opinion_on:  # type: ignore[operator]
        raise Refused("La décision vient après l’avis : vérifiez les deux jours.", field="decided_on")
    if not today < study.next_review_on <= today + REVIEW_AT_MOST:  # type: ignore[operator]
        raise Refused(
            "La prochaine revue est à venir, et dans trois ans au plus tard.", field="next_review_on"
        )
    left = high_residuals(study.risks)
    if left and study.decision in {ImpactDecision.GO, ImpactDecision.MEASURES}:
        raise Refused(
            f"Le risque qui reste est élevé ({', '.join(left).lower()}) : consultez la CNIL avant de continuer "
            "(RGPD, article 36), ou prévoyez d’autres mesures.",
            field="decision",
        )
