"""What the storm of ``bench.fuzz`` knows of the demo town: who visits, what an address may name, what must not be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cordee.ground.assignments.models import Assignment
from cordee.ground.crisis.selectors.protocols import catalogue
from cordee.ground.needs.models import Household, Need
from cordee.ground.people.models import Account, Person, Role, StaffRole
from cordee.ground.people.rules.access import SESSION_PERSON
from cordee.ground.territory.models import Municipality, current_commune, town_scope
from cordee.ground.volunteers.models import Volunteer

HOST = "127.0.0.1"


@dataclass
class Visitor:
    """Somebody with a browser: who, its client, what it must never be shown."""

    who: str
    come_in: Callable[[], Client]
    hidden: list[bytes] = field(default_factory=list)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.come_in()


@contextmanager
def in_town() -> Iterator[None]:
    """Open the scope of the only town."""
    with town_scope(Municipality.objects.get().pk):
        yield


def patterns() -> list[tuple[str, Any]]:
    """Every address by name."""

    def below(resolver: Any, space: str = "") -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from below(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
            else:
                yield f"{space}{pattern.name}", pattern

    return list(below(get_resolver()))


def known_objects() -> dict[str, list[Any]]:
    """Keys that exist, for the parts of an address: « sheet_id » takes a few of each model with « sheet » in its name."""
    parts = {key for _, pattern in patterns() for key in pattern.pattern.converters if key.endswith("_id")}
    known: dict[str, list[Any]] = {}
    for part in sorted(parts):
        named = [one for one in apps.get_models() if part.removesuffix("_id") in str(one._meta.model_name)]
        keys = {key for model in named for key in model._base_manager.values_list("pk", flat=True)[:5]}
        known[part] = sorted(key for key in keys if isinstance(key, int)) or [1]
    return known | {
        "need_id": list(Need.objects.values_list("pk", flat=True)[:5]),
        "step": ["fait", "depart"], "kind": ["charter", "convention", "arrete", "badge"], "check": ["phone", "identity"],
        "code": ["K7MP-3XQ9", "sante", "demandes", *(one.code for one in catalogue()[:2])],
        "token": ["inconnu"], "told": ["inconnu"], "provider": ["ovh", "smpp"],
        "concern": ["enfant", "autre"], "act": ["noter", "transmettre", "confier", "clore", "rouvrir"],
    }  # fmt: skip


def visitors() -> list[Visitor]:
    """A stranger, a volunteer without a mission, and an agent of each role."""
    private = _private()
    found = [Visitor("stranger", _client, private)]
    busy = Assignment.objects.values("volunteer")
    alone = Volunteer.objects.exclude(pk__in=busy).select_related("person").first()
    if alone is not None:
        own = {alone.person.phone.encode(), alone.person.email.encode()}
        hidden = [words for words in private if words not in own]
        found.append(Visitor("volunteer", partial(with_key, alone.person_id), hidden))
    return found + [Visitor(role.value, partial(at_desk, role)) for role in Role]


def with_key(person_id: int) -> Client:
    """Somebody who came in by a one-time key."""
    client = _client()
    session = client.session
    session[SESSION_PERSON] = person_id
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def at_desk(role: Role) -> Client:
    """An agent who holds this role alone, whatever the storm did to the account before."""
    account, _ = Account.objects.get_or_create(
        email=f"{role.value}@storm.example", defaults={"name": role.label}
    )
    Account.objects.filter(pk=account.pk).update(is_active=True)
    StaffRole.objects.filter(account=account).delete()
    StaffRole.objects.create(account=account, role=role, commune_id=current_commune())
    account.refresh_from_db()
    client = _client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _client() -> Client:
    return Client(raise_request_exception=False, headers={"host": HOST})


def _private() -> list[bytes]:
    """Telephones and addresses as pages would write them."""
    phones = list(Person.objects.exclude(phone="").values_list("phone", flat=True)[:400])
    doors = list(Household.objects.exclude(address="").values_list("address", flat=True)[:200])
    mails = list(Person.objects.exclude(email="").values_list("email", flat=True)[:200])
    return [words.encode() for words in {*phones, *mails} if len(words) > 8] + [
        door.encode() for door in set(doors) if "," in door
    ]


def secrets() -> list[bytes]:
    """Keys no page may hold."""
    keys = [settings.SECRET_KEY, settings.AUDIT_KEY, settings.SMS["webhook_secret"], *settings.CIPHER_KEYS]
    if settings.CIPHER_KEY_FILE.exists():
        keys += settings.CIPHER_KEY_FILE.read_text().split()
    return [key.encode() for key in keys if key]
