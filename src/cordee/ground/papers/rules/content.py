"""What a paper says: put together once, then kept as it was printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.rules.texts import FIELDS, blocks_of, filled
from cordee.ground.papers.rules.words import written_day
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality

TITLES: dict[PaperKind, str] = {
    PaperKind.CHARTER: "Charte du bénévole",
    PaperKind.AGREEMENT: "Convention de bénévolat",
    PaperKind.RCSC: "Acte d’engagement dans la réserve communale de sécurité civile",
    PaperKind.ORDER: "Ordre de mission",
    PaperKind.BADGE: "Bénévole",
    PaperKind.ATTESTATION: "Attestation de bénévolat",
    PaperKind.CASH_SLIP: "Reçu d’espèces",
    PaperKind.ACKNOWLEDGEMENT: "Accusé de réception",
    PaperKind.PARTNER: "Convention avec une association partenaire",
    PaperKind.ACTIVATION: "Arrêté d’activation",
    PaperKind.END: "Arrêté de fin d’activation",
    PaperKind.CALL_UP: "Ordre d’appel individuel",
    PaperKind.VISITORS: "Comment reconnaître un bénévole de la mairie",
    PaperKind.LISTED: "Votre inscription au registre de solidarité",
    PaperKind.LISTED_BY_OTHER: "Votre inscription au registre de solidarité",
    PaperKind.SAFEGUARDING: "Fiche de transmission d’un signalement",
    PaperKind.CRISIS_BAG: "Sac de crise",
}


@dataclass(frozen=True)
class Draft:
    """What a room above asks to be put on paper.

    ``values`` fills the fields of the town's text; ``facts`` are lines « Name : value »; ``signatures`` the boxes to sign;
    ``badge`` what only a badge shows; ``copies`` who keeps one, when there are several; ``title`` replaces the usual one.
    """

    kind: PaperKind
    values: dict[str, str] = field(default_factory=dict)
    facts: list[tuple[str, str]] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    badge: dict[str, Any] | None = None
    copies: list[str] = field(default_factory=list)
    title: str = ""


def document_of(
    title: str,
    *,
    blocks: list[dict[str, Any]],
    town: Municipality,
    at: datetime,
    facts: Iterable[tuple[str, str]] = (),
    signatures: Iterable[str] = (),
) -> dict[str, Any]:
    """A sheet of the town made from its own data: what ``content_of`` gives, without a text of the town."""
    on = timezone.localtime(at).date()
    phone = display_phone(town.phone) if town.phone else ""
    return {
        "title": title,
        "on": [on.year, on.month, on.day],
        "date": written_day(on),
        "town": {
            "name": town.name,
            "phone": phone,
            "contact": ", ".join(part for part in (phone, town.email) if part),
            "colour": town.colour,
        },
        "blocks": blocks,
        "facts": [list(fact) for fact in facts],
        "signatures": list(signatures),
    }


def rows_block(rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Lines « Name : value » among paragraphs; ``lines`` serve a layout of the town that knows no such block."""
    kept = [[name, value] for name, value in rows]
    return {"kind": "rows", "rows": kept, "lines": [f"{name} : {value}" for name, value in kept]}


def content_of(draft: Draft, *, body: str, town: Municipality, at: datetime) -> dict[str, Any]:
    """All that will be printed but the number, the logo and the square: JSON only."""
    title = draft.title or TITLES[draft.kind]
    if draft.kind == PaperKind.BADGE:
        title = f"{title} – {town.name}"
    sheet = document_of(
        title, blocks=[], town=town, at=at, facts=draft.facts, signatures=draft.signatures
    )  # fmt: skip
    values = {
        "commune": town.name,
        "téléphone": sheet["town"]["phone"],
        "courriel": town.email,
        "date": sheet["date"],
        "dpo": town.dpo_contact,
    }
    return sheet | {
        "blocks": blocks_of(filled(body, values | draft.values)) if body else [],
        "values": draft.values,
        "badge": draft.badge,
        "copies": draft.copies,
    }


SAMPLE: dict[str, str] = {
    "personne": "Camille Exemple",
    "naissance": "2 mai 1991",
    "cadre": "bénévole, collaborateur occasionnel du service public",
    "assurance": "La commune assure les bénévoles pendant leurs missions.",
    "activités": "courses à domicile, médicaments",
    "acte": "l’arrêté du 16 mars 2026",
    "badge": "K7MP-3XQ9",
    "secteur": "Les Tilleuls",
    "début": "7 avril 2026 à 8 h",
    "fin": "13 avril 2026 à 20 h",
    "véhicule": "à pied",
    "motif": "assistance aux personnes vulnérables",
    "signataire": "l’adjointe à la solidarité",
    "heures": "12 h 30",
    "missions": "9",
    "bénévole": "Camille E.",
    "plafond": "50",
    "moyen": "enveloppe d’espèces",
    "montant": "40,00 €",
    "lettres": "quarante euros",
    "objet": "courses à domicile",
    "numéro": "B-00012",
    "reçue": "6 avril 2026",
    "association": "Secours des Tilleuls",
    "identifiant": "RNA W491000000",
    "siège": "2 rue du Port",
    "représentant": "sa présidente, Dominique Exemple",
    "assureur": "Mutuelle Exemple, contrat 12345",
    "événement": "Crue de la Loire",
    "visas": "le plan communal de sauvegarde",
    "réserve": "La réserve communale de sécurité civile est mobilisée.",
    "personnes": "le directeur général des services",
    "lieu": "le centre technique municipal",
    "tâche": "appui logistique au centre d’accueil",
    "lieux": "le gymnase des Tilleuls",
    "demandeur": "Dominique Exemple",
    "demande": "des courses à domicile",
    "inscrite": "6 avril 2026",
}
"""Somebody invented, for the preview of a text."""


def sample_draft(kind: PaperKind) -> Draft:
    """A paper of somebody invented."""
    alone = {
        PaperKind.ACKNOWLEDGEMENT: ["Le maire"],
        PaperKind.ACTIVATION: ["Le maire"],
        PaperKind.END: ["Le maire"],
        PaperKind.VISITORS: [],
        PaperKind.LISTED: ["Le maire"],
        PaperKind.LISTED_BY_OTHER: ["Le maire"],
    }
    signatures = alone.get(kind, ["La personne", "Pour le maire"])
    values = {name: SAMPLE[name] for name in FIELDS.get(kind, ()) if name in SAMPLE}
    return Draft(kind, values=values, signatures=signatures)
