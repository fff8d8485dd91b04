"""What one line of a list of volunteers says. Nothing is written here; what is doubtful is told by column."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cordee.engine.protocol.activities import ACTIVITIES, bits_of
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.models import Organisation
from cordee.ground.organisations.selectors.naming import PartnerReader
from cordee.ground.people.models import ContactBy
from cordee.ground.people.rules.dates import Birth, read_birth
from cordee.ground.people.rules.emails import Email, read_email
from cordee.ground.people.rules.sheets.cells import Name, Phones, read_names, read_phones
from cordee.ground.people.rules.sheets.lines import SheetLine
from cordee.ground.people.rules.words.activities import activities_offered
from cordee.ground.people.rules.words.answers import has_vehicle, yes_or_no
from cordee.ground.people.rules.words.folding import fold
from cordee.ground.people.rules.words.languages import languages_named, languages_spoken, tidy
from cordee.ground.people.rules.words.week import week_of
from cordee.ground.people.selectors.sheets import PlaceReader
from cordee.ground.volunteers.models import Frame
from cordee.ground.volunteers.rules.admission import YOUNGEST

ADULT = 18
_BY_PHONE = re.compile(
    r"\b(?:plutot |de preference |uniquement |seulement )?(?:par|au) (?:tel(?:ephone)?|fixe)\b"
)
_BY_SMS = re.compile(r"\b(?:plutot |de preference |uniquement |seulement )?par (?:sms|texto)\b")
_BY_EMAIL = re.compile(r"\b(?:plutot |de preference |uniquement |seulement )?par (?:e-?mail|courriel)\b")
_REMOTE = re.compile(r"\b(?:uniquement |seulement )?a distance(?: uniquement| seulement)?\b|\bteletravail\b")


@dataclass(slots=True)
class OfferRead:
    """One line understood: one or two people, what they offer together, and what is still to be asked."""

    names: list[Name]
    birth: Birth
    phones: Phones
    email: Email | None
    place: dict[str, Any]
    activity_bits: int
    week_bits: int
    vehicle: bool
    remote_only: bool
    languages: list[str]
    contact_by: str
    remarks: str
    frame: str = Frame.COMMUNE_COSP
    organisation: Organisation | None = None
    to_complete: list[str] = field(default_factory=list)

    def digest(self, rank: int) -> str:
        """What this line says of its person number ``rank``: the same line always gives the same digest."""
        name = self.names[rank]
        said = [
            fold(name.first), fold(name.last), str(self.birth.on or self.birth.year or ""), self.phones.own,
            self.phones.other, self.email.address if self.email else "", fold(self.place.get("address", "")),
            self.activity_bits, self.week_bits, self.vehicle, self.remote_only, self.languages,
            fold(self.remarks), rank,
        ]  # fmt: skip
        if self.organisation is not None:
            said.append(self.organisation.pk)
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def read_offer(
    line: SheetLine, *, places: PlaceReader, partners: PartnerReader, today: date
) -> OfferRead | None:
    """Read a line; ``None`` when it is refused, each reason told with its column."""
    names = _names(line)
    phones, email = _reach(line)
    birth, to_complete = _birth(line, today)
    if line.outcome or not names:
        return None
    extra: list[str] = []
    activity_bits = _activities(line, extra)
    if not activity_bits:
        to_complete.append("activités")
    week_bits = _week(line, extra)
    frame, organisation = _organisation(line, partners, to_complete)
    vehicle = _vehicle(line)
    if activity_bits & bits_of(["TRANSPORT_PERSONNE", "TRANSPORT_SOIGNANT"]) and not vehicle:
        line.tell("vehicle", "Propose de transporter sans véhicule indiqué : à demander.")
    remarks, languages, contact_by, remote = _remarks(line, extra)
    if email and not email.deliverable:
        line.tell(
            "email",
            f"L’adresse {email.address} contient un accent : beaucoup de messageries la refusent, à "
            "vérifier.",
        )
        if not (phones.own or phones.other):
            to_complete.append("coordonnées")
    place = places.place(
        line.text("address"),
        extra=line.text("address_extra"),
        postcode=line.text("postcode"),
        city=line.text("city"),
    )
    if not place.fields:
        line.tell("address", "Adresse absente : sans elle, la distance n’est pas connue. À demander.")
    elif place.warning:
        line.tell("address", place.warning)
    if len(names) == 2:
        line.tell(
            _name_column(line),
            f"Deux personnes sur une ligne : deux fiches sont ouvertes ; celle de {names[1].first} "
            f"{names[1].last} partage le "
            "téléphone et reste à compléter.",
        )
    elif not names[0].first:
        line.tell("first_name", "Prénom absent : à demander.")
    return OfferRead(
        names=names,
        birth=birth,
        phones=phones,
        email=email,
        place=place.fields,
        activity_bits=activity_bits,
        week_bits=week_bits,
        vehicle=vehicle,
        remote_only=remote or yes_or_no(line.text("remote")) is True,
        languages=languages,
        contact_by=contact_by
        or (ContactBy.SMS if phones.own.startswith(("+336", "+337")) else ContactBy.PHONE),
        remarks=remarks,
        frame=frame,
        organisation=organisation,
        to_complete=to_complete,
    )


def _name_column(line: SheetLine) -> str:
    return "last_name" if line.header("last_name") else "full_name"


def _names(line: SheetLine) -> list[Name]:
    column = _name_column(line)
    header = fold(line.header("full_name"))
    try:
        names = read_names(
            line.text("last_name"), line.text("first_name"), line.text("full_name"),
            last_first=not header.startswith("prenom"),
        )  # fmt: skip
    except Refused as refusal:
        line.refuse(column, str(refusal))
        return []
    if not names:
        line.refuse(column, "Le nom manque : il faut savoir qui rappeler.")
    return names


def _reach(line: SheetLine) -> tuple[Phones, Email | None]:
    """Numbers and e-mail; a line without any way to answer is refused, a bad one beside a good one is only
    told.
    """
    faults: list[tuple[str, str]] = []
    phones, email = Phones(), None
    try:
        phones = read_phones(line.text("phone"))
    except Refused as refusal:
        faults.append(("phone", str(refusal)))
    try:
        second = read_phones(line.text("phone_alt"))
        own = [number for number in (phones.own, phones.other, second.own, second.other) if number]
        phones = Phones(
            own[0] if own else "", own[1] if len(own) > 1 else "", phones.through, phones.left_out
        )
    except Refused as refusal:
        faults.append(("phone_alt", str(refusal)))
    try:
        email = read_email(line.text("email"))
    except Refused as refusal:
        faults.append(("email", str(refusal)))
    reachable = bool(phones.own or email)
    for column, sentence in faults:
        if reachable:
            line.tell(column, f"{sentence} La ligne est acceptée sans.")
        else:
            line.refuse(column, sentence)
    if not reachable and not any(column == "phone" for column, _ in faults):
        line.refuse(
            "phone" if line.header("phone") else "email",
            "Pas de téléphone"
            + (" non plus." if faults else " ni de courriel : impossible de répondre à cette personne."),
        )
    if phones.left_out:
        line.tell("phone", "Plus de deux numéros : les deux premiers sont gardés.")
    if email and email.others:
        line.tell("email", "Plusieurs adresses : la première est gardée.")
    return phones, email


def _birth(line: SheetLine, today: date) -> tuple[Birth, list[str]]:
    """Birth and what is to be completed about age. Under sixteen is refused, kindly; sixteen and seventeen
    wait.
    """
    try:
        birth = read_birth(line.cell("birth"), today=today)
    except Refused as refusal:
        line.tell("birth", f"{refusal} La date est à redemander.")
        return Birth(), ["date de naissance"]
    age = birth.age_on(today)
    if age is None:
        line.tell("birth", "Date de naissance absente : à demander avant toute mission.")
        return birth, ["date de naissance"]
    if age < YOUNGEST:
        line.refuse(
            "birth",
            f"{age} ans : il faut avoir {YOUNGEST} ans pour être bénévole. Remerciez cette personne et "
            "proposez-lui d’aider avec "
            "un adulte inscrit.",
        )
    elif age < ADULT:
        line.tell("birth", f"{age} ans : une autorisation des parents est à demander.")
        return birth, ["autorisation parentale"]
    return birth, []


def _activities(line: SheetLine, extra: list[str]) -> int:
    """Bits of what is offered. A ticked column counts for its header; what is not understood goes to the
    remarks.
    """
    said = []
    for header, text in line.texts("activities"):
        ticked = yes_or_no(text)
        if ticked is not False:
            said.append(header if ticked else text)
    words = activities_offered(", ".join(said))
    if words.unknown:
        told = ", ".join(words.unknown)
        line.tell("activities", f"Non reconnu, gardé en remarque : « {told[:80]} ».")
        extra.append(f"Propose : {told}")
    if words.everything:
        line.tell(
            "activities",
            "« Tout » : aides à distance et à la porte ; celles qui demandent un contrôle sont à voir "
            "ensemble.",
        )
    if not words.codes:
        line.tell("activities", "Aucune activité reconnue : à demander.")
    return bits_of(code for code in words.codes if not ACTIVITIES[code].staff_only)


def _week(line: SheetLine, extra: list[str]) -> int:
    bits, doubtful = 0, []
    for header, text in line.texts("week"):
        ticked = yes_or_no(text)
        if ticked is False:
            continue
        named = week_of(header).bits
        found = week_of(
            header if ticked else f"{header} {text}" if named and not week_of(header).doubtful else text
        )
        bits |= found.bits
        if found.doubtful:
            doubtful.append(text)
    if doubtful:
        told = ", ".join(doubtful)
        line.tell("week", f"Disponibilités à préciser : « {told[:80]} ».")
        extra.append(f"Disponibilités : {told}")
    elif not bits:
        line.tell("week", "Disponibilités absentes : à demander.")
    return bits


def _organisation(
    line: SheetLine, partners: PartnerReader, to_complete: list[str]
) -> tuple[str, Organisation | None]:
    """Frame and association; one that is not known is told, and the file waits for somebody to say which."""
    try:
        found = partners.named(line.text("organisation"))
    except Refused as refusal:
        line.tell("organisation", f"{refusal} La ligne est acceptée, association à préciser.")
        to_complete.append("association")
        return Frame.PARTNER_ORG, None
    return (Frame.PARTNER_ORG if found is not None else Frame.COMMUNE_COSP), found


def _vehicle(line: SheetLine) -> bool:
    text = line.text("vehicle")
    answer = has_vehicle(text)
    if text and answer is None:
        line.tell("vehicle", f"« {text[:40]} » n’est ni oui ni non : noté sans véhicule, à demander.")
    return bool(answer)


def _remarks(line: SheetLine, extra: list[str]) -> tuple[str, list[str], str, bool]:
    """(remarks kept, languages, preferred contact, remote only). Health words are told and left out."""
    languages = languages_named(line.text("languages")) if line.text("languages") else []
    kept, contact_by, remote = [], "", False
    for header, text in line.texts("remarks"):
        spoken, rest = languages_spoken(" ".join(text.split()))
        languages += spoken
        for pattern, way in (
            (_BY_PHONE, ContactBy.PHONE),
            (_BY_SMS, ContactBy.SMS),
            (_BY_EMAIL, ContactBy.EMAIL),
        ):
            if match := pattern.search(fold(rest)):
                contact_by = way
                rest = tidy(rest[: match.start()] + rest[match.end() :])
        if match := _REMOTE.search(fold(rest)):
            remote = True
            rest = tidy(rest[: match.start()] + rest[match.end() :])
        rest = line.without_health("remarks", rest)
        if rest:
            kept.append(rest if len(line.columns["remarks"]) == 1 else f"{header} : {rest}")
    kept += [without for without in (line.without_health("activities", piece) for piece in extra) if without]
    remarks = " · ".join(kept)
    if len(remarks) > 300:
        line.tell("remarks", "Remarque trop longue : seuls les 300 premiers caractères sont gardés.")
    return remarks[:300], sorted(set(languages) - {"fr"}), contact_by, remote
