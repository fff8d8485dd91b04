"""The priority an assessment leads to: the rule of the register, read from the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cordee.coordinate.register.rules.choices import Mobility
from cordee.coordinate.register.rules.priority import Facts, Priority, priority_of
from cordee.ground.people.models import Person
from cordee.ground.people.rules.words.beliefs import has_belief_words
from cordee.ground.people.rules.words.health import without_health_words

DEVICE = "appareil médical électrique"


def priority_of_answers(person: Person, said: Mapping[str, Any], on: date) -> Priority:
    """P1, P2 or P3 with the reasons (domain.md § 2.7); a medical device on the mains is P1 by itself (§ 3.2)."""
    age = person.age_on(on)
    if age is None and person.birth_year:
        age = on.year - person.birth_year
    helps = said.get("who_helps")
    found = priority_of(
        Facts(
            age=age,
            lives_alone={"oui": True, "non": False}.get(said.get("lives_alone", "")),
            weekly_visit=None if not helps else helps != ["nobody"],
            mobility=Mobility.BED if said.get("mobility") == "bedridden" else "",
            medical_device=said.get("electric_device") == "oui",
        )
    )
    if said.get("electric_device") == "oui" and found.level > 1:
        return Priority(1, (DEVICE, *found.reasons))
    return found


def soft_warnings(texts: list[str]) -> list[str]:
    """One sentence when free words speak of health or religion: said once, and never a wall."""
    kinds = {kind.value for text in texts for kind in without_health_words(text).kinds}
    if any(has_belief_words(text) for text in texts):
        kinds.add("religion")
    if not kinds:
        return []
    told = f"Un mot évoque : {', '.join(sorted(kinds))}."
    return [f"{told} Gardez seulement ce qui sert à aider ; la personne peut lire cette fiche."]
