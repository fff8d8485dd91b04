"""What campaigns keep about a person, and which have lived their time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cordee.coordinate.campaigns.models import CallAttempt, CallCampaign, CampaignEntry, Outcome
from cordee.ground.people.models import Person
from cordee.ground.people.ports import Old


def export_calls(person: Person) -> dict[str, Any]:
    """Each campaign that called the person, and what was noted of each attempt."""
    entries = CampaignEntry.objects.filter(person=person).select_related("campaign").order_by("pk")
    told = [
        {
            "Campagne": entry.campaign.title,
            "Nom": entry.name,
            "Téléphones": ", ".join(entry.phones),
            "Adresse": entry.address,
            "Personne à prévenir": entry.contact,
            "Appels": [
                {
                    "Le": f"{timezone.localtime(one.at):%d/%m/%Y %H:%M}",
                    "Résultat": Outcome(one.outcome).label,
                    "Note": one.note,
                }
                for one in CallAttempt.objects.filter(entry=entry)
            ],
        }
        for entry in entries
    ]
    return {"Campagnes": told} if told else {}


def old_calls(before: datetime, most: int) -> list[Old]:
    """Campaigns closed before a moment that still know whom they called."""
    named = Exists(
        CampaignEntry.objects.filter(campaign=OuterRef("pk")).exclude(source_key__startswith="gone:")
    )
    rows = CallCampaign.objects.filter(named, closed_at__lt=before).order_by("closed_at", "pk")
    return [Old(key, f"campagne {key}", at) for key, at in rows.values_list("pk", "closed_at")[:most]]


def keys_in_trace(person: Person) -> list[str]:
    """How the trace names a person’s entries."""
    return [
        f"campaignentry:{key}"
        for key in CampaignEntry.objects.filter(person=person).values_list("pk", flat=True)
    ]


def calls_to_come(person: Person) -> list[str]:
    """Campaigns that still have to reach the person."""
    rows = CampaignEntry.objects.filter(person=person, steps__done_at=None, steps__isnull=False)
    titles = rows.values_list("campaign__title", flat=True).distinct()
    return [f"La campagne « {title} » la cherche encore : notez d’abord un résultat." for title in titles]
