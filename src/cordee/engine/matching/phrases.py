"""French sentences for the codes of the engine: plain, warm, and written so that no volunteer is given a
gender.

Labels of moments come from the caller (« jeudi matin »): the engine has no calendar.
"""

from collections.abc import Sequence

from cordee.engine.matching.changes import Change
from cordee.engine.matching.reasons import Check, Reason
from cordee.engine.protocol.activities import TRUST_LEVELS

NARROW = "\u202f"
"""Narrow no-break space, before units and high punctuation."""


def _length(km: float) -> str:
    """« 420 m », « 1,2 km », « 12 km »: tens of metres below 1 km, one decimal below 10 km."""
    metres = round(km * 100) * 10
    if metres < 1000:
        return f"{metres}{NARROW}m"
    if metres < 10_000:
        return f"{metres / 1000:.1f}".removesuffix(".0").replace(".", ",") + f"{NARROW}km"
    return f"{round(km)}{NARROW}km"


def distance_phrase(km: float, *, approximate: bool = False) -> str:
    """« à 420 m », « à environ 1,2 km », « à moins de 50 m » for the nearest ones."""
    if km < 0.05:
        return f"à moins de 50{NARROW}m"
    return f"à environ {_length(km)}" if approximate else f"à {_length(km)}"


def moments_phrase(labels: Sequence[str]) -> str:
    """« jeudi matin », « jeudi matin ou jeudi soir »; none or more than two become « sur la période souhaitée
    »."""
    if 1 <= len(labels) <= 2:
        return " ou ".join(labels)
    return "sur la période souhaitée"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def assignment_phrase(
    *,
    distance_km: float,
    remote: bool,
    moment: str,
    activity: str,
    former: bool,
    load: int,
    approximate: bool = False,
    vehicle: bool = False,
) -> str:
    """Why this person, in one line: « À 420 m, disponible cet après-midi, peut faire les courses, … ».

    `moment` and `activity` are labels (« cet après-midi », « les courses »); `load` is what they already
    have.
    """
    parts = [
        "à distance" if remote else distance_phrase(distance_km, approximate=approximate),
        f"disponible {moment}",
        f"peut aider pour {activity}",
    ]
    if vehicle:
        parts.append("a un véhicule")
    if former:
        parts.append("a déjà aidé cette personne")
    if load == 0:
        parts.append("n’a pas encore de mission")
    return _sentence(", ".join(parts))


_GATES = {
    "paused": ("Veut bien aider en ce moment", "En pause"),
    "activity": ("Propose {activity}", "N’a pas coché cette activité"),
    "protocol": ("Les consignes en vigueur le permettent", "Les consignes en vigueur ne le permettent pas"),
    "checks": (
        "Contrôles demandés en ordre",
        "Un contrôle demandé n’a pas été vu, ou n’est plus valable ce jour-là",
    ),
    "remote_only": ("Peut se déplacer, ou ce n’est pas utile", "Aide à distance seulement"),
    "vehicle": ("A un véhicule, ou il n’en faut pas", "N’a pas de véhicule"),
    "language": ("Parle une langue que la personne comprend", "Ne parle pas la langue de la personne"),
    "blocked": (
        "Mise en relation possible avec cette personne",
        "Mise en relation exclue avec cette personne",
    ),
    "refused": ("N’a pas encore décliné cette demande", "A déjà décliné cette demande"),
    "slot": ("Disponible {moments}", "Pas disponible {moments}"),
}


def check_phrase(check: Check, *, activity: str = "cette activité", moments: Sequence[str] = ()) -> str:
    """What one gate says of one volunteer, open or shut. Raises KeyError on a code that has no sentence."""
    special = {
        "trust": _trust,
        "age": _age,
        "place": _place,
        "radius": _radius,
        "cap": _cap,
        "chosen": _chosen,
    }
    if check.code in special:
        return special[check.code](check)
    text = _GATES[check.code][0 if check.ok else 1]
    return text.format(activity=activity, moments=moments_phrase(moments))


def _trust(check: Check) -> str:
    wanted, has = TRUST_LEVELS[check.numbers["wanted"]].label, TRUST_LEVELS[check.numbers["has"]].label
    if check.ok:
        return f"Habilitation suffisante («{NARROW}{has}{NARROW}»)"
    return f"Habilitation à compléter{NARROW}: «{NARROW}{has}{NARROW}», il faut «{NARROW}{wanted}{NARROW}»"


def _age(check: Check) -> str:
    wanted = check.numbers["wanted"]
    if check.ok:
        return "A l’âge demandé"
    if "has" not in check.numbers:
        return f"Date de naissance inconnue, il faut avoir {wanted} ans"
    return f"A {check.numbers['has']} ans, il faut en avoir {wanted}"


def _place(check: Check) -> str:
    if check.ok:
        return "Adresses localisées, ou aide à distance"
    whose = "de la demande" if not check.numbers["need"] else "du bénévole"
    return f"Adresse {whose} mal localisée"


def _radius(check: Check) -> str:
    if check.numbers["remote"]:
        return "Aide à distance, l’éloignement ne compte pas"
    if "distance_m" not in check.numbers:
        return "Distance inconnue"
    there = _sentence(distance_phrase(check.numbers["distance_m"] / 1000))
    if check.ok:
        return there
    return f"{there}, au-delà des {_length(check.numbers['radius_m'] / 1000)} indiqués"


def _cap(check: Check) -> str:
    if check.ok:
        return "Peut encore accepter une mission"
    if check.numbers["left"] == 0:
        return "A atteint le nombre de missions souhaité"
    return "A déjà assez de missions ces jours-là"


def _chosen(check: Check) -> str:
    elsewhere = check.numbers["elsewhere"]
    if check.ok:
        return "Fait partie de la proposition"
    if elsewhere:
        return f"Déjà dans la proposition pour {_count(elsewhere, 'autre demande', 'autres demandes')}"
    return "Conviendrait, mais quelqu’un de plus proche, déjà connu ou moins sollicité est proposé"


def reason_phrase(
    reason: Reason, *, activity: str = "cette aide", moments: Sequence[str] = (), vehicle: bool = False
) -> str:
    """Why a need has nobody, or not enough people: one sentence. Raises KeyError on a code that has no
    sentence.

    `vehicle` says that the need asks for one: « Aucun bénévole véhiculé disponible jeudi matin… ».
    """
    numbers, when = reason.numbers, moments_phrase(moments)
    if reason.code in _PLAIN:
        return _PLAIN[reason.code]
    if reason.code == "taken":
        return _taken(numbers["suitable"])
    if reason.code == "too_few":
        fitting = _count(numbers["suitable"], "seule convient", "seulement conviennent")
        return f"Il faut {numbers['helpers']} personnes{NARROW}: {fitting}."
    who = "Aucun bénévole véhiculé" if vehicle else "Aucun bénévole"
    if numbers["would_open"]:
        return _almost(reason, who, when)
    return _NOBODY_LEFT[reason.code].format(who=who, activity=activity, when=when)


def change_phrase(
    change: Change, *, who: str = "", moment: str = "", activity: str = "cette aide", vehicle: bool = False
) -> str:
    """The cheapest change as something to do: « Élargir le rayon de Karim B. de 1,2 km. ».

    `who` is how the volunteer is called, `moment` the label of `change.slot` (« jeudi matin ») or, for `recruit`, of the
    moments wished. Raises KeyError on a code that has no sentence.
    """
    if change.code == "recruit":
        someone = "un bénévole véhiculé" if vehicle else "un bénévole"
        return f"Chercher {someone} de plus pour {activity}, disponible {moment or moments_phrase(())}."
    more = _length(change.numbers.get("more_m", 0) / 1000)
    level = TRUST_LEVELS[change.numbers.get("wanted", 0)].label
    words = {
        "who": who,
        "moment": moment,
        "activity": activity,
        "more": more,
        "level": f"«{NARROW}{level}{NARROW}»",
    }
    return _sentence(_CHANGES[change.code].format(**words)) + "."


_CHANGES = {
    "radius": "élargir le rayon de {who} de {more}",
    "slot": "demander à {who} un créneau {moment}",
    "cap": "demander à {who} une mission de plus {moment}",
    "move": "déplacer la demande à {moment}, quand {who} est disponible",
    "trust": "compléter l’habilitation de {who} jusqu’à {level}",
    "checks": "revoir les contrôles demandés à {who} pour {activity}",
    "vehicle": "trouver un véhicule pour {who}, disponible {moment}",
    "activity": "demander à {who} d’accepter aussi {activity}",
    "language": "trouver un interprète pour accompagner {who} {moment}",
    "place": "localiser l’adresse de {who}",
    "paused": "demander à {who} si sa pause peut s’interrompre {moment}",
}


def hint_phrases(reason: Reason) -> tuple[str, ...]:
    """What would open the need, most promising first: « 3 personnes conviendraient à un autre moment »."""
    return tuple(
        _sentence(f"{_count(count, 'personne conviendrait', 'personnes conviendraient')} {_HINTS[gate]}")
        for gate, count in reason.near_misses
        if gate in _HINTS
    )


_PLAIN = {
    "nobody": "Aucun bénévole n’est encore inscrit.",
    "unplaced": f"Adresse mal localisée{NARROW}: placez-la sur la carte pour chercher quelqu’un à proximité.",
    "no_slot": f"Aucun moment n’est indiqué{NARROW}: précisez quand l’aide peut avoir lieu.",
}

_NOBODY_LEFT = {
    "paused": "Tous les bénévoles sont en pause.",
    "activity": "{who} ne propose {activity}.",
    "protocol": "Les consignes en vigueur ferment {activity} aux bénévoles inscrits.",
    "trust": "Personne n’a encore l’habilitation demandée pour {activity}.",
    "checks": "Personne n’a en ordre les contrôles demandés pour {activity}.",
    "age": "Personne n’a l’âge demandé pour {activity}.",
    "remote_only": "Les bénévoles qui proposent {activity} aident à distance seulement.",
    "vehicle": "Aucun bénévole véhiculé ne propose {activity}.",
    "language": "Personne ne parle la langue de la personne.",
    "blocked": "Les bénévoles qui pourraient aider ne peuvent pas être mis en relation avec cette personne.",
    "refused": "Les bénévoles qui pourraient aider ont déjà décliné.",
    "place": "Les bénévoles qui pourraient aider ont une adresse mal localisée.",
    "radius": "{who} n’accepte de venir jusque-là pour {activity}.",
    "slot": "{who} disponible {when} à proximité.",
    "cap": "Tous les bénévoles disponibles {when} ont atteint le nombre de missions souhaité.",
}

_HINTS = {
    "paused": "sans leur pause",
    "activity": "en acceptant cette activité",
    "trust": "avec une habilitation complétée",
    "checks": "avec un contrôle vu à nouveau",
    "vehicle": "avec un véhicule",
    "language": "avec un interprète",
    "refused": "en changeant d’avis",
    "place": "une fois l’adresse localisée",
    "radius": "en venant d’un peu plus loin",
    "slot": "à un autre moment",
    "cap": "avec une mission de plus",
}

_ALMOST = {
    "paused": "mais en pause",
    "activity": "mais sans avoir coché cette activité",
    "protocol": "mais les consignes en vigueur ne le permettent pas",
    "trust": "mais l’habilitation est à compléter",
    "checks": "mais un contrôle demandé n’est pas en ordre",
    "age": "mais l’âge demandé n’est pas atteint ou pas connu",
    "remote_only": "mais à distance seulement",
    "vehicle": "mais sans véhicule",
    "language": "mais sans parler la langue de la personne",
    "blocked": "mais la mise en relation est exclue",
    "refused": "mais la réponse a déjà été non",
    "place": "mais l’adresse est mal localisée",
    "cap": "mais le nombre de missions souhaité est atteint",
}


def _almost(reason: Reason, who: str, when: str) -> str:
    count = reason.numbers["would_open"]
    if reason.code == "slot":
        others = _count(count, "personne conviendrait", "personnes conviendraient")
        where = (
            f"à moins de {_length(reason.numbers['around_m'] / 1000)}"
            if "around_m" in reason.numbers
            else "à proximité"
        )
        return f"{who} disponible {when} {where}{NARROW}; {others} à un autre moment."
    if reason.code == "radius":
        nearest = distance_phrase(reason.numbers["nearest_m"] / 1000)
        nobody = f"{who} assez près{NARROW}"
        return f"{nobody}: la personne la plus proche est {nearest}, plus loin qu’elle ne souhaite aller."
    fitting = _count(count, "personne conviendrait", "personnes conviendraient")
    return _sentence(f"{fitting}, {_ALMOST[reason.code]}.")


def _taken(suitable: int) -> str:
    if suitable == 1:
        return "La seule personne qui convient aide déjà pour une demande au moins aussi urgente."
    return f"Les {suitable} personnes qui conviennent aident déjà pour des demandes au moins aussi urgentes."


def _count(count: int, one: str, several: str) -> str:
    return f"une {one}" if count == 1 else f"{count} {several}"
