"""Time to help first, then an honest count of what was not served (features.md N36); no personal data here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cordee.ground.assignments.selectors.ledger import ledger_counts
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.models import EventKind
from cordee.ground.needs.models import ClosingReason, Door, Urgency
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.needs.selectors.figures import (
    LEAST_SHOWN,
    TimeToHelp,
    need_counts,
    no_solution_reasons,
    received_by,
    time_to_help,
)
from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.ground.territory.models import current_commune
from cordee.ground.volunteers.selectors.lists import promises
from cordee.portal.desk.views.csv_file import csv_file
from cordee.portal.desk.views.shell import agent, desk_page
from cordee.ui.wording import duration

PERIODS = {"1": ("Aujourd’hui", 1), "7": ("7 jours", 7), "30": ("30 jours", 30)}
# « personne disponible » alone, at the head of a bar, reads as its contrary.
_CLEARER = {ClosingReason.NOBODY_AVAILABLE.value: "personne n’était disponible"}
_URGENCIES = {f"U{value}": label for value, label in Urgency.choices}


@dataclass(frozen=True)
class Figures:
    """Everything the page and the file tell, for one period."""

    period: str
    since: datetime
    whole: TimeToHelp
    by_urgency: list[TimeToHelp]
    by_district: list[TimeToHelp]
    counts: Any
    ledger: Any
    promises: Any
    reasons: list[tuple[str, int]]
    activities: list[tuple[str, int]]
    doors: list[tuple[str, int]]

    @property
    def asked_per_served(self) -> str:
        """Requests sent to volunteers for one need served, as « 1,4 »."""
        if not self.counts.served:
            return "pas encore"
        return f"{self.ledger.proposed / self.counts.served:.1f}".replace(".", ",")


def _since(period: str, now: datetime) -> datetime:
    """The first midnight of a period, today being its last day: two readings of one day count the same requests."""
    first = timezone.localdate(now) - timedelta(days=PERIODS[period][1] - 1)
    return timezone.make_aware(datetime.combine(first, time.min))


def figures_of(period: str, *, now: datetime) -> Figures:
    """Read everything for a period of ``PERIODS``; nine queries whatever the number of requests."""
    since = _since(period, now)
    reasons, doors = dict(ClosingReason.choices) | _CLEARER, dict(Door.choices)
    return Figures(
        period=period,
        since=since,
        whole=time_to_help(since=since)[0],
        by_urgency=time_to_help(since=since, by="urgency"),
        by_district=time_to_help(since=since, by="district"),
        counts=need_counts(since=since, now=now),
        ledger=ledger_counts(since=since),
        promises=promises(now=now),
        reasons=[
            (reasons.get(code, code).capitalize(), count) for code, count in no_solution_reasons(since=since)
        ],
        activities=[(activity_label(code), count) for code, count in received_by("activity", since=since)],
        doors=[
            (doors.get(code, code).capitalize(), count) for code, count in received_by("door", since=since)
        ],
    )


def _delay(minutes: float | None) -> str:
    return duration(minutes) if minutes is not None else "pas encore"


def _bars(rows: list[TimeToHelp], names: dict[str, str]) -> list[tuple[str, float, str]]:
    """(label, hours, words) of the groups shown and already accepted."""
    return [
        (
            names.get(row.label, row.label),
            round(row.request_to_accepted / 60, 1),
            f"soit {duration(row.request_to_accepted)}, {row.accepted} oui",
        )
        for row in rows
        if row.request_to_accepted is not None
    ]


def _table(rows: list[TimeToHelp], names: dict[str, str]) -> list[list[str]]:
    return [
        [names.get(row.label, row.label), f"moins de {LEAST_SHOWN} demandes", "", "", ""]
        if row.hidden
        else [
            names.get(row.label, row.label), _delay(row.request_to_accepted), str(row.accepted),
            _delay(row.request_to_done), str(row.served),
        ]
        for row in rows
    ]  # fmt: skip


def _period(request: HttpRequest) -> str:
    asked = request.GET.get("jours", "7")
    return asked if asked in PERIODS else "7"


@requires(Permission.FIGURES)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The page."""
    now, period = timezone.now(), _period(request)
    told = figures_of(period, now=now)
    here = reverse("desk:figures")
    context = {
        "told": told,
        "to_accepted": _delay(told.whole.request_to_accepted),
        "to_done": _delay(told.whole.request_to_done),
        "tabs": [(label, f"{here}?jours={key}", key == period) for key, (label, _) in PERIODS.items()],
        "urgency_bars": _bars(told.by_urgency, _URGENCIES),
        "urgency_rows": _table(told.by_urgency, _URGENCIES),
        "district_bars": _bars(told.by_district, {}),
        "district_rows": _table(told.by_district, {}),
        "hidden": sum(row.hidden for row in (*told.by_district, *told.by_urgency)),
        "least": LEAST_SHOWN,
        "headers": ["Groupe", "Jusqu’au oui", "Oui", "Jusqu’à l’aide", "Aidées"],
        "period": period,
        "now": now,
    }
    return desk_page(request, "desk/figures.html", context, active="figures")


@requires(Permission.FIGURES)
@require_GET
def figures_export(request: HttpRequest) -> HttpResponse:
    """The same figures as a file, for the council or the prefecture."""
    now, period = timezone.now(), _period(request)
    told = figures_of(period, now=now)
    leave_trace(
        verb="export_figures", subject="figures", by=agent(request), commune_code=current_commune(), kind=EventKind.READ,
        at=now, days=period,
    )  # fmt: skip

    def minutes(value: float | None) -> str:
        return "" if value is None else str(round(value))

    def delays(part: str, rows: list[TimeToHelp], names: dict[str, str]) -> list[list[str]]:
        lines = []
        for row in rows:
            label = names.get(row.label, row.label)
            if row.hidden:
                lines.append([part, label, f"moins de {LEAST_SHOWN} demandes"])
            else:
                lines.append(
                    [part, f"{label} : jusqu’au oui (minutes, médiane)", minutes(row.request_to_accepted)]
                )
                lines.append(
                    [part, f"{label} : jusqu’à l’aide (minutes, médiane)", minutes(row.request_to_done)]
                )
        return lines

    counts, ledger, promised = told.counts, told.ledger, told.promises
    rows = [
        *delays("Délais", [told.whole], {}),
        *delays("Délais par urgence", told.by_urgency, _URGENCIES),
        *delays("Délais par quartier", told.by_district, {}),
        ["Demandes", "reçues", str(counts.received)],
        ["Demandes", "ouvertes", str(counts.open)],
        ["Demandes", "aidées", str(counts.served)],
        ["Demandes", "sans solution", str(counts.no_solution)],
        ["Demandes", "orientées", str(counts.referred)],
        ["Demandes", "en retard", str(counts.late)],
        *(["Motifs sans solution", label, str(count)] for label, count in told.reasons),
        *(["Demandes par activité", label, str(count)] for label, count in told.activities),
        *(["Demandes par porte", label, str(count)] for label, count in told.doors),
        ["Sollicitations", "envoyées", str(ledger.proposed)],
        ["Sollicitations", "acceptées", str(ledger.accepted)],
        ["Sollicitations", "déclinées", str(ledger.declined)],
        ["Sollicitations", "sans réponse", str(ledger.no_answer)],
        ["Bénévoles", "inscrits", str(promised.total)],
        ["Bénévoles", "habilités", str(promised.cleared)],
        ["Bénévoles", "ayant aidé", str(ledger.volunteers_engaged)],
        ["Bénévoles", "jamais contactés", str(promised.never_contacted)],
    ]
    name = f"chiffres-{timezone.localtime(now):%Y-%m-%d}-{period}j"
    return csv_file(name, ["Partie", "Chiffre", "Valeur"], rows)
