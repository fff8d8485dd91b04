"""The parameters of a protocol in French words, and back: what an agent types is read as the catalogue reads its files."""

from __future__ import annotations

import re
from typing import Any

from cordee.engine.protocol.protocols import Protocol
from cordee.engine.protocol.reading import DOCUMENTS, KINDS
from cordee.ground.audit.rules import Refused

PARAMETER_WORDS: dict[str, tuple[str, str]] = {
    "age_min": ("Âge minimal sur place", "ans"),
    "age_max_onsite": ("Âge maximal sur place", "ans ; au-delà, à distance seulement"),
    "age_max_advised": ("Âge conseillé au plus", "ans ; au-delà, déconseillé mais libre"),
    "scope": ("Ce que bornent l’âge, les horaires et la durée", ""),
    "at_risk_onsite": ("Bénévole qui se dit à risque", ""),
    "indoor_visit": ("Entrer dans le logement", ""),
    "indoor_max_min": ("Durée à l’intérieur, au plus", "minutes"),
    "max_group": ("Personnes ensemble, au plus", ""),
    "distance_m": ("Distance entre personnes", "mètres"),
    "ppe": ("Équipements à prévoir", "un par ligne"),
    "contactless": ("Remise sans contact", ""),
    "travel_doc": ("Papiers de déplacement", ""),
    "hours": ("Horaires", "comme 07:00-10:30, un par ligne"),
    "max_radius_km": ("Distance du domicile, au plus", "kilomètres"),
    "max_continuous_h": ("Durée d’affilée, au plus", "heures"),
    "break_min_per_h": ("Pause par heure", "minutes"),
    "passengers": ("Passagers par véhicule, au plus", ""),
    "quarantine_h": ("Isolement des objets", "heures"),
    "training": ("Formation demandée", ""),
    "agency_lead": ("Conduite par une association agréée", ""),
    "instructions": ("Consignes", "une par ligne"),
}
"""Label and hint of each parameter of the catalogue."""

CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "scope": (("outdoor", "l’effort dehors seulement"), ("onsite", "toute action sur place")),
    "at_risk_onsite": (("yes", "libre"), ("advice", "conseil"), ("remote", "à distance seulement")),
    "indoor_visit": (("yes", "oui"), ("conditions", "sous conditions"), ("no", "non")),
    "contactless": (("advised", "conseillée"), ("required", "obligatoire")),
    "training": (("trained_only", "réservistes, association agréée et agents seulement"),),
    "agency_lead": (("no", "non"), ("yes", "oui")),
    "travel_doc": tuple(DOCUMENTS.items()),
}
"""Values to choose from, the mildest first."""

LISTS = frozenset({"ppe", "hours", "instructions"})
SEVERAL = frozenset({"travel_doc"})
_DECIMAL = frozenset(
    {"indoor_max_min", "distance_m", "max_radius_km", "max_continuous_h", "break_min_per_h", "quarantine_h"}
)


def as_typed(name: str, value: Any) -> Any:
    """A value of the catalogue as a form shows it: text, or a list of codes where several may be ticked."""
    if name in SEVERAL:
        return list(value)
    if name in LISTS:
        return "\n".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}".replace(".", ",") if isinstance(value, int | float) else str(value)


def as_value(name: str, typed: Any) -> Any:
    """What was typed as a value of the catalogue. Raises ``Refused`` with the field ``value_<name>``."""
    try:
        value = _value(name, typed)
        KINDS[name](value)
    except ValueError as fault:
        raise Refused(f"{str(fault)[:1].upper()}{str(fault)[1:]}.", field=f"value_{name}") from None
    return value


def _value(name: str, typed: Any) -> Any:
    if name in SEVERAL:
        return [str(one) for one in typed or []]
    text = str(typed or "").strip()
    if name in LISTS:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if not lines:
            raise ValueError("une ligne au moins est attendue")
        return lines
    if name == "agency_lead":
        return text == "yes"
    if name in CHOICES:
        return text
    try:
        number = float(text.replace(",", ".").replace("\u202f", "").replace(" ", ""))
    except ValueError:
        raise ValueError("un nombre est attendu") from None
    if name not in _DECIMAL and number != int(number):
        raise ValueError("un nombre entier est attendu")
    return int(number) if number == int(number) else number


_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def _said_hour(at: re.Match[str]) -> str:
    return f"{int(at[1])}\u00a0h" + (f"\u00a0{at[2]}" if at[2] != "00" else "")


def words_of_value(name: str, value: Any) -> str:
    """A value as it is read aloud: « 69 ans », « 7 h – 10 h 30 ; 19 h – 21 h », « obligatoire »."""
    if name == "hours":
        return " ; ".join(_CLOCK.sub(_said_hour, one).replace("-", " – ") for one in value) or "aucun"
    if name in SEVERAL or name in LISTS:
        labels = dict(CHOICES.get(name, ()))
        # The order in which papers are ticked says nothing.
        value = sorted(value) if name in SEVERAL else value
        return " ; ".join(labels.get(one, one) for one in value) or "aucun"
    shown = as_typed(name, value)
    label = dict(CHOICES.get(name, ())).get(shown)
    unit = PARAMETER_WORDS[name][1].split(" ;")[0]
    if value == 1:
        unit = unit.removesuffix("s")
    return label or f"{shown} {unit}".strip()


def unconfirmed(protocol: Protocol) -> tuple[str, ...]:
    """Names of the parameters nobody checked against the text in force."""
    return tuple(name for name, one in protocol.parameters.items() if not one.confirmed)
