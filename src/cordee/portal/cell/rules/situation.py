"""A point de situation as a paper and as an e-mail."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.ground.crisis.models import SituationReport
from cordee.ground.crisis.rules.situation import PARTS, Figure

_BEFORE_FIGURES = ("general", "population")


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y à %H h %M}" if at else ""


def header_of(report: SituationReport, *, town: str, insee_code: str, phone: str) -> list[list[str]]:
    """The lines of the header (domain.md § 8.9)."""
    crisis = report.crisis
    colour = f", vigilance {crisis.get_colour_display()}" if crisis.colour else ""
    return [
        ["Commune", f"{town} (INSEE {insee_code})"],
        ["Événement", f"{crisis.title}, phase {crisis.get_phase_display()}{colour}"],
        ["Période", f"du {_moment(report.period_from)} au {_moment(report.published_at) or 'maintenant'}"],
        ["Poste de commandement", phone],
    ]


def sections_of(report: SituationReport) -> tuple[list[list[str]], list[list[str]]]:
    """(title, words) of what comes before the figures, and after; parts without words are left out."""
    told = [[part, PARTS[part][0], report.texts[part]] for part in PARTS if report.texts.get(part)]
    return (
        [[title, words] for part, title, words in told if part in _BEFORE_FIGURES],
        [[title, words] for part, title, words in told if part not in _BEFORE_FIGURES],
    )


def sheet_of(
    report: SituationReport, figures: list[Figure], *, town: str, insee_code: str, phone: str
) -> dict[str, Any]:
    """What the layout prints, JSON only."""
    before, after = sections_of(report)
    return {
        "title": "Point de situation" + (" (exercice)" if report.crisis.exercise else ""),
        "number": str(report.number or ""),
        "version": "" if report.published_at else "projet",
        "exercise": report.crisis.exercise,
        "header": header_of(report, town=town, insee_code=insee_code, phone=phone),
        "before": before,
        "figures": [[one.part, one.label, one.value, one.definition] for one in figures],
        "after": after,
        "signed": f"Publié le {_moment(report.published_at)} par {report.published_by}"
        if report.published_at
        else "",
    }


def mail_of(report: SituationReport, *, town: str) -> tuple[str, str]:
    """(subject, body) of a published report: the same words and figures as the paper."""
    before, after = sections_of(report)
    exercise = "EXERCICE – " if report.crisis.exercise else ""
    lines = [
        f"{exercise}{report} – {town}",
        report.crisis.title,
        f"Publié le {_moment(report.published_at)}.",
        "",
    ]
    for title, words in before:
        lines += [title.upper(), words, ""]
    part = ""
    for row in report.figures:
        figure = Figure(*row)
        if figure.part != part:
            part = figure.part
            lines += ["", part.upper()] if lines[-1] else [part.upper()]
        lines.append(f"- {figure.label} : {figure.value}")
    lines.append("")
    for title, words in after:
        lines += [title.upper(), words, ""]
    lines.append(f"Publié par {report.published_by}.")
    return f"{exercise}{report}, {town} : {report.crisis.title}"[:200], "\n".join(lines)
