"""What an agent looks at, how long it is good, what it opens and what its end closes (domain.md § 4.0, 4.1, 4.6, 4.7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import months_after
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.rules.words import written_day
from cordee.ground.volunteers.models import CheckKind

WARN_DAYS = 30
"""A check whose last day comes within so many days is to be seen again: the desk lists it, the volunteer is told once."""


class End(StrEnum):
    """Whether a document has a last day."""

    NONE = "none"
    MAYBE = "maybe"
    ALWAYS = "always"


@dataclass(frozen=True)
class KindRules:
    """One kind: ``hint`` for the agent, ``feminine`` for the sentences, ``months`` it is good for from the day on it at
    most."""

    hint: str
    feminine: bool
    end: End
    months: int | None = None


KINDS: dict[CheckKind, KindRules] = {
    CheckKind.IDENTITY: KindRules(
        "On la regarde, on ne la copie pas et on n’en note rien.", feminine=True, end=End.NONE
    ),
    CheckKind.RECORD: KindRules(
        "Pour aller chez les personnes. Montré par la personne, jamais gardé. Valable un an au plus.",
        feminine=False, end=End.ALWAYS, months=12,
    ),
    CheckKind.HONORABILITY: KindRules(
        "Pour aider auprès d’enfants. Gratuite, sur honorabilite.social.gouv.fr. Valable six mois à compter de sa date.",
        feminine=True, end=End.ALWAYS, months=6,
    ),
    CheckKind.LICENCE: KindRules(
        "Pour conduire quelqu’un. On regarde le permis, on n’en note pas le numéro.", feminine=False, end=End.MAYBE
    ),
    CheckKind.INSURANCE: KindRules(
        "Pour conduire quelqu’un. L’assureur doit savoir que la voiture sert à des trajets bénévoles.",
        feminine=True, end=End.ALWAYS,
    ),
    CheckKind.INSPECTION: KindRules(
        "Du véhicule. Une voiture de moins de quatre ans n’en a pas encore : ne notez rien.",
        feminine=False, end=End.ALWAYS,
    ),
    CheckKind.DIPLOMA: KindRules(
        "Petite enfance ou animation. Sans lui, jamais en charge d’enfants : toujours auprès d’un professionnel.",
        feminine=False, end=End.MAYBE,
    ),
}  # fmt: skip
"""The kinds an agent may note, in the order they are shown."""

_GATES = (
    CheckKind.RECORD,
    CheckKind.HONORABILITY,
    CheckKind.LICENCE,
    CheckKind.INSURANCE,
    CheckKind.INSPECTION,
)
ASKED: Mapping[str, tuple[CheckKind, ...]] = {
    code: asked
    for code, activity in ACTIVITIES.items()
    if (asked := tuple(kind for kind in _GATES if kind.value in activity.checks))
}
"""Activity to the checks without which it is closed, as the catalogue says. The identity is a step of admission (rule H8);
the diploma is not asked: without one a volunteer is never in charge (§ 4.6), which ``notice_for`` says."""
ONLY_IF_NOTED = frozenset({CheckKind.INSPECTION})
"""Closes when it is over, not when it was never seen: a car under four years old has none."""

Known = Mapping[str, date | None]
"""The current checks of somebody: kind to last good day (``None`` without an end)."""


def is_good(until: date | None, on: date) -> bool:
    """Whether a last day is not passed."""
    return until is None or until >= on


def in_force(known: Known, on: date) -> frozenset[str]:
    """The kinds that are good on a day."""
    return frozenset(kind for kind, until in known.items() if kind != CheckKind.UNSAID and is_good(until, on))


@dataclass(frozen=True)
class Lapse:
    """A check that an activity asks for and that is not good on a day; ``unsaid`` when one was noted without its kind."""

    kind: CheckKind
    until: date | None
    unsaid: bool = False


def lapses(activity: str, known: Known, on: date) -> list[Lapse]:
    """What is missing or over for an activity on a day; nothing when it is open."""
    found = []
    for kind in ASKED.get(activity, ()):
        if kind.value not in known:
            if kind not in ONLY_IF_NOTED:
                found.append(Lapse(kind, None, CheckKind.UNSAID in known and kind != CheckKind.RECORD))
        elif not is_good(known[kind], on):
            found.append(Lapse(kind, known[kind]))
    return found


def day_words(day: date, today: date) -> str:
    """« 3 novembre », with its year when it is another one."""
    return written_day(day).removesuffix(f" {today.year}")


def lapse_words(lapse: Lapse, today: date) -> str:
    """« attestation d’honorabilité expirée le 3 novembre », « permis de conduire jamais vu »."""
    name, e = CheckKind(lapse.kind).label, "e" if KINDS[lapse.kind].feminine else ""
    if lapse.unsaid:
        return f"{name} à revoir (un contrôle avait été noté sans dire lequel)"
    if lapse.until is None:
        return f"{name} jamais vu{e}"
    if lapse.until < today:
        return f"{name} expiré{e} le {day_words(lapse.until, today)}"
    return f"{name} valable jusqu’au {day_words(lapse.until, today)} seulement"


def lapses_words(found: list[Lapse], today: date) -> str:
    """All of them in one sentence without its final stop."""
    said = ", ".join(lapse_words(one, today) for one in found)
    return said[:1].upper() + said[1:]


def notice_for(activity: str, known: Known, on: date) -> str:
    """What is to be said to whoever sends this volunteer, although nothing closes (§ 4.6); empty most of the time."""
    if "diploma" not in ACTIVITIES[activity].checks or CheckKind.DIPLOMA in in_force(known, on):
        return ""
    return "Sans diplôme noté : jamais en charge d’enfants, toujours auprès d’un professionnel"


class CheckState(StrEnum):
    """Where one check stands, in words."""

    NEVER = "jamais vu"
    GOOD = "en ordre"
    SOON = "expire bientôt"
    OVER = "expiré"
    AGAIN = "à revoir"


def state_words(kind: CheckKind, state: CheckState) -> str:
    """The state agreed with the kind: « expirée », « jamais vue »."""
    agrees = state in {CheckState.NEVER, CheckState.OVER} and kind in KINDS and KINDS[kind].feminine
    return state.value + ("e" if agrees else "")


def check_state(kind: str, known: Known, today: date) -> CheckState:
    """Never seen, in order, in its last thirty days, or over."""
    if kind not in known:
        return CheckState.NEVER
    if kind == CheckKind.UNSAID:
        return CheckState.AGAIN
    until = known[kind]
    if not is_good(until, today):
        return CheckState.OVER
    soon = until is not None and until <= last_warned_day(today)
    return CheckState.SOON if soon else CheckState.GOOD


def last_warned_day(today: date) -> date:
    """A check that ends on this day or before is to be seen again."""
    return today + timedelta(days=WARN_DAYS)


def proposed_end(kind: CheckKind, seen_on: date) -> date | None:
    """The last day proposed to the agent: what the kind is good for, from the day it was seen."""
    months = KINDS[kind].months
    return months_after(seen_on, months) if months else None


def check_sight(
    kind: str,
    *,
    seen_on: date,
    dated_on: date | None,
    valid_until: date | None,
    held_two_years: bool | None,
    today: date,
) -> None:
    """Raise ``Refused``, with the field, when this sight cannot be noted."""
    if kind not in KINDS:
        raise Refused("Ce contrôle n’existe pas.")
    if seen_on > today:
        raise Refused("Ce jour n’est pas encore venu.", field="seen_on")
    if dated_on is not None and dated_on > seen_on:
        raise Refused("Le document porte une date d’avant le jour où il a été vu.", field="dated_on")
    if kind == CheckKind.LICENCE and not held_two_years:
        raise Refused(
            "Pour conduire quelqu’un, il faut avoir le permis depuis deux ans : il se notera le moment venu.",
            field="held_two_years",
        )
    _check_end(CheckKind(kind), dated_on, seen_on, valid_until, today)


def _check_end(
    kind: CheckKind, dated_on: date | None, seen_on: date, valid_until: date | None, today: date
) -> None:
    if valid_until is None:
        if KINDS[kind].end == End.ALWAYS:
            raise Refused("Indiquez le dernier jour de validité.", field="valid_until")
        return
    if valid_until < today:
        raise Refused(
            f"Le {valid_until:%d/%m/%Y} est passé : ce document n’est plus valable.",
            field="dated_on" if dated_on else "valid_until",
        )
    latest = proposed_end(kind, dated_on or seen_on)
    if latest is not None and valid_until > latest:
        raise Refused(
            f"Il vaut {KINDS[kind].months} mois au plus : jusqu’au {latest:%d/%m/%Y}.", field="valid_until"
        )


def has_special_checks(seen: Collection[str]) -> bool:
    """Whether children, or driving somebody, are open: the fourth level."""
    return CheckKind.HONORABILITY in seen or {CheckKind.LICENCE.value, CheckKind.INSURANCE.value} <= set(seen)
