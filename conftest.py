"""Fixtures every room shares: a town in scope, staff of any role, guards against yesterday's mistakes."""

from __future__ import annotations

import logging
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import html5lib
import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cordee.ground.audit.actions import Task
from cordee.ground.people.actions.persons import create_staff_account
from cordee.ground.people.models import Account, Role
from cordee.ground.territory.models import Commune, District, Municipality, town_scope
from cordee.ground.territory.selectors import forget_municipalities, forget_town_maps
from cordee.ground.territory.tests.factories import add_street
from cordee.ground.volunteers.actions.signup import forget_reserved_numbers
from cordee.portal.home.views.front import forget_pages
from cordee.portal.home.views.informing import forget_drawn
from tests.servers.once import migrated_sqlite

PASSWORD = "un-mot-de-passe-de-test"
SAINT_AUBIN = "49999"


@pytest.fixture(scope="session", autouse=True)
def _fresh_data_folder() -> Iterator[None]:
    yield
    shutil.rmtree(Path(settings.DATA_DIR), ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_keepdb, django_db_modify_db_settings) -> bool:
    """Start from the migrated database that all the processes of a run copy; the folder it is in goes with the run."""
    if connection.vendor != "sqlite" or request.config.getvalue("nomigrations"):
        return django_db_keepdb
    migrated_sqlite(Path(connection.settings_dict["TEST"]["NAME"]))
    return True


@pytest.fixture(autouse=True)
def _fast_and_strict(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cheap password hashes, plain static files, and no way out of this machine."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    logging.getLogger("django.request").setLevel(logging.ERROR)
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "localhost", "::1"}:
            raise AssertionError(f"A test tried to leave this machine: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning, 9 h 12, in the epidemic."""
    return timezone.make_aware(datetime(2026, 4, 7, 9, 12))


def make_town() -> Municipality:
    """Write the fictional town of the journeys; the caller opens its scope."""
    commune = Commune.objects.create(
        insee_code=SAINT_AUBIN,
        name="Saint-Aubin-sur-Loire",
        name_key="saint aubin sur loire",
        kind="commune-actuelle",
        departement="49",
        population=18_400,
        postcodes="49999",
        latitude=47.35,
        longitude=-0.90,
    )
    return Municipality.objects.create(
        commune=commune,
        name="Saint-Aubin-sur-Loire",
        tagline="On se tient la corde",
        phone="+33261910000",
        phone_hours="du lundi au samedi, 9 h – 18 h",
        email="entraide@saint-aubin.example",
        dpo_contact="dpo@saint-aubin.example",
        briefing_weekday=3,
        briefing_place="mairie, salle 2",
    )


@pytest.fixture
def town(db: None) -> Iterator[Municipality]:
    """Saint-Aubin-sur-Loire, in scope for the whole test."""
    forget_municipalities()
    forget_town_maps()
    forget_reserved_numbers()
    municipality = make_town()
    with town_scope(municipality.pk):
        yield municipality


@pytest.fixture
def commune(town: Municipality) -> Municipality:
    """Another name of ``town``."""
    return town


@pytest.fixture
def district(town: Municipality) -> District:
    """Les Tilleuls."""
    return District.objects.create(name="Les Tilleuls", latitude=47.351, longitude=-0.901, commune_id=town.pk)


@pytest.fixture
def account(town: Municipality) -> Callable[..., Account]:
    """Make (or find) the account of a role: ``account(Role.MAYOR)``."""

    def make(*roles: Role, name: str = "") -> Account:
        label = name or "-".join(role.value for role in roles) or "nobody"
        found = Account.objects.filter(email=f"{label}@saint-aubin.example").first()
        if found:
            return found
        created = create_staff_account(
            email=f"{label}@saint-aubin.example",
            name=name or label.title(),
            roles=list(roles),
            by=Task("tests"),
        )
        created.password = make_password(PASSWORD)
        created.save(update_fields=["password"])
        return created

    return make


@pytest.fixture
def staff(account: Callable[..., Account]) -> Callable[..., Client]:
    """A signed-in client of a role: ``staff(Role.RECEPTIONIST).get("/bureau/")``."""

    def make(*roles: Role) -> Client:
        client = Client()
        client.force_login(account(*roles), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def nothing_remembered() -> Iterator[None]:
    """No page, town or map kept from one test to the next."""
    cache.clear()
    forget_pages()
    forget_drawn()
    forget_municipalities()
    forget_town_maps()
    yield
    forget_municipalities()


@pytest.fixture
def streets(town: Municipality) -> None:
    """A few doors of Saint-Aubin."""
    add_street("Rue des Lilas", postcode="49999")
    add_street("Rue du Port", postcode="49999", at=(47.352, -0.902))


@pytest.fixture
def sound() -> Callable[[HttpResponse], str]:
    """Check that a page is a page: valid, one title, one h1, identifiers met once. Returns its text."""

    def check(response: HttpResponse) -> str:
        html = response.content.decode()
        html5lib.HTMLParser(strict=True).parse(html)
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert re.search(r"<title>[^<]+ — [^<]+</title>", html)
        found = re.findall(r'\sid="([^"]+)"', html)
        assert len(found) == len(set(found)), [one for one in found if found.count(one) > 1]
        assert not re.search(r"\s(style|on[a-z]+)=\"", html)
        return html

    return check
