"""Plain text with named fields: what a town may write, and how it becomes paragraphs.

A text is plain: a blank line ends a paragraph; « 1. » begins a numbered line, « - » a dash; a short paragraph alone, without
a full stop, is a heading; ``{commune}`` is a field. Nothing else means anything: ``#``, ``$``, ``*`` are themselves.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import PaperKind

LONGEST = 20_000
LONGEST_HEADING = 80

_TOWN = ("commune", "téléphone", "courriel", "date")
_PERSON = ("personne", "naissance", "cadre", "assurance")
FIELDS: dict[PaperKind, tuple[str, ...]] = {
    PaperKind.CHARTER: ("commune", "téléphone"),
    PaperKind.AGREEMENT: (*_TOWN, *_PERSON, "activités"),
    PaperKind.RCSC: (*_TOWN, *_PERSON, "activités"),
    PaperKind.ORDER: (
        *_TOWN, *_PERSON, "acte", "badge", "activités", "secteur", "début", "fin", "véhicule", "motif", "signataire",
    ),
    PaperKind.ATTESTATION: (*_TOWN, *_PERSON, "activités", "heures", "missions", "début", "fin", "signataire"),
    PaperKind.CASH_SLIP: (
        *_TOWN, "personne", "bénévole", "badge", "moyen", "montant", "lettres", "objet", "plafond",
    ),
    PaperKind.ACKNOWLEDGEMENT: (*_TOWN, "personne", "demandeur", "demande", "numéro", "reçue", "dpo"),
    PaperKind.PARTNER: (
        *_TOWN, "association", "identifiant", "siège", "représentant", "activités", "assureur", "début", "fin",
        "signataire",
    ),
    PaperKind.ACTIVATION: (
        *_TOWN, "événement", "visas", "motif", "début", "réserve", "personnes", "lieux", "signataire",
    ),
    PaperKind.END: (
        *_TOWN, "événement", "visas", "activation", "motif", "fin", "suites", "signataire",
    ),
    PaperKind.CALL_UP: (*_TOWN, *_PERSON, "début", "fin", "lieu", "tâche", "signataire"),
    PaperKind.VISITORS: ("commune", "téléphone"),
    PaperKind.LISTED: (*_TOWN, "personne", "demandeur", "numéro", "inscrite", "dpo"),
    PaperKind.LISTED_BY_OTHER: (*_TOWN, "personne", "demandeur", "numéro", "reçue", "dpo"),
}  # fmt: skip
"""The fields each text may hold; a badge and a transmission sheet have no text of their own."""

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+")
_DASH = re.compile(r"[-–•]\s+")


@cache
def shipped_text(kind: PaperKind) -> str:
    """The text the house proposes; the town reads it again with its lawyer and changes what it wants."""
    path = Path(__file__).resolve().parents[1] / "reference" / "texts" / f"{kind.value}.txt"
    return path.read_text(encoding="utf-8").strip()


def check_text(kind: PaperKind, body: str) -> str:
    """The text as kept. Raises ``Refused`` when it is empty, too long, or names a field that does not exist."""
    cleaned = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    if kind not in FIELDS:
        raise Refused("Ce document n’a pas de texte à modifier.")
    if not cleaned:
        raise Refused(
            "Le texte est vide. Pour revenir au modèle, copiez-le depuis le bas de la page.", field="body"
        )
    if len(cleaned) > LONGEST:
        raise Refused(f"Le texte dépasse {LONGEST} caractères.", field="body")
    unknown = [name for name in dict.fromkeys(_FIELD.findall(cleaned)) if name not in FIELDS[kind]]
    if unknown:
        raise Refused(
            "Ces champs n’existent pas dans ce document : "
            + ", ".join(f"{{{name}}}" for name in unknown)
            + ". Possibles : "
            + ", ".join(f"{{{name}}}" for name in FIELDS[kind])
            + ".",
            field="body",
        )
    return cleaned


def filled(body: str, values: dict[str, str]) -> str:
    """The text with its fields; a field nobody filled is a line to complete by hand.

    Values are put in once: braces that somebody typed in a name are not read again.
    """
    return _FIELD.sub(lambda found: values.get(found[1]) or "…………", body)


def blocks_of(text: str) -> list[dict[str, Any]]:
    """Paragraphs, headings and lists of a plain text: ``{"kind", "text" | "lines" | "items"}``."""
    blocks: list[dict[str, Any]] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        for mark, kind in ((_NUMBERED, "numbered"), (_DASH, "bullets")):
            if lines and all(mark.match(line) for line in lines):
                blocks.append({"kind": kind, "items": [mark.sub("", line, count=1) for line in lines]})
                break
        else:
            if len(lines) == 1 and len(lines[0]) <= LONGEST_HEADING and lines[0][-1] not in ".,;:!?»…)":
                blocks.append({"kind": "heading", "text": lines[0]})
            elif lines:
                blocks.append({"kind": "paragraph", "lines": lines})
    return blocks
