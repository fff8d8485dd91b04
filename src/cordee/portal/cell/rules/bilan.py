"""A bilan as everybody reads it: one content of plain words, the same that is scanned, kept, shown and printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from cordee.ground.crisis.models import AfterActionReport, AfterActionTask, CrisisStep, LogbookEntry
from cordee.ground.crisis.rules.bilan import PARTS
from cordee.ground.crisis.rules.private_words import Hit, PrivateWords, people_found
from cordee.ground.crisis.rules.situation import Figure, hidden_if_small
from cordee.ground.needs.models import need_code


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y à %H h %M}"


def _step_words(step: CrisisStep) -> str:
    colour = f", vigilance {step.get_colour_display()}" if step.colour else ""
    return f"Phase « {step.get_phase_display()} »{colour}."


def chronology(steps: Iterable[CrisisStep], entries: Iterable[LogbookEntry]) -> list[list[str]]:
    """[moment, words] in the order of the facts; phases without who decided, entries without who told."""
    told = [(one.at, _step_words(one)) for one in steps]
    told += [(one.happened_at, one.text) for one in entries]
    return [[_moment(at), words] for at, words in sorted(told, key=lambda one: one[0])]


def task_row(task: AfterActionTask) -> list[str]:
    """[what, which function, by when]."""
    return [task.what, task.owner, f"{task.due_on:%d/%m/%Y}"]


def public_content(
    report: AfterActionReport,
    *,
    figures: Sequence[Figure],
    districts: list[list[str]],
    activities: list[list[str]],
    told: list[list[str]],
    tasks: Iterable[AfterActionTask],
    left: int,
) -> dict[str, Any]:
    """Text only, JSON only: no name is put in by Cordée, and a request left is a number among others."""
    crisis = report.crisis
    end = _moment(crisis.ended_at) if crisis.ended_at else "maintenant"
    ground = f"{crisis.get_trigger_display()} ({crisis.trigger_ref})" if crisis.trigger else "non indiqué"
    return {
        "title": crisis.title,
        "header": [
            ["Événement", crisis.get_kind_display()],
            ["Période", f"du {_moment(crisis.started_at)} au {end}"],
            ["Déclencheur", ground],
        ],
        "texts": [
            [title, report.texts[part]] for part, (title, _) in PARTS.items() if report.texts.get(part, "").strip()
        ],
        "figures": [[one.part, one.label, one.value, one.definition] for one in figures],
        "districts": districts,
        "activities": activities,
        "chronology": told,
        "failures": list(report.failures),
        "tasks": [task_row(one) for one in tasks],
        "left": hidden_if_small(left),
    }  # fmt: skip


_WHERE = {
    "title": "Titre",
    "header": "En-tête",
    "districts": "Quartiers",
    "chronology": "Chronologie",
    "failures": "Ce qui n’a pas marché",
    "tasks": "Plan d’action",
}


def _lines(content: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """(where, words) of everything in a content."""
    yield _WHERE["title"], content["title"]
    for title, words in content["texts"]:
        for number, line in enumerate(words.splitlines() or [words], start=1):
            yield f"{title}, ligne {number}", line
    for number, line in enumerate(content["failures"], start=1):
        yield f"{_WHERE['failures']}, ligne {number}", line
    # Figures and kinds of help are words of Cordée itself: nobody can be typed there, and nobody could take them away.
    for part in ("header", "districts", "chronology", "tasks"):
        for row in content[part]:
            # Cell by cell: the end of one and the beginning of the next make no telephone.
            for cell in row:
                yield f"{_WHERE[part]} : {row[0]}" if cell != row[0] else _WHERE[part], cell


def who_is_found(content: dict[str, Any], known: PrivateWords, *, spared: Iterable[str]) -> list[Hit]:
    """Everybody found in what would be published, with where."""
    own = tuple(spared)
    found = [
        hit for where, words in _lines(content) for hit in people_found(words, known, where=where, spared=own)
    ]
    return list(dict.fromkeys(found))


def taken_up(successors: dict[str, str]) -> list[tuple[str, list[str]]]:
    """(who, codes of their requests), whoever takes most first: fifty lines for one service are read by nobody."""
    by_who: dict[str, list[str]] = {}
    for number, who in sorted(successors.items(), key=lambda one: int(one[0])):
        by_who.setdefault(who, []).append(need_code(int(number)))
    return sorted(by_who.items(), key=lambda one: -len(one[1]))


def bilan_sheet(
    content: dict[str, Any], *, report: AfterActionReport, successors: list[list[str]], internal: bool
) -> dict[str, Any]:
    """What the layout prints; the internal one also says who takes up each request left, and who decided."""
    crisis = report.crisis
    header = list(content["header"])
    if internal and crisis.decided_by:
        header.append(["Décidé par", crisis.decided_by])
    day = f"{timezone.localtime(report.published_at):%d/%m/%Y}" if report.published_at else ""
    return content | {
        "title": f"Bilan : {content['title']}",
        "header": header,
        "internal": internal,
        "successors": successors if internal else [],
        "version": "" if report.published_at else "projet",
        "signed": f"Publié le {day}." if day else "",
    }
