"""What the « sac de crise » says, put together for its two files: the PDF to print and the workbook to sort."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from cordee.coordinate.campaigns.models import Outcome
from cordee.coordinate.register.selectors.streets import AtDoor, Streets
from cordee.ground.crisis.ports import BagPart
from cordee.ground.needs.models import Urgency
from cordee.ground.needs.rules.requests import askable_activities
from cordee.ground.needs.rules.urgency import EMERGENCY_NUMBERS
from cordee.ground.papers.models import LentPaper
from cordee.ui.wording import counted

BLANK_FORMS = ("Main courante vierge", "Feuille d’appel vierge", "Fiche de besoin vierge")
REGISTER_HEADERS = (
    "Rue", "Porte", "Étage, code", "Nom", "Priorité", "Téléphone", "Autre téléphone", "À prévenir", "Service à domicile",
    "Qui a la clé", "Passages", "Animal", "Langue", "Quartier", "Remarque", "N°",
)  # fmt: skip

NOTICE = """Sac de crise {number} de {town}, préparé le {printed} par {by}, remis à {holder}.
{people} personne(s), {pages} pages.{exercise}

sac-de-crise.pdf : à imprimer, recto verso, et à compter.
sac-de-crise.ods : les mêmes listes, à trier sur un ordinateur portable sans réseau (LibreOffice, Excel).

Confidentiel (code pénal, art. 226-13 et 226-21 ; CASF, art. L. 121-6-1). À rendre ou à détruire, fichiers et papier, dès que
Cordée remarche et que les lignes écrites sont saisies ; puis à noter « rendu » ou « détruit » dans Cordée. Perdu : le dire
aussitôt à la mairie.
"""


def _at_door(one: AtDoor) -> dict[str, Any]:
    access = (
        one.extra,
        f"Clé : {one.key_holder}" if one.key_holder else "",
        f"Passe : {one.visits}" if one.visits else "",
        f"Animal : {one.animal}" if one.animal else "",
        f"Parle {one.language.lower()}" if one.language else "",
    )
    return {
        "door": one.door,
        "name": one.name,
        "priority": str(one.priority),
        "number": one.number,
        "remark": one.remark,
        "phones": list(one.phones),
        "contact": [part for part in (one.contact, one.home_service) if part],
        "access": [part for part in access if part],
    }


def streets_of(people: Iterable[AtDoor]) -> list[dict[str, Any]]:
    """One table for each street, in the order they come."""
    return [
        {"name": street, "people": [_at_door(one) for one in group]}
        for street, group in groupby(people, key=lambda one: one.street)
    ]


def bag_content(
    lent: LentPaper, found: Streets, parts: list[BagPart], *, by: str, at: datetime
) -> dict[str, Any]:
    """What the layout ``bag`` reads."""
    printed = timezone.localtime(at)
    streets = streets_of(found.people)
    people = counted(len(found.people), "personne", "personnes")
    return {
        "title": "Sac de crise",
        "number": str(lent),
        "printed": f"{printed:%d/%m/%Y} à {printed:%H h %M}",
        "by": by,
        "holder": lent.holder,
        "exercise": lent.exercise,
        "people": len(found.people),
        "protected": found.protected,
        "contents": [
            "Numéros d’urgence",
            *(f"{one.title} ({counted(len(one.rows), 'ligne', 'lignes')})" for one in parts),
            f"Registre, rue par rue ({people}, {counted(len(streets), 'rue', 'rues')})",
            *BLANK_FORMS,
        ],
        "emergency": [[one.number, one.name, one.when] for one in EMERGENCY_NUMBERS],
        "parts": [
            {
                "title": one.title,
                "note": one.note,
                "headers": list(one.headers),
                "rows": [list(row) for row in one.rows],
            }
            for one in parts
        ],
        "streets": streets,
        "codes": [[one.value, one.label] for one in Outcome],
        "urgencies": [one.label for one in Urgency],
        "activities": [label for _, label in askable_activities()],
    }


def bag_sheets(
    lent: LentPaper, found: Streets, parts: list[BagPart]
) -> list[tuple[str, Sequence[str], Sequence[Sequence[str]]]]:
    """(name, headers, rows) of each sheet of the workbook: what it is first, so that it says itself it must be destroyed."""
    first = (
        "À lire",
        (f"Sac de crise {lent}", "Confidentiel : à rendre ou à détruire"),
        [
            ("Remis à", lent.holder),
            ("Personnes", str(len(found.people))),
            *((one.number, f"{one.name} : {one.when}") for one in EMERGENCY_NUMBERS),
            *([("EXERCICE", "Ce sac sert à s’entraîner.")] if lent.exercise else []),
        ],
    )
    register = ("Registre", REGISTER_HEADERS, [_register_row(one) for one in found.people])
    return [first, register, *((one.title, one.headers, one.rows) for one in parts)]


def _register_row(one: AtDoor) -> tuple[str, ...]:
    phones = (*one.phones, "", "")
    return (
        one.street, one.door, one.extra, one.name, f"P{one.priority}", phones[0], phones[1], one.contact, one.home_service,
        one.key_holder, one.visits, one.animal, one.language, one.district, one.remark, one.number,
    )  # fmt: skip
