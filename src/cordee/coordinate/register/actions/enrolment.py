"""Listing somebody: one person, one entry, effective at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.register.actions.opening import check_may, move, rank
from cordee.coordinate.register.models import (
    ClearanceScope,
    EntryState,
    Means,
    OppositionTrace,
    Origin,
    RegisterEntry,
)
from cordee.coordinate.register.rules.enrolment import check_asker, check_listable, check_requested_on
from cordee.coordinate.register.rules.lifecycle import ACKNOWLEDGE_WITHIN
from cordee.coordinate.register.rules.operational import empty_answer, kept_answers
from cordee.coordinate.register.rules.oppositions import (
    NOT_BY_THE_SITE,
    OPPOSED_ASK_MANAGER,
    digests_of,
    opposition_marks,
)
from cordee.coordinate.register.selectors.entries import entry_of_person, look_alikes, same_person_listed
from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.persons import complete_person, record_person
from cordee.ground.people.models import Account, Language, Person
from cordee.ground.people.rules.permissions import Permission, can
from cordee.ground.territory.models import current_commune

_PLACE = (
    "address", "postcode", "city", "ban_id", "latitude", "longitude", "location_quality", "outside_commune",
    "district_id",
)  # fmt: skip


@dataclass(frozen=True)
class Enrolment:
    """What was said. Phones are E.164; ``place`` holds fields of ``Located``; ``answers`` those of ``rules/operational``."""

    last_name: str
    category: str
    origin: str
    means: str
    requested_on: date
    first_name: str = ""
    phone: str = ""
    phone_alt: str = ""
    email: str = ""
    birth_on: date | None = None
    birth_year: int | None = None
    language: str = Language.FRENCH
    place: dict[str, Any] = field(default_factory=dict)
    third_name: str = ""
    third_quality: str = ""
    representative: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    home_service: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    answers_agreed: bool = False


@dataclass(frozen=True)
class Enrolled:
    """What became of it. ``known`` when the person was listed already and their entry completed; ``pending`` when an agent
    has to tell two people apart first; ``alike`` are (entry, name, why); ``added`` what a known entry did not say yet."""

    entry_key: int
    number: str
    known: bool
    pending: bool
    alike: tuple[tuple[int, str, str], ...] = ()
    added: tuple[str, ...] = ()


class Opposed(Refused):
    """A third party asks for somebody who does not want to be listed."""

    def __init__(self) -> None:
        super().__init__(OPPOSED_ASK_MANAGER, field="last_name")


def check_enrolment(said: Enrolment, on: date) -> None:
    """Raise ``Refused`` with the field for what cannot be listed."""
    if not said.last_name.strip():
        raise Refused("Il manque le nom.", field="last_name")
    check_asker(
        origin=said.origin, means=said.means, third_name=said.third_name, third_quality=said.third_quality
    )
    check_requested_on(said.requested_on, on=on)
    check_listable(
        category=said.category, age=_age(said, on), outside_commune=bool(said.place.get("outside_commune"))
    )
    if not said.place.get("address"):
        raise Refused("Il faut l’adresse : c’est là qu’on ira voir si personne ne répond.", field="address")
    if not (said.phone or said.phone_alt or said.email):
        raise Refused(
            "Il faut un numéro où appeler. Sans téléphone, notez celui d’un proche : on l’appellera.",
            field="phone",
        )


def _age(said: Enrolment, on: date) -> int | None:
    if said.birth_on:
        return on.year - said.birth_on.year - ((on.month, on.day) < (said.birth_on.month, said.birth_on.day))
    return on.year - said.birth_year if said.birth_year else None


@transaction.atomic
def enrol(
    *, said: Enrolment, by: Actor, at: datetime, despite: str = "", ask_when_alike: bool = False
) -> Enrolled:
    """Put somebody on the register, or complete the entry they have.

    A person who opposed comes back by themselves (the trace is dropped); for a third party only the manager decides, with a
    reason (``despite``), else ``Opposed`` is raised. With ``ask_when_alike`` an entry that looks like another one waits
    (« demande reçue ») until an agent tells them apart. Raises ``Refused`` with the field.
    """
    check_may(by, at, scope=ClearanceScope.COLLECT)
    on = timezone.localtime(at).date()
    check_enrolment(said, on)
    answers = kept_answers(said.answers, agreed=said.answers_agreed)
    _settle_opposition(said, by=by, at=at, despite=despite)
    phones = [said.phone, said.phone_alt]
    person = same_person_listed(
        first_name=said.first_name,
        last_name=said.last_name,
        phones=phones,
        birth_on=said.birth_on,
        birth_year=said.birth_year,
    )
    entry = entry_of_person(person) if person else None
    if person is not None and entry is not None:
        return _complete(entry, person, said, answers, by=by, at=at)
    alike = look_alikes(
        first_name=said.first_name,
        last_name=said.last_name,
        phones=phones,
        not_person=person.pk if person else None,
    )
    if person is None:
        person = record_person(
            by=by, last_name=said.last_name, first_name=said.first_name, phone=said.phone or said.phone_alt,
            phone_alt=said.phone_alt if said.phone else "", email=said.email, birth_on=said.birth_on,
            birth_year=said.birth_year, language=said.language or Language.FRENCH,
        )  # fmt: skip
    else:
        _complete_identity(person, said, by=by)
    entry = _new_entry(person, said, answers, at=at)
    same_name = any(why == "nom semblable" for _, _, why in alike)
    pending = ask_when_alike and same_name
    if not pending:
        _list(entry, by=by, at=at)
    entry.save()
    leave_trace(
        verb="enrol", subject=entry, by=by, commune_code=current_commune(), at=at, origin=str(said.origin),
        means=str(said.means), state=str(entry.state), despite=bool(despite),
    )  # fmt: skip
    return Enrolled(entry.pk, str(entry), known=False, pending=pending, alike=tuple(alike))


def _settle_opposition(said: Enrolment, *, by: Actor, at: datetime, despite: str) -> None:
    marks = opposition_marks(
        digests_of(
            first_name=said.first_name, last_name=said.last_name, phones=[said.phone, said.phone_alt],
            birth_year=said.birth_on.year if said.birth_on else said.birth_year,
            address=str(said.place.get("address", "")),
        )
    )  # fmt: skip
    if not marks:
        return
    # On the site anybody may say that they are somebody: the person comes back by telephone or at the counter.
    if said.means == Means.WEB and not isinstance(by, Account):
        raise Refused(NOT_BY_THE_SITE)
    # An older list says nothing of what the person wants today.
    if said.means == Means.SHEET:
        raise Opposed
    if said.origin == Origin.THIRD_PARTY:
        manager = isinstance(by, Account) and can(by, Permission.REGISTER_MANAGE)
        if not (manager and len(despite.strip()) >= 10):
            raise Opposed
    OppositionTrace.objects.filter(mark__in=marks).delete()
    leave_trace(
        verb="lift_opposition", subject="register", by=by, commune_code=current_commune(), at=at,
        origin=str(said.origin),
    )  # fmt: skip


def _complete_identity(person: Person, said: Enrolment, *, by: Actor) -> None:
    complete_person(
        person=person, by=by, phone=said.phone, phone_alt=said.phone_alt, email=said.email.strip().lower(),
        birth_on=said.birth_on, birth_year=said.birth_year, first_name=said.first_name,
    )  # fmt: skip


def _new_entry(person: Person, said: Enrolment, answers: dict[str, Any], *, at: datetime) -> RegisterEntry:
    third = said.origin == Origin.THIRD_PARTY
    entry = RegisterEntry.new(
        person=person, category=said.category, origin=said.origin, means=said.means, requested_on=said.requested_on,
        state=EntryState.REQUESTED, state_since=at,
        third_name=said.third_name.strip()[:120] if third else "",
        third_quality=said.third_quality.strip()[:80] if third else "",
        representative=said.representative.strip()[:160], emergency_name=said.emergency_name.strip()[:120],
        emergency_phone=said.emergency_phone, home_service=said.home_service.strip()[:160],
        acknowledge_by=said.requested_on + ACKNOWLEDGE_WITHIN if third and said.means != Means.SHEET else None,
        **{name: said.place[name] for name in _PLACE if name in said.place},
    )  # fmt: skip
    _answer(entry, answers, at=at)
    rank(entry, at)
    return entry


def _answer(entry: RegisterEntry, answers: dict[str, Any], *, at: datetime) -> None:
    for code, answer in answers.items():
        setattr(entry, code, answer)
    if answers:
        entry.operational_agreed_on = timezone.localtime(at).date()


def _list(entry: RegisterEntry, *, by: Actor, at: datetime) -> None:
    move(entry, EntryState.ACTIVE, at)
    entry.listed_at, entry.listed_by = at, by if isinstance(by, Account) else None


def _complete(
    entry: RegisterEntry, person: Person, said: Enrolment, answers: dict[str, Any], *, by: Actor, at: datetime
) -> Enrolled:
    """Two entries for one person never are: what is new is added, nothing known is written over."""
    _complete_identity(person, said, by=by)
    added = []
    for name in ("representative", "emergency_name", "emergency_phone", "home_service"):
        if getattr(said, name) and not getattr(entry, name):
            setattr(entry, name, getattr(said, name))
            added.append(name)
    fresh = {code: answer for code, answer in answers.items() if getattr(entry, code) == empty_answer(code)}
    _answer(entry, fresh, at=at)
    entry.person = person
    rank(entry, at)
    entry.save()
    leave_trace(
        verb="complete_entry", subject=entry, by=by, commune_code=entry.commune_id, at=at,
        fields=sorted([*added, *fresh]),
    )  # fmt: skip
    return Enrolled(
        entry.pk,
        str(entry),
        known=True,
        pending=entry.state == EntryState.REQUESTED,
        added=tuple(sorted([*added, *fresh])),
    )


@transaction.atomic
def accept_pending(*, entry_id: int, by: Actor, at: datetime) -> None:
    """They are two people: the request that waited is listed. Raises ``Refused``."""
    check_may(by, at, scope=ClearanceScope.KEEP)
    entry = RegisterEntry.objects.select_for_update().get(pk=entry_id)
    _list(entry, by=by, at=at)
    entry.save()
    leave_trace(verb="accept_pending", subject=entry, by=by, commune_code=entry.commune_id, at=at)


@transaction.atomic
def drop_pending(*, entry_id: int, by: Actor, at: datetime) -> None:
    """It is the same person, listed already: the request that waited goes. Raises ``Refused`` for one that does not wait."""
    check_may(by, at, scope=ClearanceScope.KEEP)
    entry = RegisterEntry.objects.select_for_update().get(pk=entry_id)
    if entry.state != EntryState.REQUESTED:
        raise Refused("Cette inscription n’attend plus de décision.")
    leave_trace(verb="drop_pending", subject=entry, by=by, commune_code=entry.commune_id, at=at)
    entry.delete()
