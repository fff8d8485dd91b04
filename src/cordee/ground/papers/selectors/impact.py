"""The impact assessment on paper."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from cordee.ground.papers.rules.content import document_of, rows_block
from cordee.ground.papers.selectors.printing import document_pdf
from cordee.ground.people.models import ImpactStudy, Level
from cordee.ground.people.rules.impact import feared_events, high_residuals, parts
from cordee.ground.people.selectors.impact import frozen_house, security_measures
from cordee.ground.territory.selectors import municipality_in_scope

_EMPTY = "à compléter"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else _EMPTY


def _level(value: int) -> str:
    return f"{Level(value).label} ({value} sur 4)" if value in Level.values else _EMPTY


def _written(words: str) -> list[dict[str, Any]]:
    """Lines as they were typed; those that follow one another with a dash make one list."""
    lines = [line.strip() for line in words.splitlines() if line.strip()] or [_EMPTY]
    blocks: list[dict[str, Any]] = []
    for dashed, group in groupby(lines, key=lambda line: line.startswith("- ")):
        if dashed:
            blocks.append({"kind": "bullets", "items": [line.removeprefix("- ") for line in group]})
        else:
            blocks.append({"kind": "paragraph", "lines": list(group)})
    return blocks


def _heading(words: str) -> dict[str, Any]:
    return {"kind": "heading", "text": words}


def _events(study: ImpactStudy) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for event in feared_events():
        risk = study.risks.get(event.code, {})
        before = (
            f"gravité {_level(risk.get('severity', 0))}, vraisemblance {_level(risk.get('likelihood', 0))}"
        )
        after = (
            f"gravité {_level(risk.get('residual_severity', 0))}, vraisemblance "
            f"{_level(risk.get('residual_likelihood', 0))}"
        )
        blocks += [
            _heading(f"Risque : {event.name[:1].lower()}{event.name[1:]}"),
            rows_block(
                [
                    ("Impacts possibles", risk.get("impacts") or _EMPTY),
                    ("Sources et menaces", risk.get("sources") or _EMPTY),
                    ("Avant les mesures", before),
                ]
            ),
            *_written(f"Mesures :\n{risk.get('measures') or _EMPTY}"),
            rows_block([("Ce qui reste après les mesures", after)]),
        ]
    return blocks


def study_pdf(study: ImpactStudy, *, at: datetime) -> bytes:
    """One version; a validated one prints the register and the measures of the day it was signed.

    Raises ``Refused`` when the town's layout is broken.
    """
    town = municipality_in_scope()
    house = study.frozen or frozen_house(town, security_measures(at=at))
    blocks: list[dict[str, Any]] = []
    for part in parts():
        blocks += [_heading(part.title), *_written(study.texts.get(part.code, ""))]
    blocks += [_heading("Mesures de sécurité en place")]
    blocks += [
        rows_block(
            [(name if holds else f"{name} (à compléter)", said) for name, said, holds in house["measures"]]
        )
    ]
    blocks += _events(study)
    left = high_residuals(study.risks)
    blocks += [
        _heading("Avis, décision, revue"),
        rows_block(
            [
                (
                    "Risque résiduel",
                    f"élevé : {', '.join(left).lower()}" if left else "aucun risque élevé ne reste",
                ),
                ("Avis du délégué à la protection des données", study.opinion or _EMPTY),
                ("Avis rendu le", _day(study.opinion_on)),
                ("Décision du responsable", study.get_decision_display() or _EMPTY),
                ("Décidé par", study.decided_by or _EMPTY),
                ("Décidé le", _day(study.decided_on)),
                ("Prochaine revue", _day(study.next_review_on)),
            ]
        ),
        _heading("Annexe : registre des traitements"),
    ]
    for title, rows in house["register"]:
        blocks += [_heading(title), rows_block([(name, words) for name, words in rows])]
    content = document_of(
        "Analyse d’impact relative à la protection des données",
        blocks=blocks,
        town=town,
        at=study.validated_at or at,
        signatures=["Le délégué ou la déléguée à la protection des données", "Le responsable de traitement"],
    )
    state = (
        f"validée le {timezone.localtime(study.validated_at):%d/%m/%Y}"
        if study.validated_at
        else "brouillon non validé"
    )
    return document_pdf(content, number=str(study), version=state)
