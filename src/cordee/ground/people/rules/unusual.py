"""Rules that read the log for what is unusual: few, plain, shown as they are to whoever answers for them.

A rule accuses nobody: it asks the DPO to look. Each knows moments, agents and numbers of files, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

MANY_FILES = 40
MANY_WITHIN = timedelta(hours=1)
IDLE_FILES = 10
MANY_ENTRIES = 20
SHUT_TRIES = 3
MORNING, EVENING, SUNDAY = 7, 20, 6

EXPORTS = frozenset(
    {
        "export_volunteers",
        "print_volunteers",
        "export_figures",
        "export_log",
        "hand_over_file",
        "hand_over_register",
        "take_out_register",
    }
)
PERSONAL = ("person:", "need:", "volunteer:", "beneficiary:", "paper:", "registerentry:")

ACTED_ON = (*PERSONAL, "assignment:", "rightrequest:")


@dataclass(frozen=True)
class Rule:
    """A rule: its name, and the sentence that says why it spoke, with a hole for the number."""

    code: str
    label: str
    why: str
    explained: str


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            "break_glass", "Dossier protégé ouvert", "Un dossier protégé a été ouvert en urgence, pour une heure.",
            "Chaque ouverture en urgence d’un dossier protégé.",
        ),
        Rule(
            "many_files", "Beaucoup de dossiers", "{count} dossiers différents ouverts en moins d’une heure.",
            f"{MANY_FILES} dossiers différents ou plus, ouverts par une même personne en une heure.",
        ),
        Rule(
            "outside_hours", "Hors des heures", "{count} dossier(s) ouvert(s) la nuit ou un dimanche, sans crise en cours.",
            f"Un dossier ouvert avant {MORNING} h, après {EVENING} h ou un dimanche, quand aucune crise n’est ouverte.",
        ),
        Rule(
            "own_name", "Même nom", "Le dossier ouvert porte le même nom de famille que l’agent.",
            "Un dossier dont le nom de famille est celui de l’agent.",
        ),
        Rule(
            "own_street", "Même rue", "Le dossier ouvert est dans la rue de l’agent.",
            "Un dossier de la rue où l’agent habite, quand Cordée la connaît.",
        ),
        Rule(
            "idle", "Ouverts sans suite", "{count} dossiers ouverts dans une journée sans écrire dans aucun dossier.",
            f"{IDLE_FILES} dossiers ou plus ouverts dans une journée où l’agent n’a écrit dans aucun dossier.",
        ),
        Rule(
            "register_many", "Beaucoup de fiches du registre",
            "{count} fiches du registre de solidarité ouvertes une à une en moins d’une heure.",
            f"{MANY_ENTRIES} fiches du registre ou plus, ouvertes une à une par une même personne en une heure.",
        ),
        Rule(
            "register_shut", "Registre demandé sans habilitation",
            "{count} essai(s) d’ouvrir le registre de solidarité sans habilitation en cours.",
            f"{SHUT_TRIES} essais ou plus, dans une journée, d’ouvrir le registre de solidarité sans y être habilité.",
        ),
        Rule(
            "export", "Sortie de données", "Une liste ou un dossier est sorti de Cordée.",
            "Chaque export, impression de liste ou dossier remis.",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """What a rule knows of one event."""

    key: int
    at: datetime
    actor: str
    verb: str
    subject: str
    kind: str


@dataclass(frozen=True)
class Signal:
    """What a rule found. ``key`` tells it once."""

    rule: str
    key: str
    actor: str
    at: datetime
    count: int = 1
    subject: str = ""


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _openings(traces: Iterable[Trace]) -> dict[str, list[Trace]]:
    """Personal files read, by agent, oldest first."""
    found: dict[str, list[Trace]] = defaultdict(list)
    for one in sorted(traces, key=lambda trace: (trace.at, trace.key)):
        if one.kind == "read" and one.actor.startswith("account:") and one.subject.startswith(PERSONAL):
            found[one.actor].append(one)
    return found


def broken_glass_and_exports(traces: Iterable[Trace]) -> list[Signal]:
    """Each time, one alert."""
    return [
        Signal(
            "break_glass" if one.verb == "break_glass" else "export",
            f"event:{one.key}",
            one.actor,
            one.at,
            subject=one.subject,
        )
        for one in traces
        if one.actor.startswith("account:") and (one.verb == "break_glass" or one.verb in EXPORTS)
    ]


def _most_within(read: list[Trace]) -> dict[date, tuple[int, datetime]]:
    """By day, the largest number of different subjects read within the window, and when it began."""
    most: dict[date, tuple[int, datetime]] = {}
    start = 0
    for end, one in enumerate(read):
        while one.at - read[start].at > MANY_WITHIN:
            start += 1
        count = len({other.subject for other in read[start : end + 1]})
        if count > most.get(_day(one.at), (0, one.at))[0]:
            most[_day(one.at)] = (count, read[start].at)
    return most


def register_watch(traces: Iterable[Trace]) -> list[Signal]:
    """Of the register: many files opened one by one (a line of a list is no opening), doors tried without a clearance."""
    traces = list(traces)
    found = []
    for actor, read in _openings(traces).items():
        files = [one for one in read if one.verb == "read" and one.subject.startswith("registerentry:")]
        found += [
            Signal("register_many", f"register:{actor}:{on}", actor, at, count)
            for on, (count, at) in _most_within(files).items()
            if count >= MANY_ENTRIES
        ]
    tried: dict[tuple[str, date], list[Trace]] = defaultdict(list)
    for one in traces:
        if one.verb == "find_register_shut" and one.actor.startswith("account:"):
            tried[one.actor, _day(one.at)].append(one)
    found += [
        Signal("register_shut", f"shut:{actor}:{on}", actor, ones[0].at, len(ones))
        for (actor, on), ones in tried.items()
        if len(ones) >= SHUT_TRIES
    ]
    return found


def many_files(traces: Iterable[Trace]) -> list[Signal]:
    """Many different people in an hour: one alert an agent and a day, with the largest number.

    A page about a request names the request and the person: only people are counted.
    """
    found = []
    for actor, read in _openings(traces).items():
        people = [one for one in read if one.subject.startswith(("person:", "volunteer:"))]
        found += [
            Signal("many_files", f"many:{actor}:{on}", actor, at, count)
            for on, (count, at) in _most_within(people).items()
            if count >= MANY_FILES
        ]
    return found


def _is_outside(at: datetime) -> bool:
    local = timezone.localtime(at)
    return local.hour < MORNING or local.hour >= EVENING or local.weekday() == SUNDAY


def outside_hours(traces: Iterable[Trace], *, in_crisis: bool) -> list[Signal]:
    """Nights and Sundays; nothing during a crisis, when one works at any hour."""
    if in_crisis:
        return []
    found = []
    for actor, read in _openings(traces).items():
        late: dict[date, list[Trace]] = defaultdict(list)
        for one in read:
            if _is_outside(one.at):
                late[_day(one.at)].append(one)
        found += [
            Signal(
                "outside_hours",
                f"hours:{actor}:{on}",
                actor,
                ones[0].at,
                len({one.subject for one in ones if not one.subject.startswith("need:")}) or len(ones),
            )
            for on, ones in late.items()
        ]
    return found


def opened_without_acting(traces: Iterable[Trace], *, today: date) -> list[Signal]:
    """Days that are over, where somebody opened many files and wrote on none of them."""
    traces = list(traces)
    wrote = {
        (one.actor, _day(one.at))
        for one in traces
        if one.kind == "write" and one.verb != "break_glass" and one.subject.startswith(ACTED_ON)
    }
    found = []
    for actor, read in _openings(traces).items():
        days: dict[date, list[Trace]] = defaultdict(list)
        for one in read:
            days[_day(one.at)].append(one)
        for on, ones in days.items():
            files = {one.subject for one in ones if one.subject.startswith(("person:", "volunteer:"))}
            if on < today and (actor, on) not in wrote and len(files) >= IDLE_FILES:
                found.append(Signal("idle", f"idle:{actor}:{on}", actor, ones[0].at, len(files)))
    return found


def own_circle(
    traces: Iterable[Trace], *, namesakes: set[tuple[str, str]], neighbours: set[tuple[str, str]]
) -> list[Signal]:
    """One's own name, one's own street: pairs (agent, ``person:5``) that the rooms above found."""
    found = {}
    for actor, read in _openings(traces).items():
        for one in read:
            for rule, pairs in (("own_name", namesakes), ("own_street", neighbours)):
                key = f"{rule}:{actor}:{one.subject}:{_day(one.at)}"
                if (actor, one.subject) in pairs and key not in found:
                    found[key] = Signal(rule, key, actor, one.at, subject=one.subject)
    return list(found.values())
