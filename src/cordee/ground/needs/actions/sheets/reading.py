"""What one line of a list of requests says. Nothing is written here; what is doubtful is told by column."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.needs.models import Urgency
from cordee.ground.needs.rules.requests import needs_money
from cordee.ground.needs.rules.urgency import danger_words, suggested_urgency
from cordee.ground.people.models import ContactBy
from cordee.ground.people.rules.dates import Birth, next_weekday, read_birth, read_day, read_hour
from cordee.ground.people.rules.emails import read_email
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.sheets.cells import Name, Phones, read_names, read_phones
from cordee.ground.people.rules.sheets.lines import SheetLine
from cordee.ground.people.rules.words.activities import activities_asked
from cordee.ground.people.rules.words.answers import yes_or_no
from cordee.ground.people.rules.words.folding import fold, words_of
from cordee.ground.people.rules.words.health import HealthKind, without_health_words
from cordee.ground.people.rules.words.languages import languages_named, languages_spoken
from cordee.ground.people.rules.words.urgency import (
    euros_said,
    food_days_said,
    money_is_short,
    treatment_days_said,
    urgency_said,
)
from cordee.ground.people.selectors.sheets import PlaceReader

NAMELESS = "Nom à demander"
_ACCESS = re.compile(
    r"\b(etage|ascenseur|digicode|interphone|batiment|bat\.?|escalier|sonnette|sonner|portail|appt?|appartement|rdc|code)\b"
)
_CALL_BACK = re.compile(r"\b(rappeler|appeler|prevenir|joindre|contacter|a rappeler)\b")
_ALREADY = re.compile(r"\b(deja appele|a deja appele|relance|2e appel|deuxieme appel)\b")
_PHRASES = re.compile(r"[;,.\n]|\s[-–/]\s")


@dataclass(slots=True)
class Asking:
    """One thing asked for. ``wanted_from`` and ``wanted_until`` are set when a day or an hour was said."""

    activity: str
    details: str
    urgency: int
    sure: bool
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    food_days_left: int | None = None
    treatment_days_left: int | None = None
    money_ceiling_euros: int | None = None
    next_action: str = ""


@dataclass(slots=True)
class RequestRead:
    """One line understood: who, where, since when, and each thing asked."""

    name: Name
    birth: Birth
    phones: Phones
    email: str
    place: dict[str, Any]
    received_at: datetime
    dated: bool
    language: str
    contact_by: str
    asked: list[Asking] = field(default_factory=list)

    def door(self) -> str:
        """The front door in short, for those who have no number: address without punctuation."""
        return words_of(self.place.get("address", ""))

    def digest(self, asking: Asking) -> str:
        """What the line says of one thing asked, in short: the same line gives the same digest for ever."""
        said = [
            fold(self.name.first), fold(self.name.last), self.phones.own, self.phones.other, self.door(),
            timezone.localtime(self.received_at).isoformat() if self.dated else "", asking.activity,
            words_of(asking.details),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


class RequestReader:
    """Reads the lines of one list; « le 3 » is understood from the last full date met in the same column."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self.today = timezone.localtime(at).date()
        self.places = PlaceReader()
        self._near: date | None = None

    def read(self, line: SheetLine) -> RequestRead | None:
        """Read a line; ``None`` when it is refused, each reason told with its column."""
        return read_request(line, reader=self)

    def received_on(self, line: SheetLine) -> date | None:
        """The day of the call, never in the future."""
        try:
            day = read_day(line.cell("received_on"), today=self.today, near=self._near)
        except Refused as refusal:
            line.tell("received_on", f"{refusal} La demande est datée d’aujourd’hui.")
            return None
        if day is None:
            return None
        if day > self.today:
            line.tell(
                "received_on",
                f"L’appel du {day:%d/%m/%Y} est dans le futur : la demande est datée d’aujourd’hui.",
            )
            return None
        if re.search(r"\d{4}|\d[/.-]\d", line.text("received_on")):
            self._near = max(day, self._near or day)
        elif line.text("received_on"):
            line.tell("received_on", f"« {line.text('received_on')} » compris comme le {day:%d/%m/%Y}.")
        return day


def read_request(line: SheetLine, *, reader: RequestReader) -> RequestRead | None:
    """Read one line of requests."""
    name = _name(line)
    phones, email = _reach(line)
    place = reader.places.place(
        line.text("address"),
        extra=line.text("address_extra"),
        postcode=line.text("postcode"),
        city=line.text("city"),
    )
    if not line.outcome and not (phones.own or phones.other or email or place.fields):
        line.refuse("phone", "Ni téléphone ni adresse : impossible de joindre cette personne.")
    if name is None and not line.outcome:
        line.tell(_name_column(line), "Nom absent : la demande est gardée, le nom est à demander.")
        name = Name("", NAMELESS)
    birth = _birth(line, reader.today)
    day = reader.received_on(line)
    hour = read_hour(line.cell("received_time"))
    received_at = min(reader.at, _moment(day, hour or time(9))) if day else reader.at
    needs = ", ".join(
        header if yes_or_no(text) is True else text
        for header, text in line.texts("needs")
        if yes_or_no(text) is not False
    )
    pieces = activities_asked(" ".join(needs.split()))
    if not needs:
        line.refuse("needs", "Aucune aide n’est indiquée : dites ce qui est demandé.")
    elif not pieces:
        line.refuse(
            "needs",
            f"« {needs[:60]} » ne correspond à aucune aide connue : précisez (courses, pharmacie, transport, "
            "appel…) ou saisissez "
            "la demande au téléphone.",
        )
    if line.outcome or name is None:
        return None
    if place.fields and place.warning:
        line.tell("address", place.warning)
    if not place.fields:
        line.tell("address", "Adresse absente : à demander.")
    request = RequestRead(
        name=name, birth=birth, phones=phones, email=email, place=place.fields, received_at=received_at,
        dated=day is not None, language=_language(line), contact_by=ContactBy.PHONE,
    )  # fmt: skip
    _ask(line, request, pieces, reader)
    return request


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _name_column(line: SheetLine) -> str:
    return "last_name" if line.header("last_name") else "full_name"


def _name(line: SheetLine) -> Name | None:
    try:
        names = read_names(
            line.text("last_name"), line.text("first_name"), line.text("full_name"),
            last_first=not fold(line.header("full_name")).startswith("prenom"),
        )  # fmt: skip
    except Refused as refusal:
        line.refuse(_name_column(line), str(refusal))
        return None
    if len(names) == 2:
        line.tell(
            _name_column(line), f"Deux personnes : la fiche est au nom de {names[0].first} {names[0].last}."
        )
    return names[0] if names else None


def _reach(line: SheetLine) -> tuple[Phones, str]:
    """Numbers and e-mail; what cannot be read is told, and refuses the line only when nothing else reaches
    anybody.
    """
    phones, email = Phones(), ""
    found: list[str] = []
    for column in ("phone", "phone_alt"):
        try:
            read = read_phones(line.text(column))
        except Refused as refusal:
            line.tell(column, f"{refusal} La demande est gardée sans ce numéro.")
            continue
        found += [number for number in (read.own, read.other) if number]
        if read.through:
            phones = read
    if not phones.through:
        phones = Phones(found[0] if found else "", found[1] if len(found) > 1 else "")
    try:
        read_mail = read_email(line.text("email"))
        email = read_mail.address if read_mail else ""
    except Refused as refusal:
        line.tell("email", f"{refusal} La demande est gardée sans.")
    if phones.through:
        line.tell("phone", f"Numéro d’un tiers ({phones.through}) : gardé comme autre téléphone.")
    return phones, email


def _birth(line: SheetLine, today: date) -> Birth:
    try:
        return read_birth(line.cell("birth"), today=today)
    except Refused as refusal:
        line.tell("birth", f"{refusal} À redemander.")
        return Birth()


def _language(line: SheetLine) -> str:
    named = languages_named(line.text("languages"))
    for _, text in line.texts("remarks"):
        named += languages_spoken(text)[0]
    return next((code for code in named if code != "fr"), "fr")


@dataclass(slots=True)
class _Remarks:
    """What the remarks become: the part kept for the helper, the door, and what the agent has to do."""

    kept: list[str] = field(default_factory=list)
    door: list[str] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)
    short_of_money: bool = False
    hard_of_hearing: bool = False


def _sort_remarks(line: SheetLine) -> _Remarks:
    """Send each phrase where it serves: the floor to the address, the call-back to the agent,
    health nowhere.
    """
    sorted_ = _Remarks()
    for _, text in line.texts("remarks"):
        rest = languages_spoken(" ".join(text.split()))[1]
        sorted_.hard_of_hearing |= HealthKind.SENSES in without_health_words(rest).kinds
        for phrase in _PHRASES.split(line.without_health("remarks", rest)):
            said = phrase.strip()
            folded = fold(said)
            if not words_of(said):
                continue
            if money_is_short(said):
                sorted_.short_of_money = True
            elif _ACCESS.search(folded):
                sorted_.door.append(said)
            elif _CALL_BACK.search(folded) and not _ALREADY.search(folded):
                sorted_.to_do.append(said[:1].upper() + said[1:])
            elif words_of(said) not in {"urgent", "urgence", "tres urgent"}:
                sorted_.kept.append(said)
    return sorted_


def _ask(line: SheetLine, request: RequestRead, pieces: list[tuple[str, str]], reader: RequestReader) -> None:
    everything = " ; ".join(
        [text for _, text in line.texts("needs")] + [text for _, text in line.texts("remarks")]
    )
    danger = bool(danger_words(everything))
    remarks = _sort_remarks(line)
    if remarks.door:
        request.place["address_extra"] = ", ".join(
            [request.place.get("address_extra", ""), *remarks.door]
        ).strip(", ")[:120]
    if remarks.hard_of_hearing:
        mobile = request.phones.own.startswith(("+336", "+337"))
        request.contact_by = ContactBy.SMS if mobile else ContactBy.VISIT
        line.tell("remarks", f"Contact préféré noté : {ContactBy(request.contact_by).label}.")
    said = (
        urgency_said(line.text("urgency"))
        or _urgency_number(line.text("urgency"))
        or urgency_said(everything)
    )
    for code, words in pieces:
        activity = (
            "AIDE_ALIMENTAIRE"
            if code == "COURSES" and remarks.short_of_money and food_days_said(words) == 0
            else code
        )
        food, pills = food_days_said(everything), treatment_days_said(everything)
        food = food if activity in {"COURSES", "REPAS", "AIDE_ALIMENTAIRE"} else None
        pills = pills if activity == "MEDICAMENTS" else None
        guess, _ = suggested_urgency(activity=activity, food_days_left=food, treatment_days_left=pills)
        details = line.without_health("needs", words, errand=True)
        asking = Asking(
            activity=activity,
            details="\n".join([details, *remarks.kept])[:1000],
            urgency=Urgency.U1 if danger else said or guess,
            sure=not danger and bool(said or food is not None or pills is not None),
            food_days_left=food,
            treatment_days_left=pills,
            money_ceiling_euros=euros_said(line.text("amount")) if line.text("amount") else None,
        )
        _set_window(line, asking, words, request, reader)
        asking.next_action = _next_action(request, remarks, asking, danger=danger)
        request.asked.append(asking)
    if danger:
        line.tell(
            "needs",
            "Mots de danger : appelez cette personne tout de suite ; danger vital, faites le 15 ou le 112.",
        )
    if len(pieces) > 1:
        line.tell("needs", f"Plusieurs aides sur une ligne : {len(pieces)} demandes sont ouvertes.")


def _urgency_number(text: str) -> int | None:
    return int(text) if text in {"1", "2", "3", "4"} else None


def _set_window(
    line: SheetLine, asking: Asking, words: str, request: RequestRead, reader: RequestReader
) -> None:
    """Set when help is wanted, from a day said in the request or in its own column; a day gone by is told."""
    try:
        day = read_day(line.cell("wanted"), today=reader.today)
    except Refused:
        day = next_weekday(line.text("wanted"), after=reader.today)
    column = "wanted" if day else "needs"
    called_on = timezone.localtime(request.received_at).date()
    day = day or next_weekday(words, after=called_on)
    if day is None:
        return
    hour = read_hour(words) or read_hour(line.text("wanted"))
    start = _moment(day, hour) - timedelta(hours=1) if hour else _moment(day, time(8))
    end = _moment(day, hour) + timedelta(hours=2) if hour else _moment(day, time(20))
    if end <= reader.at:
        line.tell(column, f"Le {day:%d/%m/%Y} est passé : à rappeler pour savoir où en est cette demande.")
        asking.sure = False
        asking.next_action = f"Rappeler : le rendez-vous du {day:%d/%m} est passé"
        return
    asking.wanted_from, asking.wanted_until = max(start, reader.at), end


def _next_action(request: RequestRead, remarks: _Remarks, asking: Asking, *, danger: bool) -> str:
    """What the agent has to do first, in 120 characters."""
    todo = ["Appeler tout de suite : danger possible"] if danger else []
    if asking.next_action:
        todo.append(asking.next_action)
    if request.phones.through and not request.phones.own:
        todo.append(f"Contact : {request.phones.through}, {display_phone(request.phones.other)}")
    if remarks.short_of_money:
        todo.append(
            ("Paiement à organiser" if needs_money(asking.activity) else "Ressources à voir")
            + " avec le CCAS"
        )
    todo += remarks.to_do
    if not todo or not asking.sure:
        todo.append("Proposer un bénévole" if asking.sure else "Qualifier la demande")
    return " · ".join(todo)[:120]
