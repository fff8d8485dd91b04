"""Urgency: computed from facts, shown with its reason, always changeable by the agent (domain.md § 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from unidecode import unidecode

from cordee.ground.needs.models import MATCHABLE_STATES, Need, Urgency

DUE_WITHIN: dict[Urgency, timedelta] = {
    Urgency.U1: timedelta(hours=10),
    Urgency.U2: timedelta(hours=48),
    Urgency.U3: timedelta(days=7),
    Urgency.U4: timedelta(days=14),
}
FIRST_ACTION_WITHIN: dict[Urgency, timedelta] = {
    Urgency.U1: timedelta(hours=1),
    Urgency.U2: timedelta(hours=8),
    Urgency.U3: timedelta(hours=24),
    Urgency.U4: timedelta(hours=72),
}
END_OF_DAY = time(20, 0)


@dataclass(frozen=True)
class EmergencyNumber:
    """Whom to ring, for what."""

    number: str
    name: str
    when: str


EMERGENCY_NUMBERS: tuple[EmergencyNumber, ...] = (
    EmergencyNumber("15", "SAMU", "malaise, difficulté à respirer, propos confus"),
    EmergencyNumber("18", "Pompiers", "chute, incendie, porte à ouvrir"),
    EmergencyNumber("17", "Police ou gendarmerie", "agression, violence, escroc sur place"),
    EmergencyNumber("112", "Urgences européennes", "depuis un mobile, toute urgence"),
    EmergencyNumber("114", "Urgences par SMS", "personne sourde ou qui ne peut pas parler"),
)

_VITAL = re.compile(
    r"\b(ne respire (plus|pas)|respire mal|du mal a respirer|etouffe|inconsciente?|evanouie?|perdu connaissance|"
    r"ne repond plus|saigne|hemorragie|infarctus|avc|malaise|est tombee?|suis tombee?|par terre|suicide|suicider|"
    r"veut mourir|envie de mourir|me tuer|en finir|on me frappe|il me frappe|il me bat|arme|incendie|le feu|brule|"
    r"intoxication|monoxyde|se noie)\b"
)


def danger_words(text: str) -> list[str]:
    """Words that may mean danger for life (U0). They stop a form to show whom to ring now; they never decide alone."""
    return [match.group(0) for match in _VITAL.finditer(unidecode(text).lower())]


def suggested_urgency(
    *, activity: str, food_days_left: int | None = None, treatment_days_left: int | None = None
) -> tuple[Urgency, str]:
    """Urgency that the facts suggest, with the French reason: food 0–1 day or medicines 0–2 days mean today."""
    if food_days_left is not None and food_days_left <= 1:
        return Urgency.U1, "il reste au plus un jour de nourriture"
    if treatment_days_left is not None and treatment_days_left <= 2:
        return Urgency.U1, "il reste au plus deux jours de médicaments"
    if food_days_left is not None and food_days_left <= 3:
        return Urgency.U2, "il reste deux ou trois jours de nourriture"
    if treatment_days_left is not None and treatment_days_left <= 5:
        return Urgency.U2, "il reste de trois à cinq jours de médicaments"
    if activity in {"REPAS", "MEDICAMENTS", "GARDE_ENFANTS", "HEBERGEMENT"}:
        return Urgency.U2, "ce type d’aide n’attend pas"
    if activity in {"MASQUES", "DON_NATURE", "PRET_NUMERIQUE", "AIDE_NUMERIQUE", "DEMARCHES"}:
        return Urgency.U4, "peut attendre quelques jours"
    return Urgency.U3, "à faire dans la semaine"


def due_at(urgency: int, received_at: datetime) -> datetime:
    """When a need of this urgency should be served: U1 by 20 h the same day (the next when it came after 17 h)."""
    if urgency != Urgency.U1:
        return received_at + DUE_WITHIN[Urgency(urgency)]
    local = timezone.localtime(received_at)
    evening = timezone.make_aware(datetime.combine(local.date(), END_OF_DAY))
    return evening if local.hour < 17 else evening + timedelta(days=1)


def is_window_over(need: Need, now: datetime) -> bool:
    """True when help was wanted before ``now`` and nobody said yes: no plan looks at the need until it is wanted again."""
    return need.state in MATCHABLE_STATES and need.wanted_until <= now


@dataclass(frozen=True)
class Clock:
    """How a need stands against its delay: ``minutes_left`` is negative when late."""

    due_at: datetime
    minutes_left: int

    @property
    def late(self) -> bool:
        """True past the delay."""
        return self.minutes_left < 0

    @property
    def words(self) -> str:
        """« dans 3 h 20 », « en retard de 2 jours »."""
        minutes = abs(self.minutes_left)
        if minutes < 60:
            span = f"{minutes} min"
        elif minutes < 36 * 60:
            hours, rest = divmod(minutes, 60)
            span = f"{hours} h {rest:02d}" if rest and hours < 10 else f"{hours} h"
        else:
            span = f"{round(minutes / 1440)} jours"
        return f"en retard de {span}" if self.late else f"dans {span}"


def clock_of(need: Need, now: datetime) -> Clock:
    """The clock of an open need at ``now``.

    It runs from the request, or from the day help is wanted when that is later (a need put off, the next time of a
    weekly one), and never beyond the end of the window asked for.
    """
    due = min(need.wanted_until, due_at(need.urgency, max(need.received_at, need.wanted_from)))
    return Clock(due, int((due - now).total_seconds() // 60))
