"""Recording a partner and what changes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cordee.engine.protocol.activities import bits_of
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.models import Organisation, OrganisationKind, OrganisationState
from cordee.ground.organisations.rules.identifiers import folded_name, read_rna, read_siret
from cordee.ground.organisations.selectors.contacts import is_contact_elsewhere, known_contact
from cordee.ground.people.actions.persons import correct_person, record_person
from cordee.ground.people.actions.privacy import forget_identity
from cordee.ground.people.models import Account, ContactBy, Person
from cordee.ground.people.ports import is_used
from cordee.ground.people.rules.names import name_key
from cordee.ground.territory.models import current_commune


@dataclass(frozen=True)
class Contact:
    """Whom the town rings: a name, a number (E.164) or an e-mail, what they do there; nothing at all when all are empty."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    role: str = ""

    def __bool__(self) -> bool:
        return bool(self.first_name or self.last_name or self.phone or self.email)


@dataclass(frozen=True)
class Facts:
    """What is typed of an organisation; ``activities`` are codes, none for whatever its volunteers offer."""

    name: str
    kind: str = OrganisationKind.ASSOCIATION
    rna: str = ""
    siret: str = ""
    seat: str = ""
    contact: Contact = field(default_factory=Contact)
    activities: list[str] = field(default_factory=list)
    signed_on: date | None = None
    valid_until: date | None = None
    insurer: str = ""
    insurance_seen: bool = False
    insurance_until: date | None = None
    notes: str = ""


def _check_dates(facts: Facts, today: date) -> None:
    if facts.signed_on is not None and facts.signed_on > today:
        raise Refused(
            "Une convention se note une fois signée : ce jour n’est pas encore venu.", field="signed_on"
        )
    if facts.signed_on is not None and facts.valid_until is None:
        raise Refused("Jusqu’à quand la convention vaut-elle ?", field="valid_until")
    if facts.signed_on is not None and facts.valid_until is not None and facts.valid_until < facts.signed_on:
        raise Refused("La fin vient après la signature.", field="valid_until")
    if facts.insurance_seen and facts.insurance_until is None:
        raise Refused("Notez la date de fin écrite sur l’attestation d’assurance.", field="insurance_until")


def _same_number(field_name: str, number: str, but: int | None) -> None:
    if not number:
        return
    other = Organisation.objects.filter(**{field_name: number}).exclude(pk=but).first()
    if other is not None:
        raise Refused(f"{other.name} porte déjà ce numéro : ouvrez sa fiche plutôt.", field=field_name)


def _put(organisation: Organisation, facts: Facts, *, by: Account, at: datetime) -> None:
    """Set the fields, checked. Raises ``Refused``."""
    today = timezone.localtime(at).date()
    if not facts.name.strip():
        raise Refused("Il manque le nom.", field="name")
    _check_dates(facts, today)
    rna, siret = read_rna(facts.rna), read_siret(facts.siret)
    _same_number("rna", rna, organisation.pk)
    _same_number("siret", siret, organisation.pk)
    organisation.name, organisation.kind = facts.name.strip(), facts.kind
    organisation.name_key = folded_name(organisation.name)
    organisation.rna, organisation.siret, organisation.seat = rna, siret, facts.seat.strip()
    organisation.activity_bits = bits_of(facts.activities)
    organisation.signed_on, organisation.valid_until = facts.signed_on, facts.valid_until
    organisation.insurer, organisation.notes = facts.insurer.strip(), facts.notes.strip()
    if facts.insurance_seen and facts.insurance_until != organisation.insurance_until:
        organisation.insurance_seen_on, organisation.insurance_seen_by = today, by
    elif not facts.insurance_seen:
        organisation.insurance_seen_on = organisation.insurance_seen_by = None
    organisation.insurance_until = facts.insurance_until if facts.insurance_seen else None
    if organisation.state == OrganisationState.PROPOSED and facts.signed_on is not None:
        organisation.state = OrganisationState.ACTIVE
    elif organisation.state == OrganisationState.ACTIVE and facts.signed_on is None:
        organisation.state = OrganisationState.PROPOSED


def _contact_of(organisation: Organisation, contact: Contact, *, by: Account) -> Person | None:
    """The person to ring: known already, corrected when only this organisation knows them, recorded otherwise."""
    if not contact:
        return None
    if not contact.last_name and not contact.first_name:
        raise Refused("À qui est ce numéro ? Donnez un nom.", field="contact_last_name")
    if not contact.phone and not contact.email:
        raise Refused("Donnez un téléphone ou un courriel pour joindre ce contact.", field="contact_phone")
    key = name_key(contact.first_name, contact.last_name)
    said: dict[str, Any] = {
        "first_name": contact.first_name.strip(),
        "last_name": contact.last_name.strip(),
        "phone": contact.phone,
        "email": contact.email.strip().lower(),
    }
    now_known = organisation.contact
    if now_known is not None and all(getattr(now_known, name) == value for name, value in said.items()):
        return now_known
    known = known_contact(key=key, phone=contact.phone, email=said["email"])
    if known is not None and known != now_known:
        return known
    alone = now_known is not None and not is_contact_elsewhere(now_known, but=organisation.pk)
    if (
        now_known is not None
        and now_known.name_key == key
        and alone
        and not is_used(now_known, but="organisation")
    ):
        return correct_person(person=now_known, by=by, **said)
    if known is not None:
        return known
    return record_person(by=by, contact_by=ContactBy.PHONE if contact.phone else ContactBy.EMAIL, **said)


def _forget_if_alone(person: Person | None, at: datetime) -> None:
    """Whoever is no longer the contact, and is nothing else here, is forgotten at once."""
    if person is not None and not is_used(person):
        forget_identity(person, at)


@transaction.atomic
def record_organisation(*, facts: Facts, by: Account, at: datetime) -> Organisation:
    """Open the file of a partner; signed, it is under convention. Raises ``Refused`` with the field that caused it."""
    organisation = Organisation.new(created_at=at)
    _put(organisation, facts, by=by, at=at)
    organisation.contact = _contact_of(organisation, facts.contact, by=by)
    organisation.contact_role = facts.contact.role.strip()
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        raise Refused("Quelqu’un vient d’enregistrer ce numéro : voyez la liste.", field="name") from None
    leave_trace(
        verb="record_organisation", subject=organisation, by=by, commune_code=current_commune(), at=at,
        state=str(organisation.state),
    )  # fmt: skip
    return organisation


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, facts: Facts, by: Account, at: datetime
) -> Organisation:
    """Correct a file or renew its convention. Raises ``Refused`` with the field that caused it."""
    found = (
        Organisation.objects.select_for_update(of=("self",)).select_related("contact").get(pk=organisation.pk)
    )
    former = found.contact
    _put(found, facts, by=by, at=at)
    found.contact = _contact_of(found, facts.contact, by=by)
    found.contact_role = facts.contact.role.strip()
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise Refused("Quelqu’un vient d’enregistrer ce numéro : voyez la liste.", field="name") from None
    if former is not None and found.contact_id != former.pk:
        _forget_if_alone(former, at)
    leave_trace(
        verb="change_organisation", subject=found, by=by, commune_code=current_commune(), at=at,
        state=str(found.state),
    )  # fmt: skip
    return found
