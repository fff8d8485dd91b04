"""French sentences for each choice of the policy, written so that no volunteer is given a gender."""

from cordee.engine.asking.choosing import Ask, Wait

NARROW = "\u202f"

_WAITS = {
    "night": "Personne n’est sollicité la nuit{narrow}: la demande repart au matin.",
    "late": "Plus personne ne peut arriver à temps{narrow}: la demande doit être reprise par un agent.",
    "list": "La liste suffit peut-être encore{narrow}: personne n’est dérangé pour l’instant.",
    "hoped": "Les réponses attendues suffisent{narrow}: personne de plus n’est sollicité.",
    "nobody": (
        "Toutes les personnes possibles ont déjà été sollicitées, ou doivent être laissées tranquilles{narrow}: "
        "un agent peut appeler."
    ),
}


def ask_phrase(ask: Ask) -> str:
    """Why this person, and why so many: one sentence."""
    parts = ["a déjà aidé cette personne"] if ask.former else []
    if ask.km > 0:
        parts.append(f"à {f'{ask.km:.1f}'.replace('.', ',')}{NARROW}km")
    parts.append(f"dirait oui {round(ask.chance * 10) or 1} fois sur 10")
    if ask.first:
        parts.append("n’a encore reçu aucune demande")
    text = ", ".join(parts)
    if ask.wave == 1:
        return f"{text[0].upper()}{text[1:]}{NARROW}; une seule personne est sollicitée."
    return (
        f"{text[0].upper()}{text[1:]}{NARROW}; {ask.wave} personnes sollicitées ensemble pour "
        f"{round(ask.wave_chance * 100)}{NARROW}% de chances d’un oui ({round(ask.wanted * 100)}{NARROW}% voulus)."
    )


def wait_phrase(wait: Wait) -> str:
    """Why nobody is asked now. Raises KeyError on a code that has no sentence."""
    return _WAITS[wait.code].format(narrow=NARROW)


def call_phrase(chance: float) -> str:
    """Why the phone desk is asked to call this person."""
    return (
        f"Demande urgente restée sans réponse{NARROW}: à appeler, une fois jointe cette personne dirait oui "
        f"{round(chance * 10) or 1} fois sur 10."
    )
