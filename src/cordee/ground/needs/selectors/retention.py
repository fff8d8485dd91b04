"""What is too old in this room, and what stands in the way of forgetting somebody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from cordee.ground.crisis.models import Crisis
from cordee.ground.needs.models import OPEN_STATES, Beneficiary, Need, NeedDraft, NeedsAssessment, need_code
from cordee.ground.people.models import Person
from cordee.ground.people.ports import Old


def old_health(before: datetime, most: int) -> list[Old]:
    """Requests closed before a moment that still hold notes or what touches health."""
    busy = Exists(Need.objects.filter(beneficiary=OuterRef("beneficiary"), state__in=OPEN_STATES))
    holding = ~Q(details="") | ~Q(closing_note="") | Q(treatment_days_left__isnull=False)
    rows = (
        Need.objects.filter(closed_at__lt=before)
        .exclude(state__in=OPEN_STATES)
        .filter(holding | (~Q(beneficiary__mobility="") & ~busy))
        .order_by("closed_at", "pk")
        .values_list("pk", "number", "closed_at")[:most]
    )
    return [Old(key, need_code(number), at) for key, number, at in rows]


def old_files(before: datetime, most: int) -> list[Old]:
    """Files whose requests are all closed since before a moment; none during a crisis, nor until the time has run since
    the last one."""
    if Crisis.objects.filter(Q(ended_at=None) | Q(ended_at__gte=before)).exists():
        return []
    busy = Exists(Need.objects.filter(beneficiary=OuterRef("pk"), state__in=OPEN_STATES))
    rows = (
        Beneficiary.objects.filter(~busy, erased_at=None)
        .annotate(last=Coalesce(Max("needs__closed_at"), F("created_at")))
        .filter(last__lt=before)
        .order_by("last", "pk")
        .values_list("pk", "person", "last")[:most]
    )
    return [Old(key, f"dossier {person}", at) for key, person, at in rows]


def old_drafts(before: datetime, most: int) -> list[Old]:
    """Calls interrupted before a moment."""
    rows = NeedDraft.objects.filter(started_at__lt=before).order_by("started_at", "pk")
    return [
        Old(key, f"appel interrompu {key}", at) for key, at in rows.values_list("pk", "started_at")[:most]
    ]


def old_assessment_words(before: datetime, most: int) -> list[Old]:
    """Sheets finished before a moment that still hold words or what touches health."""
    rows = NeedsAssessment.objects.filter(finished_at__lt=before, emptied_at=None).order_by(
        "finished_at", "pk"
    )
    return [Old(key, f"fiche {key}", at) for key, at in rows.values_list("pk", "finished_at")[:most]]


def old_assessments(before: datetime, most: int) -> list[Old]:
    """Sheets nobody wrote in since before a moment, finished or not."""
    rows = NeedsAssessment.objects.filter(saved_at__lt=before).order_by("saved_at", "pk")
    return [Old(key, f"fiche {key}", at) for key, at in rows.values_list("pk", "saved_at")[:most]]


def open_requests(person: Person) -> list[str]:
    """Requests to close before the person can be forgotten."""
    numbers = Need.objects.filter(beneficiary__person=person, state__in=OPEN_STATES).values_list(
        "number", flat=True
    )
    return [
        f"La demande {need_code(number)} est encore ouverte : terminez-la ou annulez-la d’abord."
        for number in numbers
    ]


def is_helped(person: Person) -> bool:
    """True while a file of help stands in the person’s name."""
    return (
        Beneficiary.objects.filter(person=person, erased_at=None).exists()
        or NeedsAssessment.objects.filter(person=person).exists()
    )


def keys_in_trace(person: Person) -> list[str]:
    """How the trace names a person’s file and requests."""
    files = Beneficiary.objects.filter(person=person).values_list("pk", flat=True)
    needs = Need.objects.filter(beneficiary__person=person).values_list("pk", flat=True)
    sheets = NeedsAssessment.objects.filter(person=person).values_list("pk", flat=True)
    return [
        *(f"beneficiary:{key}" for key in files),
        *(f"need:{key}" for key in needs),
        *(f"needsassessment:{key}" for key in sheets),
    ]
