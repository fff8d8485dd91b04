"""Understanding a line of an older register: merged cells, ages in words, numbers of a neighbour."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils import timezone

from cordee.coordinate.register.actions.enrolment import Enrolment
from cordee.coordinate.register.models import LegalCategory, Means, Origin
from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.dates import Birth, read_birth, read_day
from cordee.ground.people.rules.emails import read_email
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.sheets.cells import Name, Phones, read_names, read_phones
from cordee.ground.people.rules.sheets.lines import SheetLine
from cordee.ground.people.rules.words.answers import yes_or_no
from cordee.ground.people.rules.words.folding import fold
from cordee.ground.people.selectors.sheets import PlaceReader

_HANDICAP = re.compile(r"\b(handicap\w*|aah|actp|pch|rqth|invalid\w*|cmi|mdph)\b")
_UNFIT = re.compile(r"\b(inapt\w*|inaptitude)\b")
_ONESELF = re.compile(
    r"\b(lui|elle|soi)[- ]?meme\b|\binteresse\w*\b|\bpersonne\b|\bmoi\b|\btuteur\b|\btutrice\b|\btutelle\b"
)
_ABOUT = re.compile(r"\b(environ|vers|presque|plus de|a peu pres|~)\b|[~≈?]")


class EntryReader:
    """Reads the lines of one list; the line above lends what a merged cell left empty."""

    def __init__(self, *, at: datetime) -> None:
        self.today = timezone.localtime(at).date()
        self.places = PlaceReader()
        self._last_name = self._address = ""

    def read(self, line: SheetLine) -> Enrolment | None:
        """Read a line; ``None`` when it is refused, each reason told with its column."""
        name = self._name(line)
        phones = _phones(line)
        place = self.places.place(
            self._address_of(line, name),
            extra="",
            postcode=line.text("postcode"),
            city=line.text("city"),
        )
        birth = self._birth(line)
        contact, contact_phone = _contact(line)
        email = _email(line)
        if line.outcome or name is None:
            return None
        if place.warning:
            line.tell("address", place.warning)
        alone = yes_or_no(line.text("lives_alone"))
        return Enrolment(
            last_name=name.last, first_name=name.first, birth_on=birth.on, birth_year=birth.year,
            category=_category(line, birth, self.today), origin=_origin(line), means=Means.SHEET,
            requested_on=self._requested_on(line), phone=phones.own or phones.other,
            phone_alt=phones.other if phones.own else "", email=email, place=place.fields,
            emergency_name=contact, emergency_phone=contact_phone,
            home_service=line.without_health("home_service", line.text("home_service"))[:160],
            answers={} if alone is None else {"lives_alone": alone}, answers_agreed=alone is not None,
        )  # fmt: skip

    def _name(self, line: SheetLine) -> Name | None:
        column = "last_name" if line.header("last_name") else "full_name"
        last = line.text("last_name")
        if not last and not line.text("full_name") and line.text("first_name") and self._last_name:
            last = self._last_name
            line.tell("last_name", f"Nom vide, pris à la ligne au-dessus : {last}.")
        try:
            names = read_names(
                last, line.text("first_name"), line.text("full_name"),
                last_first=not fold(line.header("full_name")).startswith("prenom"),
            )  # fmt: skip
        except Refused as refusal:
            line.refuse(column, str(refusal))
            return None
        if not names:
            line.refuse(column, "Nom absent : impossible de savoir qui inscrire.")
            return None
        if len(names) == 2:
            line.refuse(
                column, "Deux personnes sur une ligne : une ligne par personne, chacune a ses droits."
            )
            return None
        self._last_name = names[0].last
        return names[0]

    def _address_of(self, line: SheetLine, name: Name | None) -> str:
        address = line.text("address")
        if address:
            self._address = address
        elif name is not None and any("au-dessus" in said["text"] for said in line.messages):
            address = self._address
            line.tell("address", f"Adresse vide, prise à la ligne au-dessus : {address}.")
        elif not line.outcome:
            line.refuse(
                "address", "Adresse vide (cellule fusionnée ?) : recopiez-la, c’est là qu’on ira voir."
            )
        return address

    def _birth(self, line: SheetLine) -> Birth:
        cell = line.cell("birth")
        if isinstance(cell, str) and _ABOUT.search(fold(cell)) and (number := re.search(r"\d{2,4}", cell)):
            cell = number[0]
        try:
            birth = read_birth(cell, today=self.today)
        except Refused as refusal:
            line.tell("birth", f"{refusal} L’inscription est gardée sans, à redemander.")
            return Birth()
        if birth.from_age or _ABOUT.search(fold(line.text("birth"))):
            line.tell("birth", f"« {line.text('birth')} » compris comme né·e vers {birth.year}.")
        return birth

    def _requested_on(self, line: SheetLine) -> date:
        try:
            day = read_day(line.cell("requested_on"), today=self.today)
        except Refused as refusal:
            line.tell("requested_on", f"{refusal} La demande est datée d’aujourd’hui.")
            return self.today
        return min(day or self.today, self.today)


def _phones(line: SheetLine) -> Phones:
    found: list[str] = []
    for column in ("phone", "phone_alt"):
        try:
            read = read_phones(line.text(column))
        except Refused as refusal:
            line.tell(column, f"{refusal} L’inscription est gardée sans ce numéro.")
            continue
        found += [number for number in (read.own, read.other) if number and number not in found]
        if read.through:
            line.tell(column, f"Numéro d’un tiers ({read.through}) : à vérifier avec la personne.")
    return Phones(found[0] if found else "", found[1] if len(found) > 1 else "")


def _email(line: SheetLine) -> str:
    try:
        read = read_email(line.text("email"))
    except Refused as refusal:
        line.tell("email", f"{refusal} L’inscription est gardée sans.")
        return ""
    return read.address if read else ""


def _contact(line: SheetLine) -> tuple[str, str]:
    """« Anne (fille) 06 39 98 00 01 », or a name and a number in two columns."""
    text = line.text("emergency")
    number = ""
    for column in ("emergency_phone", "emergency"):
        try:
            read = read_phones(line.text(column)) if re.search(r"\d{2}", line.text(column)) else Phones()
        except Refused:
            line.tell(column, "Le numéro de la personne à prévenir ne se lit pas : à redemander.")
            continue
        number = number or read.own or read.other
    name = re.sub(r"[+\d][\d\s().\-/]{7,}\d", " ", text)
    name = " ".join(re.sub(r"\b(t[ée]l|tel|portable|fixe)\b\.?\s*:?", " ", name, flags=re.IGNORECASE).split())
    name = line.without_health("emergency", name.strip(" ,;:-"))[:120]
    if number and not name:
        name = f"personne à prévenir ({display_phone(number)})"
    return name, number


def _category(line: SheetLine, birth: Birth, today: date) -> str:
    said = fold(line.text("category"))
    if _HANDICAP.search(said):
        return LegalCategory.HANDICAP
    if _UNFIT.search(said):
        return LegalCategory.AGE60_UNFIT
    if not said and birth.year and today.year - birth.year < 65:
        line.refuse(
            "category",
            "Moins de 65 ans : écrivez à quel titre (inapte au travail après 60 ans, ou handicap). Aucun papier à demander.",
        )
    return LegalCategory.AGE65


def _origin(line: SheetLine) -> str:
    asked = fold(line.text("asked_by"))
    return Origin.THIRD_PARTY if asked and not _ONESELF.search(asked) else Origin.SELF
