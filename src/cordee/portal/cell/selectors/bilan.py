"""What a bilan counts, read in every room over the event (domain.md § 8.10; § 10, J12)."""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.campaigns.selectors.crisis import call_figures
from cordee.ground.assignments.selectors.ledger import ledger_counts
from cordee.ground.crisis.models import AfterActionReport, Crisis
from cordee.ground.crisis.rules.bilan import district_cells
from cordee.ground.crisis.rules.situation import LEAST_SHOWN, Figure, hidden_if_small
from cordee.ground.crisis.selectors.bilan import cell_counts
from cordee.ground.needs.models import Need
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.needs.selectors.figures import (
    district_counts,
    need_counts,
    needs_left_of,
    received_by,
    time_to_help,
)
from cordee.ground.volunteers.selectors.lists import promises
from cordee.ui.wording import duration

_NEEDS, _PEOPLE, _CALLS, _CELL = "Demandes d’aide", "Bénévoles", "Appels aux habitants", "Cellule de crise"
_NONE = "–"


def _share(part: int, whole: int) -> str:
    """A percentage, when neither what it counts nor the rest could be somebody."""
    if part < LEAST_SHOWN or whole - part < LEAST_SHOWN:
        return _NONE
    return f"{round(100 * part / whole)} %"


def _needs(since: datetime, until: datetime) -> list[Figure]:
    counts = need_counts(since=since, now=until, until=until)
    (whole,) = time_to_help(since=since, until=until)
    enough = whole.served >= LEAST_SHOWN
    accepted = whole.request_to_accepted if whole.accepted >= LEAST_SHOWN else None
    done = whole.request_to_done if enough else None
    left = len(needs_left_of(since=since, until=until))
    told = [
        ("demandes reçues", hidden_if_small(counts.received), "par téléphone, site, SMS ou accueil, pendant la crise"),
        ("aides apportées", hidden_if_small(counts.served), "aide faite pendant la crise"),
        ("délai médian jusqu’à l’accord", _NONE if accepted is None else duration(accepted), "de la demande au oui"),
        ("délai médian jusqu’à l’aide", _NONE if done is None else duration(done), "de la demande à l’aide apportée"),
        ("sans solution", hidden_if_small(counts.no_solution), "reçues pendant la crise, personne n’a été trouvé"),
        ("orientées", hidden_if_small(counts.referred), "reçues pendant la crise, confiées à un autre service"),
        ("reçues par téléphone", _share(counts.by_phone, counts.received), "part des demandes reçues"),
        ("encore ouvertes", hidden_if_small(left), "reçues pendant la crise ; chacune est reprise par un service"),
    ]  # fmt: skip
    return [Figure(_NEEDS, *one) for one in told]


def _people(since: datetime, until: datetime) -> list[Figure]:
    promised, ledger = promises(now=until), ledger_counts(since=since, until=until)
    told = [
        ("inscrits", promised.total, "en tout, le jour du bilan"),
        ("habilités", promised.cleared, "prêts à aider, le jour du bilan"),
        ("ont aidé", ledger.volunteers_engaged, "au moins une mission faite pendant la crise"),
        ("missions faites", ledger.done, "pendant la crise"),
        ("propositions envoyées", ledger.proposed, "missions proposées à un bénévole pendant la crise"),
        ("propositions sans réponse", ledger.no_answer, "le délai de réponse est passé"),
        (
            "jamais contactés",
            promised.never_contacted,
            "inscrits sans réponse de la mairie : un échec à dire",
        ),
    ]
    return [Figure(_PEOPLE, label, hidden_if_small(count), meaning) for label, count, meaning in told]


def _calls(crisis: Crisis, since: datetime, until: datetime) -> list[Figure]:
    told = call_figures(crisis, since=since, now=until)
    if told is None:
        return []
    rows = [
        ("à joindre", told.people, "dans les campagnes de cet événement"),
        ("sans réponse, suite engagée", told.escalated, "proche, voisin, visite ou secours"),
        ("appels passés", told.attempts, "toutes tentatives"),
    ]
    figures = [Figure(_CALLS, label, hidden_if_small(count), meaning) for label, count, meaning in rows]
    share = _share(told.reached, told.people)
    return [
        *figures,
        Figure(_CALLS, "jointes", share, "part des personnes à joindre ; – quand cela désignerait quelqu’un"),
    ]


def _cell(crisis: Crisis, since: datetime, until: datetime) -> list[Figure]:
    counts, days = cell_counts(crisis, until), (until - since).days + 1
    told = [
        ("durée", f"{days} jour{'s' if days > 1 else ''}", "de l’ouverture à la clôture"),
        ("lignes de main courante", str(counts.entries), "écrites à la main ou par Cordée"),
        ("points de situation", str(counts.reports), "publiés"),
        ("protocoles décidés", str(counts.decisions), "mis en vigueur ou levés pendant la crise"),
    ]
    return [Figure(_CELL, label, value, meaning) for label, value, meaning in told]


def period_of(crisis: Crisis, now: datetime) -> tuple[datetime, datetime]:
    """From its opening to its closing, or to now."""
    return crisis.started_at, crisis.ended_at or now


def indicators(crisis: Crisis, now: datetime) -> list[Figure]:
    """Each with its definition, small cells hidden; a bounded number of queries."""
    since, until = period_of(crisis, now)
    return [
        *_needs(since, until),
        *_people(since, until),
        *_calls(crisis, since, until),
        *_cell(crisis, since, until),
    ]


def by_district(crisis: Crisis, now: datetime) -> list[list[str]]:
    """[district, requests received, helped], in words, no cell under five."""
    since, until = period_of(crisis, now)
    return district_cells(district_counts(since=since, until=until))


def by_activity(crisis: Crisis, now: datetime) -> list[list[str]]:
    """[what was asked, how many times], the small ones left out."""
    since, until = period_of(crisis, now)
    counts = received_by("activity", since=since, until=until)
    return [[activity_label(code), str(count)] for code, count in counts if count >= LEAST_SHOWN]


def needs_left(report: AfterActionReport, now: datetime) -> list[Need]:
    """Requests of the event that are still open."""
    since, until = period_of(report.crisis, now)
    return needs_left_of(since=since, until=until)
