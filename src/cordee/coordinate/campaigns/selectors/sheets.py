"""Call sheets: everybody still to be reached, on paper, with room to write what each call gave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from cordee.coordinate.campaigns.models import CallCampaign, CampaignEntry, EntryState, Outcome, Source
from cordee.coordinate.campaigns.rules.scripts import script_for
from cordee.coordinate.campaigns.selectors.board import still_to_call
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.selectors.printing import sheet_pdf
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.selectors import municipality_in_scope


def _line(entry: CampaignEntry) -> dict[str, Any]:
    contact = " ".join(
        part
        for part in (entry.contact, display_phone(entry.contact_phone) if entry.contact_phone else "")
        if part
    )
    due = timezone.localtime(entry.due_at)
    waits = entry.state in {EntryState.SCHEDULED, EntryState.ESCALATED}
    return {
        "number": str(entry.pk),
        "name": entry.name,
        "phones": [display_phone(one) for one in entry.phones],
        "address": entry.address,
        "contact": contact,
        "priority": f"P{entry.priority}",
        "district": entry.district.name if entry.district else "Quartier inconnu",
        "due": f"{due:%d/%m %H h %M}" if waits else "",
        "tries": str(entry.unanswered) if entry.unanswered else "",
    }


def call_sheets_pdf(campaign: CallCampaign, *, at: datetime) -> tuple[bytes, list[CampaignEntry]]:
    """The PDF and the people on it: those not reached yet, by priority then district; whoever is hidden from the reader is
    left out. Raises ``Refused`` when nobody is left to call."""
    entries = [one for one in still_to_call(campaign) if not one.is_hidden]
    if not entries:
        raise Refused("Il ne reste personne à appeler : rien à imprimer.")
    town = municipality_in_scope()
    script = script_for(
        kind=campaign.kind, language="fr", name="…", caller="…", town=town.name,
        phone=display_phone(town.phone) if town.phone else "", word=campaign.word,
    )  # fmt: skip
    printed = timezone.localtime(at)
    data = {
        "title": f"Feuilles d’appel — {campaign.title}",
        "printed": f"{printed:%d/%m/%Y} à {printed:%H h %M}",
        "on": [printed.year, printed.month, printed.day],
        "town": {"name": town.name, "phone": display_phone(town.phone) if town.phone else ""},
        "script": [script.opening, *script.questions, script.closing],
        "voicemail": script.voicemail,
        "codes": [[one.value, one.label] for one in Outcome],
        "purpose": campaign.purpose if campaign.source == Source.LIST else "",
        "lines": [_line(one) for one in entries],
    }
    return sheet_pdf("calls", data, at=at), entries
