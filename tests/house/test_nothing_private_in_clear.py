"""What is private is not readable in the files of the database, whoever takes the disk away."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection

from cordee.ground.needs.actions import steps
from cordee.ground.needs.actions.requests import Asked, Circumstances, take_request
from cordee.ground.needs.models import ClosingReason, Need, NeedDraft
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.actions.sheets import receive_sheet
from cordee.ground.people.models import Role
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.tests.factories import a_volunteer
from tests.servers.once import migrated_sqlite
from tests.servers.postgres import postgres

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = [
    "mirabelle", "digicode 77B3", "clé chez la gardienne", "essoufflée dans les marches", "housebound",
    "dos fragile", "appel interrompu privé", "tableur privé", "rappeler pour le pansement", "hospitalisée lundi",
]  # fmt: skip


def dump() -> str:
    """Every value of every table, as the database holds it."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told += [
                str(bytes(value) if isinstance(value, memoryview) else value)
                for row in cursor
                for value in row
            ]
    return "\n".join(told)


def file_bytes() -> bytes:
    """The files of the database as a thief copies them."""
    path = Path(connection.settings_dict["NAME"])
    return b"".join(one.read_bytes() for one in (path, path.with_name(path.name + "-wal")) if one.exists())


@pytest.mark.django_db(transaction=True)
def test_no_private_word_is_in_the_files_nor_in_a_dump(town, now, account):
    lucie = account(Role.CCAS_MANAGER)
    taken = take_request(
        by=lucie, at=now, door="phone", person=record_person(by=lucie, last_name="Rolland", phone="+33241000001"),
        place={"address": "12 rue des Lilas", "address_extra": "digicode 77B3", "access_notes": "clé chez la gardienne"},
        asked=[
            Asked("MEDICAMENTS", money_method="shop_account", treatment_days_left=2, details="essoufflée dans les marches")
        ],
        circumstances=Circumstances(mobility="housebound", recognition_word="mirabelle"), qualified=True,
    )  # fmt: skip
    need = taken.needs[0]
    steps.plan_next_action(
        need=need, by=lucie, at=now, what="rappeler pour le pansement", due=now, owner=lucie
    )
    need = Need.objects.get()
    steps.cancel_need(
        need=need, by=lucie, at=now, reason=ClosingReason.CANCELLED_BY_REQUESTER, note="hospitalisée lundi"
    )
    volunteer = a_volunteer(now, lucie)
    Volunteer.objects.filter(pk=volunteer.pk).update(remarks="dos fragile")
    NeedDraft.objects.create(author=lucie, started_at=now, fields={"details": "appel interrompu privé"})
    receive_sheet(
        kind="needs", file_name="liste.csv", by=lucie, at=now,
        content="nom;téléphone;besoin\nDupont;0241000002;tableur privé\n".encode(),
    )  # fmt: skip

    need = Need.objects.select_related("beneficiary__household").get()
    assert need.details == "essoufflée dans les marches" and need.treatment_days_left == 2
    assert need.beneficiary.household.address_extra == "digicode 77B3"
    told = dump()
    assert "Rolland" in told, "the dump must be a real one"
    assert [word for word in PRIVATE if word in told] == []
    if connection.vendor == "sqlite":
        found = file_bytes()
        assert b"Rolland" in found
        assert [word for word in PRIVATE if word.encode() in found] == []


class House:
    """A house of its own on disk, run by its own commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = folder / "cordee.sqlite3"
        self.url = ""
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")} | {
            "CORDEE_DATA_DIR": str(folder), "CORDEE_HDS": "oui", "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "cordee.config", *words],
            cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, *words: str) -> str:
        process = self.start(*words)
        told, _ = process.communicate(timeout=300)
        assert process.returncode == 0, told
        return told

    def rows(self, query: str) -> list[tuple]:
        with closing(psycopg.connect(self.url) if self.url else sqlite3.connect(self.base)) as base:
            return base.execute(query).fetchall()

    def write(self, query: str, rows: list[tuple]) -> None:
        with closing(psycopg.connect(self.url) if self.url else sqlite3.connect(self.base)) as base:
            base.cursor().executemany(query if self.url else query.replace("%s", "?"), rows)
            base.commit()

    def keys(self) -> list[str]:
        return (self.folder / "cipher_keys").read_text().split()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_the_key_file_is_made_once_and_read_by_its_owner_only(house):
    house.run("migrate", "audit")
    first = house.keys()
    house.run("check")
    assert house.keys() == first and len(first) == 1
    assert (house.folder / "cipher_keys").stat().st_mode & 0o777 == 0o600
    assert (house.folder / "audit_key").stat().st_mode & 0o777 == 0o600


ROWS = 10_000
_INSERT = (
    "INSERT INTO needs_household (address, address_extra, postcode, city, ban_id, location_quality, "
    "outside_commune, access_notes, created_at, commune_id) VALUES ('', %s, '', '', '', 'door', false, '', "
    "'2026-01-01', '49999')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request, house) -> Iterator[House]:
    """Ten thousand doors ciphered under the first key, in each engine."""
    with ExitStack() as opened:
        if request.param == "postgresql":
            folder = Path(opened.enter_context(TemporaryDirectory(prefix="pg-", dir="/tmp")))
            house.url = opened.enter_context(postgres(folder))
            house.environ["CORDEE_DATABASE_URL"] = house.url
        else:
            migrated_sqlite(house.base)
        # Makes the keys of the house; every table is there.
        house.run("migrate")
        old = Fernet(house.keys()[0])
        house.write(
            "INSERT INTO territory_commune (insee_code, name, name_key, kind, departement, postcodes, population) "
            "VALUES (%s, 'Saint-Aubin', 'saint aubin', 'c', '49', '', 1)",
            [("49999",)],
        )
        house.write(_INSERT, [(old.encrypt(f"porte {n}".encode()).decode(),) for n in range(ROWS)])
        yield house


def test_keys_turn_to_the_end_even_killed_in_the_middle_of_ten_thousand_rows(filled):
    process = filled.start("rotatekeys")
    for line in process.stdout:
        if re.match(rf"\d+ / {ROWS}", line):
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    process.stdout.close()

    def tokens() -> list[str]:
        return [token for (token,) in filled.rows("SELECT address_extra FROM needs_household")]

    def under(key: str) -> int:
        count = 0
        for token in tokens():
            try:
                Fernet(key).decrypt(token.encode())
            except InvalidToken:
                continue
            count += 1
        return count

    new, before = filled.keys()
    turned = under(new)
    assert 0 < turned < ROWS and turned + under(before) == ROWS
    told = filled.run("rotatekeys")
    assert f"Reprise : {ROWS - turned} valeurs sur {ROWS}" in told
    assert f"Terminé : {ROWS - turned} valeurs rechiffrées" in told and under(new) == ROWS
    assert {Fernet(new).decrypt(token.encode()).decode() for token in tokens()} == {
        f"porte {n}" for n in range(ROWS)
    }
    filled.run("rotatekeys", "--drop-old")
    assert filled.keys() == [new]
