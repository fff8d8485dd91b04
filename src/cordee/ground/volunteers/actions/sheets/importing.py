"""Writing the volunteers of a list: known people are completed, never overwritten; doubtful twins are shown
to an agent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cordee.ground.audit.actions import Actor
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.selectors.naming import PartnerReader
from cordee.ground.people.actions.sheets import Progress, run_sheet
from cordee.ground.people.models import Account, Person, ReceivedSheet, SheetKind
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.people.rules.sheets.lines import CREATED, DUPLICATE, UNCHANGED, UPDATED, SheetLine
from cordee.ground.people.selectors.sheets import KnownPeople, PlaceReader
from cordee.ground.territory.models import Municipality, current_commune
from cordee.ground.volunteers.actions.sheets.reading import OfferRead, read_offer
from cordee.ground.volunteers.actions.signup import next_volunteer_numbers
from cordee.ground.volunteers.models import (
    CheckKind,
    DuplicateHint,
    Frame,
    Volunteer,
    VolunteerCheck,
    VolunteerState,
)
from cordee.ground.volunteers.rules.admission import earned_state, earned_trust

_BATCH = 500
_PERSON_FIELDS = ("first_name", "birth_on", "birth_year", "phone", "phone_alt", "email", "name_key")
_VOLUNTEER_FIELDS = (
    "activity_bits", "week_bits", "vehicle", "languages", "remarks", "source_key", "address", "address_extra",
    "postcode", "city", "ban_id", "latitude", "longitude", "location_quality", "outside_commune",
    "district", "organisation",
)  # fmt: skip


def import_volunteers(
    *,
    sheet: ReceivedSheet,
    by: Actor,
    at: datetime,
    already_cleared: bool = False,
    progress: Progress | None = None,
) -> ReceivedSheet:
    """Run a confirmed list of volunteers; the report of every line is on the sheet returned.

    New people are candidates of level 0, to be admitted by an agent, and get no message. ``already_cleared``
    is the town's word that the adults of the list were seen, briefed and signed the charter before: their
    checks are dated today. Raises ``Refused``.
    """
    if sheet.kind != SheetKind.VOLUNTEERS:
        raise Refused("Cette liste n’est pas une liste de bénévoles.")
    if already_cleared and isinstance(by, Account):
        check_can(by, Permission.VOLUNTEER_ADMIT)
    places, partners = PlaceReader(), PartnerReader()
    today = timezone.localtime(at).date()

    def read(line: SheetLine) -> OfferRead | None:
        return read_offer(line, places=places, partners=partners, today=today)

    def write(accepted: list[tuple[SheetLine, OfferRead]]) -> None:
        _Writing(by=by, at=at, today=today, already_cleared=already_cleared).write(accepted)

    return run_sheet(
        sheet=sheet,
        by=by,
        at=at,
        read=read,
        write=write,
        progress=progress,
        notes=places.notes,
        facts={"already_cleared": already_cleared},
    )


@dataclass(slots=True)
class _New:
    """A file to open, and the line it comes from."""

    line: SheetLine
    volunteer: Volunteer
    alike: list[tuple[Person, str]]


class _Writing:
    """One run: what is known, what is new, what is completed; written in a few bulk statements."""

    def __init__(self, *, by: Actor, at: datetime, today: date, already_cleared: bool) -> None:
        self.by, self.at, self.today, self.already_cleared = by, at, today, already_cleared
        # Locked first, so that two lists run one after the other and the second sees the people of the first.
        self.town = Municipality.objects.select_for_update().get(pk=current_commune())
        self.known = KnownPeople()
        self.volunteers: dict[int, Volunteer] = {}
        self.by_digest: dict[str, Volunteer] = {}
        for volunteer in Volunteer.objects.select_related("person"):
            self.volunteers[volunteer.person_id] = volunteer
            if volunteer.source_key:
                self.by_digest[volunteer.source_key] = volunteer
        self.first_line: dict[int, int] = {}
        self.new_by_person: dict[int, Volunteer] = {}
        self.new_persons: list[Person] = []
        self.new: list[_New] = []
        self.identities: list[VolunteerCheck] = []
        self.changed_persons: dict[int, Person] = {}
        self.changed_volunteers: dict[int, Volunteer] = {}
        self.pending: list[tuple[SheetLine, Volunteer]] = []

    def write(self, accepted: list[tuple[SheetLine, OfferRead]]) -> None:
        """Sort every line, then write them all."""
        for line, offer in accepted:
            outcomes = [self._take(line, offer, rank) for rank in range(len(offer.names))]
            line.outcome = next(
                outcome for outcome in (DUPLICATE, CREATED, UPDATED, UNCHANGED) if outcome in outcomes
            )
        self._save()

    def _take(self, line: SheetLine, offer: OfferRead, rank: int) -> str:
        digest = offer.digest(rank)
        same = self.by_digest.get(digest)
        if same is not None:
            self._say_known(line, same)
            return UNCHANGED
        name = offer.names[rank]
        key = name_key(name.first, name.last)
        person = self.known.same(
            name_key=key,
            phones=(offer.phones.own, offer.phones.other),
            email=offer.email.address if offer.email and not rank else "",
            birth_on=offer.birth.on if not rank else None,
        )
        volunteer = self._volunteer_of(person) if person is not None else None
        if person is not None and volunteer is not None:
            filled = self._complete(person, volunteer, offer, rank, digest)
            self._say_known(line, volunteer)
            if filled:
                line.tell("", f"Fiche complétée : {', '.join(filled)}.")
                return UPDATED
            if person.pk is not None:
                self._tell_differences(line, volunteer, offer)
            return UNCHANGED
        return self._open(line, offer, rank, digest, key, person)

    def _volunteer_of(self, person: Person) -> Volunteer | None:
        # Those met in the list first: once saved they have a key too.
        return self.new_by_person.get(id(person)) or self.volunteers.get(person.pk or 0)

    def _say_known(self, line: SheetLine, volunteer: Volunteer) -> None:
        before = self.first_line.get(id(volunteer))
        if before is not None and before != line.number:
            line.tell("", f"Même personne qu’à la ligne {before}.")
        self.pending.append((line, volunteer))

    def _open(
        self, line: SheetLine, offer: OfferRead, rank: int, digest: str, key: str, person: Person | None
    ) -> str:
        if person is None:
            name = offer.names[rank]
            person = Person.new(
                first_name=name.first,
                last_name=name.last,
                name_key=key,
                birth_on=offer.birth.on if not rank else None,
                birth_year=offer.birth.year if not rank else None,
                phone=offer.phones.own,
                phone_alt=offer.phones.other,
                email=offer.email.address if offer.email and not rank else "",
                contact_by=offer.contact_by,
            )
            alike = [
                found
                for found in self.known.look_alikes(person)
                # The two people of one cell share a number because they said so.
                if self.first_line.get(id(self._volunteer_of(found[0]))) != line.number
            ]
            self.new_persons.append(person)
            self.known.add(person)
        else:
            alike = []
            self._complete_person(person, offer, rank)
            line.tell("", "Cette personne est déjà connue de la mairie : son offre est ajoutée à sa fiche.")
        volunteer = self._volunteer(person, offer, rank, digest)
        self.new_by_person[id(person)] = volunteer
        if person.pk is not None:
            self.volunteers[person.pk] = volunteer
        self.by_digest[digest] = volunteer
        self.first_line[id(volunteer)] = line.number
        twins = [(other, why) for other, why in alike if self._volunteer_of(other) is not None]
        self.new.append(_New(line, volunteer, twins))
        if not twins:
            return CREATED
        line.tell("", f"Peut-être un doublon ({twins[0][1]}) : à vérifier dans les bénévoles.")
        return DUPLICATE

    def _volunteer(self, person: Person, offer: OfferRead, rank: int, digest: str) -> Volunteer:
        incomplete = bool(offer.to_complete) or rank > 0
        volunteer = Volunteer.new(
            person=person,
            state=VolunteerState.INCOMPLETE if incomplete else VolunteerState.APPLICANT,
            activity_bits=offer.activity_bits,
            week_bits=offer.week_bits,
            radius_km=self.town.default_radius_km,
            weekly_cap=self.town.default_weekly_cap,
            remote_only=offer.remote_only,
            vehicle=offer.vehicle,
            languages=offer.languages,
            remarks=offer.remarks,
            frame=offer.frame,
            organisation=offer.organisation,
            signed_up_at=self.at,
            source_key=digest,
            **offer.place,
        )
        if self.already_cleared and not incomplete:
            volunteer.phone_checked_at = volunteer.charter_accepted_at = self.at
            volunteer.contacted_at = volunteer.last_news_at = self.at
            volunteer.briefed_on = self.today
            volunteer.trust_level = earned_trust(volunteer, {CheckKind.IDENTITY})
            volunteer.state = earned_state(volunteer, {CheckKind.IDENTITY})
            self.identities.append(
                VolunteerCheck.new(
                    volunteer=volunteer, kind=CheckKind.IDENTITY, seen_on=self.today,
                    seen_by=self.by if isinstance(self.by, Account) else None,
                )
            )  # fmt: skip
        return volunteer

    def _complete_person(self, person: Person, offer: OfferRead, rank: int) -> list[str]:
        """Fill what is empty; what is known is never written over. Returns what was filled, in words."""
        filled = []
        if not person.first_name and offer.names[rank].first:
            person.first_name = offer.names[rank].first
            person.name_key = name_key(person.first_name, person.last_name)
            filled.append("prénom")
        if not rank and person.birth_on is None and offer.birth.on is not None:
            person.birth_on, person.birth_year = offer.birth.on, offer.birth.on.year
            filled.append("date de naissance")
        for number in (offer.phones.own, offer.phones.other):
            if number and number not in {person.phone, person.phone_alt}:
                if not person.phone:
                    person.phone = number
                elif not person.phone_alt:
                    person.phone_alt = number
                else:
                    continue
                filled.append("téléphone")
        if not rank and not person.email and offer.email:
            person.email = offer.email.address
            filled.append("courriel")
        if filled and person.pk is not None:
            self.changed_persons[person.pk] = person
        return filled

    def _complete(
        self, person: Person, volunteer: Volunteer, offer: OfferRead, rank: int, digest: str
    ) -> list[str]:
        filled = self._complete_person(person, offer, rank)
        if not volunteer.activity_bits and offer.activity_bits:
            volunteer.activity_bits = offer.activity_bits
            filled.append("activités")
        if not volunteer.week_bits and offer.week_bits:
            volunteer.week_bits = offer.week_bits
            filled.append("disponibilités")
        if not volunteer.address and volunteer.latitude is None and offer.place:
            for name, value in offer.place.items():
                setattr(volunteer, name, value)
            filled.append("adresse")
        of_partner = volunteer.frame == Frame.PARTNER_ORG and volunteer.organisation_id is None
        if of_partner and offer.organisation is not None:
            volunteer.organisation = offer.organisation
            filled.append("association")
        if not volunteer.remarks and offer.remarks:
            volunteer.remarks = offer.remarks
            filled.append("remarques")
        if filled and not volunteer.source_key:
            volunteer.source_key = digest
            self.by_digest[digest] = volunteer
        if filled and volunteer.pk is not None:
            self.changed_volunteers[volunteer.pk] = volunteer
        return filled

    @staticmethod
    def _tell_differences(line: SheetLine, volunteer: Volunteer, offer: OfferRead) -> None:
        different = []
        if offer.activity_bits & ~volunteer.activity_bits:
            different.append("activités")
        if offer.week_bits & ~volunteer.week_bits:
            different.append("disponibilités")
        if offer.vehicle and not volunteer.vehicle:
            different.append("véhicule")
        if offer.organisation is not None and offer.organisation.pk != volunteer.organisation_id:
            different.append("association")
        if different:
            line.tell(
                "",
                f"La fiche {volunteer} dit autre chose ({', '.join(different)}) : elle est gardée telle "
                "quelle.",
            )

    def _save(self) -> None:
        Person.everywhere.bulk_create(self.new_persons, batch_size=_BATCH)
        numbers = next_volunteer_numbers(len(self.new)) if self.new else range(0)
        for number, new in zip(numbers, self.new, strict=True):
            new.volunteer.number = number
            new.volunteer.person = new.volunteer.person  # Its key is known only now that it is saved.
        Volunteer.everywhere.bulk_create([new.volunteer for new in self.new], batch_size=_BATCH)
        for check in self.identities:
            check.volunteer = check.volunteer  # Its key is known only now, as above.
        VolunteerCheck.everywhere.bulk_create(self.identities, batch_size=_BATCH)
        if self.changed_persons:
            Person.everywhere.bulk_update(self.changed_persons.values(), _PERSON_FIELDS, batch_size=_BATCH)
        if self.changed_volunteers:
            Volunteer.everywhere.bulk_update(
                self.changed_volunteers.values(), _VOLUNTEER_FIELDS, batch_size=_BATCH
            )
        hints = []
        for new in self.new:
            new.line.subjects.append(str(new.volunteer))
            new.line.new += 1
            for other, because in new.alike:
                kept = self._volunteer_of(other)
                if kept is not None:
                    hints.append(DuplicateHint.new(kept=kept, other=new.volunteer, because=because))
        DuplicateHint.everywhere.bulk_create(hints, batch_size=_BATCH, ignore_conflicts=True)
        for line, volunteer in self.pending:
            if str(volunteer) not in line.subjects:
                line.subjects.append(str(volunteer))
