"""Writing the requests of a list: known people and doors are found again, a request already kept is not kept
twice.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.audit.actions import Actor
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.requests import next_need_numbers
from cordee.ground.needs.actions.sheets.reading import Asking, RequestRead, RequestReader
from cordee.ground.needs.models import OPEN_STATES, Beneficiary, Door, Household, Need, NeedState, Urgency
from cordee.ground.needs.rules.recognition import draw_recognition_word
from cordee.ground.needs.rules.requests import least_helpers
from cordee.ground.needs.rules.urgency import FIRST_ACTION_WITHIN, due_at
from cordee.ground.people.actions.sheets import Progress, run_sheet
from cordee.ground.people.models import Account, Person, ReceivedSheet, Role, SheetKind
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.sheets.lines import CREATED, DUPLICATE, UNCHANGED, SheetLine
from cordee.ground.people.rules.words.folding import words_of
from cordee.ground.people.selectors.persons import staff_with_role
from cordee.ground.people.selectors.sheets import KnownPeople, names_agree
from cordee.ground.territory.models import Municipality, current_commune

_BATCH = 500
_PERSON_FIELDS = ("first_name", "name_key", "birth_on", "birth_year", "phone", "phone_alt", "email")


def import_needs(
    *, sheet: ReceivedSheet, by: Actor, at: datetime, progress: Progress | None = None
) -> ReceivedSheet:
    """Run a confirmed list of requests; the report of every line is on the sheet returned.

    A request whose activity and urgency are both said is qualified; the others wait to be. The importer owns
    them all (a coordinator of the town when a command runs). Raises ``Refused``.
    """
    if sheet.kind != SheetKind.NEEDS:
        raise Refused("Cette liste n’est pas une liste de demandes.")

    def write(accepted: list[tuple[SheetLine, RequestRead]]) -> None:
        _Writing(by=by, at=at).write(accepted)

    reader = RequestReader(at=at)
    return run_sheet(
        sheet=sheet,
        by=by,
        at=at,
        read=reader.read,
        write=write,
        progress=progress,
        notes=reader.places.notes,
    )


@dataclass(slots=True)
class _NewNeed:
    line: SheetLine
    need: Need


class _Writing:
    """One run: what is known and what is new, written in a few bulk statements."""

    def __init__(self, *, by: Actor, at: datetime) -> None:
        self.by, self.at = by, at
        # Locked first, so that two lists run one after the other and the second sees the people of the first.
        Municipality.objects.select_for_update().get(pk=current_commune())
        leads = (
            [] if isinstance(by, Account) else staff_with_role(Role.VOLUNTEER_COORDINATOR, Role.CCAS_MANAGER)
        )
        self.owner = by if isinstance(by, Account) else next(iter(leads), None)
        self.known = KnownPeople()
        self.files: dict[int, Beneficiary] = {}
        self.by_door: dict[str, list[Beneficiary]] = defaultdict(list)
        for beneficiary in Beneficiary.objects.select_related("person", "household"):
            self.files[beneficiary.person_id] = beneficiary
            self.by_door[words_of(beneficiary.household.address)].append(beneficiary)
        self.needs_by_digest: dict[str, Need] = {}
        self.open_needs: dict[tuple[int, str], Need] = {}
        rows = Need.objects.exclude(source_key="") | Need.objects.filter(state__in=OPEN_STATES)
        for need in rows.only("id", "number", "source_key", "state", "activity", "beneficiary_id"):
            if need.source_key:
                self.needs_by_digest[need.source_key] = need
            if need.state in OPEN_STATES:
                self.open_needs[need.beneficiary_id, need.activity] = need
        self.new_files: dict[int, Beneficiary] = {}
        self.new_open: dict[tuple[int, str], int] = {}
        self.first_line: dict[int, int] = {}
        self.new_persons: list[Person] = []
        self.new_households: list[Household] = []
        self.new_beneficiaries: list[Beneficiary] = []
        self.new_needs: list[_NewNeed] = []
        self.changed_persons: dict[int, Person] = {}
        self.twins: list[tuple[SheetLine, Need]] = []

    def write(self, accepted: list[tuple[SheetLine, RequestRead]]) -> None:
        """Sort every line, then write them all."""
        for line, request in accepted:
            outcomes = [self._take(line, request, asking) for asking in request.asked]
            line.outcome = next(outcome for outcome in (DUPLICATE, CREATED, UNCHANGED) if outcome in outcomes)
        self._save()

    def _take(self, line: SheetLine, request: RequestRead, asking: Asking) -> str:
        digest = request.digest(asking)
        same = self.needs_by_digest.get(digest)
        if same is not None:
            before = self.first_line.get(id(same))
            if before is not None:
                line.tell("", f"Même demande qu’à la ligne {before}.")
            self.twins.append((line, same))
            return UNCHANGED
        beneficiary = self._file_of(line, request)
        twin = self._open_twin(line, beneficiary, asking)
        need = self._need(beneficiary, request, asking, digest, twin=twin)
        self.needs_by_digest[digest] = need
        self.first_line[id(need)] = line.number
        self.new_open.setdefault((id(beneficiary), asking.activity), line.number)
        self.new_needs.append(_NewNeed(line, need))
        return DUPLICATE if twin else CREATED

    def _file_of(self, line: SheetLine, request: RequestRead) -> Beneficiary:
        """The file of the person: known by number, e-mail, birth or door; else a new one."""
        key = name_key(request.name.first, request.name.last)
        person = self.known.same(
            name_key=key,
            phones=(request.phones.own, request.phones.other),
            email=request.email,
            birth_on=request.birth.on,
        )
        if person is None and request.door():
            at_door = (
                found.person
                for found in self.by_door[request.door()]
                if names_agree(found.person.name_key, key)
            )
            person = next(at_door, None)
        if person is None:
            person = Person.new(
                first_name=request.name.first,
                last_name=request.name.last,
                name_key=key,
                birth_on=request.birth.on,
                birth_year=request.birth.year,
                phone=request.phones.own,
                phone_alt=request.phones.other,
                email=request.email,
                language=request.language,
                contact_by=request.contact_by,
            )
            self.new_persons.append(person)
            self.known.add(person)
        else:
            self._complete(person, request)
        known = self.files.get(person.pk) if person.pk is not None else self.new_files.get(id(person))
        if known is not None:
            if request.door() and request.door() != words_of(known.household.address):
                line.tell(
                    "address",
                    "Cette personne est connue à une autre adresse : la fiche est gardée, à vérifier.",
                )
            return known
        beneficiary = Beneficiary.new(
            person=person,
            household=self._household(request),
            recognition_word=draw_recognition_word(),
            recognition_word_on=timezone.localtime(self.at).date(),
        )
        self.new_beneficiaries.append(beneficiary)
        self.new_files[id(person)] = beneficiary
        if person.pk is not None:
            self.files[person.pk] = beneficiary
        self.by_door[request.door()].append(beneficiary)
        return beneficiary

    def _household(self, request: RequestRead) -> Household:
        """The household of somebody else at the same door with the same number; else a new one."""
        numbers = {request.phones.own, request.phones.other} - {""}
        for other in self.by_door[request.door()] if request.door() else ():
            if numbers & {other.person.phone, other.person.phone_alt}:
                return other.household
        household = Household.new(**request.place)
        self.new_households.append(household)
        return household

    def _complete(self, person: Person, request: RequestRead) -> None:
        """Fill what is empty; what is known is never written over."""
        before = [getattr(person, name) for name in _PERSON_FIELDS]
        if not person.first_name and request.name.first:
            person.first_name = request.name.first
            person.name_key = name_key(person.first_name, person.last_name)
        if person.birth_on is None and request.birth.on is not None:
            person.birth_on, person.birth_year = request.birth.on, request.birth.on.year
        person.birth_year = person.birth_year or request.birth.year
        person.email = person.email or request.email
        for number in (request.phones.own, request.phones.other):
            if number and number not in {person.phone, person.phone_alt}:
                if not person.phone and number == request.phones.own:
                    person.phone = number
                elif not person.phone_alt:
                    person.phone_alt = number
        if person.pk is not None and before != [getattr(person, name) for name in _PERSON_FIELDS]:
            self.changed_persons[person.pk] = person

    def _open_twin(self, line: SheetLine, beneficiary: Beneficiary, asking: Asking) -> str:
        """Another open request of the same person for the same thing, in words; ``""`` when there is none."""
        if beneficiary.pk is not None and (known := self.open_needs.get((beneficiary.pk, asking.activity))):
            twin = str(known)
        elif before := self.new_open.get((id(beneficiary), asking.activity)):
            twin = f"ligne {before}"
        else:
            return ""
        line.tell("needs", f"Cette personne a déjà la même demande ouverte ({twin}) : à comparer.")
        return twin

    def _need(
        self, beneficiary: Beneficiary, request: RequestRead, asking: Asking, digest: str, *, twin: str
    ) -> Need:
        ready = asking.sure and not twin
        urgency = Urgency(asking.urgency)
        wanted_from = asking.wanted_from or self.at
        wanted_until = asking.wanted_until or due_at(urgency, self.at)
        return Need.new(
            beneficiary=beneficiary,
            door=Door.SHEET,
            activity=asking.activity,
            details=asking.details,
            urgency=urgency,
            state=NeedState.QUALIFIED if ready else NeedState.NEW,
            owner=self.owner,
            next_action=f"Comparer avec {twin} : même demande ?" if twin else asking.next_action,
            next_action_at=self.at + FIRST_ACTION_WITHIN[urgency],
            wanted_from=wanted_from,
            wanted_until=max(wanted_until, wanted_from + timedelta(hours=1)),
            helpers=least_helpers(asking.activity),
            needs_vehicle=ACTIVITIES[asking.activity].requires_vehicle,
            language=request.language,
            food_days_left=asking.food_days_left,
            treatment_days_left=asking.treatment_days_left,
            money_ceiling_euros=asking.money_ceiling_euros,
            received_at=request.received_at,
            qualified_at=self.at if ready else None,
            source_key=digest,
        )

    def _save(self) -> None:
        Person.everywhere.bulk_create(self.new_persons, batch_size=_BATCH)
        if self.changed_persons:
            Person.everywhere.bulk_update(self.changed_persons.values(), _PERSON_FIELDS, batch_size=_BATCH)
        Household.everywhere.bulk_create(self.new_households, batch_size=_BATCH)
        for beneficiary in self.new_beneficiaries:
            # The keys of what a file points to are known only now that they are saved.
            beneficiary.person, beneficiary.household = beneficiary.person, beneficiary.household
        Beneficiary.everywhere.bulk_create(self.new_beneficiaries, batch_size=_BATCH)
        numbers = next_need_numbers(len(self.new_needs)) if self.new_needs else range(0)
        for number, new in zip(numbers, self.new_needs, strict=True):
            new.need.number = number
            new.need.beneficiary = new.need.beneficiary
        Need.everywhere.bulk_create([new.need for new in self.new_needs], batch_size=_BATCH)
        for new in self.new_needs:
            new.line.subjects.append(str(new.need))
            new.line.new += 1
        for line, need in self.twins:
            if str(need) not in line.subjects:
                line.subjects.append(str(need))
