"""The written request of a third party, to be filled in by hand: it names nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordee.ground.papers.rules.content import document_of
from cordee.ground.papers.selectors.printing import document_pdf
from cordee.ground.territory.selectors import municipality_in_scope

_LINE = "…" * 26
_WHY = (
    "Je demande l’inscription de la personne ci-dessous au registre nominatif de la commune (code de l’action sociale et "
    "des familles, art. L. 121-6-1). Elle recevra un accusé de réception sous huit jours et pourra s’y opposer à tout "
    "moment. Aucun justificatif n’est demandé."
)
_ASKED = (
    "Vous", "Nom et prénom", "Adresse et téléphone", "En quelle qualité (fille, voisin, médecin, aide à domicile…)",
    "La personne à inscrire", "Nom et prénom", "Date de naissance", "Adresse dans la commune", "Téléphone",
    "À quel titre : 65 ans et plus, plus de 60 ans et inapte au travail, ou adulte en situation de handicap",
    "Personne à prévenir et son téléphone", "Service d’aide à domicile et son téléphone",
)  # fmt: skip
_HEADS = {"Vous", "La personne à inscrire"}


def written_request_pdf(*, at: datetime) -> bytes:
    """The sheet as a PDF. Raises ``Refused`` when the town's layout is broken."""
    town = municipality_in_scope()
    blocks: list[dict[str, Any]] = [
        {
            "kind": "paragraph",
            "lines": [_WHY],
        }
    ]
    blocks += [
        {"kind": "heading", "text": asked}
        if asked in _HEADS
        else {"kind": "paragraph", "lines": [f"{asked} : {_LINE}"]}
        for asked in _ASKED
    ]
    content = document_of(
        f"Demande d’inscription au registre de solidarité de {town.name}", blocks=blocks, town=town, at=at,
        signatures=["Date et signature"],
    )  # fmt: skip
    return document_pdf(content)
