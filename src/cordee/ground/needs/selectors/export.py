"""What this room keeps about a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from cordee.ground.needs.models import (
    Beneficiary,
    Mobility,
    MoneyMethod,
    Need,
    NeedsAssessment,
    NeedState,
    Urgency,
)
from cordee.ground.needs.rules.activities import activity_named
from cordee.ground.needs.rules.assessment import OWN_SPACE_HIDES, words_of
from cordee.ground.needs.selectors.queue import needs_of_person
from cordee.ground.people.models import Person


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""


def _need(need: Need, person: Person) -> dict[str, Any]:
    activity = activity_named(need.activity)
    told: dict[str, Any] = {
        "Numéro": str(need),
        "Aide demandée": activity.label if activity else need.activity,
        "Pour": "vous-même" if need.beneficiary.person_id == person.pk else "une autre personne",
        "État": NeedState(need.state).label,
        "Reçue le": _moment(need.received_at),
    }
    if need.beneficiary.person_id != person.pk:
        return told  # The rest belongs to the person helped.
    told |= {
        "Précisions": need.details,
        "Urgence": Urgency(need.urgency).label,
        "Souhaitée à partir du": _moment(need.wanted_from),
        "Acceptée le": _moment(need.accepted_at),
        "Réalisée le": _moment(need.done_at),
        "Close le": _moment(need.closed_at),
        "Motif de clôture": need.get_closing_reason_display() if need.closing_reason else "",
        "Jours de nourriture": need.food_days_left,
        "Jours de médicaments": need.treatment_days_left,
        "Paiement": MoneyMethod(need.money_method).label if need.money_method else "",
        "Plafond (€)": need.money_ceiling_euros,
        "Orientée vers": need.referred_to,
    }
    return {label: value for label, value in told.items() if value not in ("", None)}


def _sheet(sheet: NeedsAssessment) -> dict[str, Any]:
    told = {
        "Commencée le": _moment(sheet.begun_at),
        "Terminée le": _moment(sheet.finished_at),
        "Prochain contact le": f"{sheet.next_contact_on:%d/%m/%Y}" if sheet.next_contact_on else "",
        "Priorité": f"P{sheet.priority}" if sheet.priority else "",
    }
    said = {code: answer for code, answer in sheet.said.items() if code not in OWN_SPACE_HIDES}
    return {label: value for label, value in (told | dict(words_of(said))).items() if value}


def export_requests(person: Person) -> dict[str, Any]:
    """The file of the person helped and what they asked for; what they asked for others is only named."""
    told: dict[str, Any] = {}
    file = Beneficiary.objects.select_related("household__district").filter(person=person).first()
    if file is not None:
        home = file.household
        told = {
            "Adresse": f"{home.address} {home.address_extra} {home.postcode}".strip(),
            "Comment vous trouver": home.access_notes,
            "Quartier": home.district.name if home.district else "",
            "Mot de reconnaissance": file.recognition_word,
            "Vit seul·e": file.lives_alone,
            "Sorties": Mobility(file.mobility).label if file.mobility else "",
            "Information donnée le": _moment(file.notice_given_at),
            "Coordonnées transmises à la personne qui aide": {True: "oui", False: "non", None: "pas demandé"}[
                file.share_with_helper
            ],
            "Souhaite être au registre": file.wishes_register,
        }
        told = {label: value for label, value in told.items() if value not in ("", None)}
    needs = needs_of_person(person.pk, limit=1000)
    if needs:
        told["Demandes"] = [_need(need, person) for need in needs]
    sheets = NeedsAssessment.objects.filter(person=person)[:100]
    if sheets:
        told["Fiches d’évaluation"] = [_sheet(one) for one in sheets]
    return told
