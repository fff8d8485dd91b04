"""What a point de situation tells (domain.md § 8.9), and when it may still change."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import SituationReport

LONGEST_PART = 900
"""Letters of one part: eight of them and the figures hold on two pages."""

LEAST_SHOWN = 5

PARTS: dict[str, tuple[str, str]] = {
    "general": ("Situation générale", "Événement, niveau, évolution attendue."),
    "population": (
        "Population", "Évacués, hébergés, sans électricité, isolés. Les victimes : seulement celles que donnent les secours."
    ),
    "means": ("Moyens engagés", "Agents, réserve communale, associations, véhicules."),
    "places": ("Lieux ouverts", "Salles rafraîchies, centres d’accueil, horaires."),
    "networks": ("Réseaux et équipements", "Eau, électricité, routes, écoles."),
    "requests": ("Besoins et demandes à la préfecture", "Quoi, combien, pour quand."),
    "communication": ("Communication", "Ce qui a été dit, par où."),
    "next": ("Prochain point", "Jour et heure."),
}  # fmt: skip
"""Each part: its title, and what is expected there. The figures come after the population."""


@dataclass(frozen=True)
class Figure:
    """One figure: under which title, its name, its value in words, and how it is counted."""

    part: str
    label: str
    value: str
    definition: str


def hidden_if_small(count: int) -> str:
    """A count in words; between one and four it could be somebody."""
    return f"moins de {LEAST_SHOWN}" if 0 < count < LEAST_SHOWN else f"{count}"


def can_write(report: SituationReport) -> bool:
    """True until it is published."""
    return report.published_at is None


def check_write(report: SituationReport) -> None:
    """Raise ``Refused`` where ``can_write`` is false."""
    if not can_write(report):
        raise Refused("Ce point est publié : il ne change plus. Préparez le suivant.")


def check_texts(texts: dict[str, str]) -> None:
    """Raise ``Refused`` with the field when a part is too long for two pages."""
    for part, words in texts.items():
        if part not in PARTS:
            raise Refused("Cette partie n’existe pas.")
        if len(words) > LONGEST_PART:
            raise Refused(f"{LONGEST_PART} caractères au plus : deux pages en tout.", field=part)


def check_publish(report: SituationReport) -> None:
    """Raise ``Refused`` with the field when it says nothing yet, or is out already."""
    check_write(report)
    if not report.texts.get("general", "").strip():
        raise Refused("Écrivez au moins la situation générale.", field="general")
