"""What is still open when somebody wants to close an event, with the page where it is ended."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from cordee.coordinate.campaigns.selectors.crisis import calls_still_open
from cordee.coordinate.resources.selectors.crisis import families_sheltered
from cordee.ground.crisis.models import Crisis
from cordee.ground.crisis.rules.crises import StillOpen
from cordee.ground.crisis.selectors.logbook import book_of, pending_entries
from cordee.ground.crisis.selectors.protocols import all_decisions, protocols_of_town
from cordee.ground.crisis.selectors.zones import zones_from
from cordee.ground.needs.models import Urgency
from cordee.ground.needs.selectors.queue import open_counts_by_urgency
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.selectors.lending import papers_out


def needs_left(_crisis: Crisis, _now: datetime) -> list[StillOpen]:
    """Requests that cannot wait block the closing (domain.md § 10, J12); the others are only said."""
    counts = open_counts_by_urgency()
    urgent = counts.get(Urgency.U1, 0)
    return [
        StillOpen("demandes U1 encore ouvertes", urgent, f"{reverse('desk:queue')}?urgence=1"),
        StillOpen(
            "autres demandes ouvertes, qui continuent", sum(counts.values()) - urgent, reverse("desk:queue"),
            blocking=False,
        ),
    ]  # fmt: skip


def calls_left(crisis: Crisis, _now: datetime) -> list[StillOpen]:
    """People still to be reached by telephone, and what calls left to do, block the closing."""
    return [StillOpen("appels encore ouverts", calls_still_open(crisis), reverse("desk:campaigns"))]


def bags_left(_crisis: Crisis, _now: datetime) -> list[StillOpen]:
    """Papers with people on them that are still out: said, not blocking, since they come back when all is over."""
    out = papers_out(PaperKind.CRISIS_BAG)
    return [StillOpen("sacs de crise ni rendus ni détruits", out, reverse("cell:bags"), blocking=False)]


def decisions_left(_crisis: Crisis, now: datetime) -> list[StillOpen]:
    """Protocols in force, zones still closed, entries of the logbook that wait for somebody: said, not blocking."""
    in_force = len(protocols_of_town(now=now, decisions=all_decisions()).now)
    return [
        StillOpen("protocoles encore en vigueur", in_force, reverse("desk:protocols"), blocking=False),
        StillOpen("zones encore interdites", len(zones_from(now)), reverse("desk:protocols"), blocking=False),
        StillOpen(
            "entrées de main courante à suivre", pending_entries(book_of(None)).count(),
            f"{reverse('cell:logbook')}?suite=on", blocking=False,
        ),
    ]  # fmt: skip


def shelters_left(_crisis: Crisis, _now: datetime) -> list[StillOpen]:
    """Families whose next roof is not noted block the closing: an event is not over for them."""
    return [
        StillOpen(
            "familles encore dans un centre d’accueil",
            families_sheltered(),
            f"{reverse('desk:places')}?nature=shelter",
        )
    ]
