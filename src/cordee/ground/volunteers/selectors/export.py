"""What this room keeps about a person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.papers.models import PaperKind
from cordee.ground.people.models import Language, Person
from cordee.ground.volunteers.models import Acceptance, Frame, ReserveConsent, TrustLevel, VolunteerState
from cordee.ground.volunteers.rules.week import DAYS, PARTS, bit_of
from cordee.ground.volunteers.selectors.lists import volunteer_of_person


def export_offer(person: Person) -> dict[str, Any]:
    """The offer of help, the checks seen, the promises kept."""
    file = volunteer_of_person(person.pk)
    if file is None:
        return {}
    moments = [
        f"{name} {part}"
        for day, name in enumerate(DAYS)
        for rank, (part, _, _) in enumerate(PARTS)
        if file.week_bits & bit_of(day, rank)
    ]
    checks = {
        "joint·e au téléphone": file.phone_checked_at and timezone.localtime(file.phone_checked_at).date(),
        "pièce d’identité vue": file.identity_seen_on,
        "charte acceptée": file.charter_accepted_at and timezone.localtime(file.charter_accepted_at).date(),
        "accueil suivi": file.briefed_on,
        "bulletin n° 3 vu": file.record_seen_on,
        "contrôles particuliers vus": file.special_checks_on,
        "première mission accompagnée": file.accompanied_on,
    }
    told: dict[str, Any] = {
        "Dossier": str(file),
        "État": VolunteerState(file.state).label,
        "Niveau": TrustLevel(file.trust_level).label,
        "Cadre": Frame(file.frame).label,
        "Aides proposées": ", ".join(ACTIVITIES[code].label for code in file.activities),
        "Disponibilités": ", ".join(moments),
        "Adresse": f"{file.address} {file.address_extra} {file.postcode}".strip(),
        "Rayon (km)": file.radius_km,
        "À distance seulement": file.remote_only,
        "Véhicule": file.vehicle,
        "Langues": ", ".join(Language(code).label for code in file.languages if code in Language.values),
        "Missions par semaine, au plus": file.weekly_cap,
        "Remarques": file.remarks,
        "Numéro donné à la personne aidée": file.shares_phone,
        "Inscription le": f"{timezone.localtime(file.signed_up_at):%d/%m/%Y}",
        "Contrôles": [f"{what} le {on:%d/%m/%Y}" for what, on in checks.items() if on],
    }
    told["Textes acceptés"] = [
        f"{PaperKind(one.kind).label}, version {one.version}, le {timezone.localtime(one.accepted_at):%d/%m/%Y}"
        for one in Acceptance.objects.filter(volunteer=file).order_by("pk")
    ]
    told["Trente jours de réserve par an"] = [
        f"{'accepté' if one.agrees else 'refusé'} le {timezone.localtime(one.said_at):%d/%m/%Y} ({one.extension})"
        for one in ReserveConsent.objects.filter(volunteer=file).select_related("extension")
    ]
    return {label: value for label, value in told.items() if value not in ("", [], None)}


def keys_in_trace(person: Person) -> list[str]:
    """How the trace names a person’s offer."""
    file = volunteer_of_person(person.pk)
    return [f"volunteer:{file.pk}"] if file is not None else []
