"""The figures of a point de situation, read in every room.

Totals of the town equal what the database counts (domain.md § 10, J3); what is asked, kind by kind, is hidden under five.
"""

from __future__ import annotations

from datetime import datetime

from cordee.coordinate.campaigns.selectors.crisis import call_figures
from cordee.coordinate.resources.selectors.crisis import place_figures
from cordee.ground.assignments.selectors.ledger import ledger_counts
from cordee.ground.crisis.models import Crisis
from cordee.ground.crisis.rules.situation import Figure, hidden_if_small
from cordee.ground.needs.models import Urgency
from cordee.ground.needs.rules.requests import activity_label
from cordee.ground.needs.selectors.figures import need_counts, received_by, time_to_help
from cordee.ground.needs.selectors.queue import open_counts_by_urgency
from cordee.ground.volunteers.selectors.lists import promises
from cordee.ui.wording import duration

_NEEDS = "Demandes d’aide"
_PEOPLE = "Bénévoles"
_CALLS = "Appels aux habitants"
_PLACES = "Lieux ouverts"
_SINCE = "sur la période"


def needs_figures(_crisis: Crisis, since: datetime, now: datetime) -> list[Figure]:
    """Received, helped, open, how fast, and what is asked most."""
    counts, (whole,) = need_counts(since=since, now=now), time_to_help(since=since)
    by_urgency = open_counts_by_urgency()
    delay = (
        duration(whole.request_to_done) if whole.request_to_done is not None and whole.served >= 5 else "–"
    )
    asked = [(activity_label(code), count) for code, count in received_by("activity", since=since)][:4]
    told = [
        ("reçues", counts.received, _SINCE),
        ("aidées", counts.served, f"aide apportée, {_SINCE}"),
        ("ouvertes", counts.open, "en ce moment, toutes urgences"),
        ("ouvertes en U1", by_urgency.get(Urgency.U1, 0), "à servir aujourd’hui"),
        ("en retard", counts.late, "prochaine action dépassée"),
        ("sans solution", counts.no_solution, f"personne n’a été trouvé, {_SINCE}"),
    ]
    return [
        *(Figure(_NEEDS, label, str(count), definition) for label, count, definition in told),
        Figure(_NEEDS, "délai médian jusqu’à l’aide", delay, "de la demande à l’aide ; – sous cinq demandes"),
        *(
            Figure(_NEEDS, f"dont {label.lower()}", hidden_if_small(count), f"reçues, {_SINCE}")
            for label, count in asked
        ),
    ]


def calls_figures(crisis: Crisis, since: datetime, now: datetime) -> list[Figure]:
    """People to call, reached, on the ladder of non-response; nothing when the event has no campaign."""
    told = call_figures(crisis, since=since, now=now)
    if told is None:
        return []
    return [
        Figure(_CALLS, "à joindre", str(told.people), "dans les campagnes de cet événement"),
        Figure(_CALLS, "jointes", str(told.reached), "aux dernières nouvelles"),
        Figure(
            _CALLS, "sans réponse, suite engagée", str(told.escalated), "proche, voisin, visite ou secours"
        ),
        Figure(_CALLS, "appels passés", str(told.attempts), _SINCE),
    ]


def people_figures(_crisis: Crisis, since: datetime, now: datetime) -> list[Figure]:
    """Who volunteers, who helped, who was never answered."""
    promised, ledger = promises(now=now), ledger_counts(since=since)
    told = [
        ("inscrits", promised.total, "en tout"),
        ("habilités", promised.cleared, "prêts à aider"),
        ("ont aidé", ledger.volunteers_engaged, _SINCE),
        ("jamais contactés", promised.never_contacted, "inscrits sans nouvelle de la mairie"),
    ]
    return [Figure(_PEOPLE, label, str(count), definition) for label, count, definition in told]


def shelter_figures(_crisis: Crisis, _since: datetime, now: datetime) -> list[Figure]:
    """Places people may go to, by kind, and how many are sheltered; nothing when the town opened none."""
    told = place_figures(at=now)
    if not told.open_by_kind and not told.families:
        return []
    return [
        *(
            Figure(_PLACES, label, str(count), "ouverts ou complets, en ce moment")
            for label, count in told.open_by_kind.items()
        ),
        Figure(
            _PLACES,
            "personnes accueillies",
            hidden_if_small(told.people),
            "sur les listes des centres, en ce moment",
        ),
    ]
