"""Everything the town did for one person of a campaign, in order, on one sheet (domain.md § 10, J4)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cordee.coordinate.campaigns.models import CallAttempt, CampaignEntry, EntryStep, Outcome, StepKind, Via
from cordee.coordinate.campaigns.selectors.board import attempts_of, steps_of
from cordee.ground.papers.rules.content import document_of
from cordee.ground.papers.selectors.printing import document_pdf
from cordee.ground.territory.selectors import municipality_in_scope

_ALL = 200
_FOR_WHOM = "Document confidentiel, à ne remettre qu’aux secours, au CCAS ou à la personne elle-même."


def _who(account: object) -> str:
    return f", {account}" if account else ""


def _tried(one: CallAttempt) -> str:
    parts = [f"{Outcome(one.outcome).label}{_who(one.caller and one.caller.name)}"]
    if one.via != Via.SCREEN:
        parts.append(f"({Via(one.via).label})")
    if one.informant:
        parts.append(f"par {one.informant}")
    if one.rescue_number and one.rescue_at:
        hour = timezone.localtime(one.rescue_at)
        parts.append(f"— {one.rescue_number} appelé à {hour:%H h %M}, référence {one.rescue_ref}")
    if one.need_id:
        parts.append(f"— demande {one.need}")
    return " ".join(parts) + (f". {one.note}" if one.note else "")


def _task(one: EntryStep) -> list[tuple[datetime, str]]:
    label = StepKind(one.kind).label
    due = timezone.localtime(one.due_at)
    owner = _who(one.owner and one.owner.name)
    lines = [(one.opened_at, f"À faire : {label}, pour le {due:%d/%m à %H h %M}{owner}")]
    if one.done_at:
        lines.append((one.done_at, f"Fait : {label}{_who(one.done_by and one.done_by.name)}"))
    return lines


def moments_of(entry: CampaignEntry) -> list[tuple[datetime, str]]:
    """Calls, visits and tasks of a person, the oldest first: (moment, words). Two queries."""
    tried = [(one.at, _tried(one)) for one in attempts_of(entry, limit=_ALL)]
    tasks = [line for one in steps_of(entry) for line in _task(one)]
    return sorted([*tasks, *tried], key=lambda line: line[0])


def chronology_pdf(entry: CampaignEntry, *, at: datetime) -> bytes:
    """The sheet as a PDF. Raises ``Refused`` when the town's layout is broken."""
    lines = [f"{timezone.localtime(when):%d/%m %H h %M} : {words}" for when, words in moments_of(entry)]
    blocks = [
        {"kind": "bullets", "items": lines or ["Rien encore."]},
        {"kind": "paragraph", "lines": [_FOR_WHOM]},
    ]
    facts = [
        ("Personne", entry.shown_name or str(entry)),
        ("Campagne", entry.campaign.title),
        ("Motif", f"{entry.campaign.get_trigger_display()}, {entry.campaign.trigger_ref}"),
    ]
    return document_pdf(
        document_of("Chronologie", blocks=blocks, town=municipality_in_scope(), at=at, facts=facts)
    )
