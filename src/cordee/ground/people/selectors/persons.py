"""Finding people one already speaks with; nobody browses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from cordee.ground.people.models import Account, Person, Role, StaffRole
from cordee.ground.people.rules.names import name_key
from cordee.ground.people.rules.protection import shown
from cordee.ground.territory.models import current_commune


@dataclass(frozen=True)
class LikelySame:
    """A person already known who may be the one being typed, and why."""

    person: Person
    because: str


def can_be_written_to(prefix: str = "") -> Q:
    """A mobile or an e-mail is known (the same as ``Person.has_mobile`` or an address); ``prefix`` leads to the person."""
    mobile = Q(**{f"{prefix}phone__startswith": "+336"}) | Q(**{f"{prefix}phone__startswith": "+337"})
    abroad = ~Q(**{f"{prefix}phone": ""}) & ~Q(**{f"{prefix}phone__startswith": "+33"})
    return mobile | abroad | ~Q(**{f"{prefix}email": ""})


def persons_with_phone(phone: str, *, limit: int = 5) -> list[Person]:
    """People known under exactly this E.164 number."""
    if not phone:
        return []
    return list(
        Person.objects.filter(shown(), Q(phone=phone) | Q(phone_alt=phone), merged_into=None).order_by("id")[
            :limit
        ]
    )


# Written out rather than built: a wave of sign-ups asks it each time, and nearly always nobody is known.
_ANYBODY_LIKE = (
    "SELECT EXISTS (SELECT 1 FROM people_person WHERE phone = %s AND phone <> '' AND commune_id = %s)"
    " OR EXISTS (SELECT 1 FROM people_person WHERE email = %s AND email <> '' AND commune_id = %s)"
    " OR EXISTS (SELECT 1 FROM people_person WHERE name_key = %s AND birth_on = %s AND commune_id = %s)"
)


def is_anybody_like(*, phone: str, email: str, key: str, birth_on: date) -> bool:
    """Whether anybody of the town has this number, this e-mail, or this name key and birth; one query.

    ``False`` spares the lookups that tell who; merged files count too.
    """
    commune_code = current_commune()
    born = connection.ops.adapt_datefield_value(birth_on)
    with connection.cursor() as cursor:
        cursor.execute(_ANYBODY_LIKE, (phone, commune_code, email, commune_code, key, born, commune_code))
        return bool(cursor.fetchone()[0])


_KNOWN_AS = (
    "SELECT MIN(id) FROM people_person WHERE phone = %s AND commune_id = %s AND name_key = %s"
    " AND merged_into_id IS NULL"
)


def person_known_as(*, phone: str, key: str) -> Person | None:
    """The oldest person with this E.164 number and this name key; ``None`` without a number."""
    if not phone:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_AS, (phone, current_commune(), key))
        found = cursor.fetchone()[0]
    return Person.objects.get(pk=found) if found is not None else None


def persons_whose_phone_starts(digits: str, *, limit: int = 5) -> list[Person]:
    """People whose number begins with what is typed (E.164 start); silent under seven digits so that nobody browses."""
    if len(digits) < 8:
        return []
    return list(
        Person.objects.filter(
            shown(), Q(phone__startswith=digits) | Q(phone_alt__startswith=digits), merged_into=None
        ).order_by("last_name", "first_name")[:limit]
    )


def likely_same(
    *, first_name: str, last_name: str, phone: str = "", email: str = "", birth_year: int | None = None
) -> list[LikelySame]:
    """People already known who may be this one: same number, same e-mail, or a name that sounds the same."""
    found: dict[int, LikelySame] = {}
    key = name_key(first_name, last_name)
    conditions = Q(name_key=key)
    if phone:
        conditions |= Q(phone=phone) | Q(phone_alt=phone)
    if email:
        conditions |= Q(email=email)
    for person in Person.objects.filter(shown(), conditions, merged_into=None).order_by("id")[:20]:
        if phone and phone in {person.phone, person.phone_alt}:
            found[person.pk] = LikelySame(person, "même numéro de téléphone")
        elif email and person.email == email:
            found[person.pk] = LikelySame(person, "même courriel")
        elif not birth_year or not person.birth_year or person.birth_year == birth_year:
            found[person.pk] = LikelySame(person, "nom semblable")
    return list(found.values())


def person_for_entry(*, phone: str = "", email: str = "") -> Person | None:
    """The oldest person known under this number or e-mail: whom a new key would be sent to."""
    if phone:
        return Person.objects.filter(phone=phone, merged_into=None).order_by("id").first()
    if email:
        return Person.objects.filter(email=email, merged_into=None).order_by("id").first()
    return None


def staff_with_role(*roles: Role) -> list[Account]:
    """Active accounts that have one of these roles in the town in scope, oldest first."""
    ids = StaffRole.objects.filter(role__in=roles, account__is_active=True).values("account")
    return list(Account.objects.filter(pk__in=ids).order_by("pk"))


def staff_ids_with_role(*roles: Role) -> list[int]:
    """Keys of ``staff_with_role``, for whoever needs no more."""
    rows = StaffRole.objects.filter(role__in=roles, account__is_active=True).order_by("account_id")
    return list(dict.fromkeys(rows.values_list("account_id", flat=True)))


def person_by_id(person_id: int) -> Person | None:
    """One person of the town in scope; a merged file leads to the one kept."""
    person = Person.objects.select_related("merged_into").filter(pk=person_id).first()
    return person.merged_into if person is not None and person.merged_into_id else person


def persons_by_phone(phones: set[str]) -> dict[str, Person]:
    """The oldest person known under each of these E.164 numbers; one query."""
    found: dict[str, Person] = {}
    if phones:
        for person in Person.objects.filter(shown(), phone__in=phones, merged_into=None).order_by("-id"):
            found[person.phone] = person
    return found
