"""Requests nobody makes by mistake: headers on every answer, forged hosts, and a seeded storm of nonsense."""

from __future__ import annotations

import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cordee.ground.people.models import Role
from tests.house.routes import ROUTES
from tests.house.test_routes import PATTERNS, objects  # noqa: F401 - a fixture

REQUESTS = 1_000
LEAKS = re.compile(rb"Traceback \(most recent|SECRET_KEY|site-packages|/src/cordee/|psycopg|sqlite3\.")
NONSENSE = [
    "", "0", "-1", "1e9", "9" * 30, "٣", "²", "é" * 300, "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd",
    "%s%n{0}{{7*7}}", "=cmd|'/c calc'!A1", "\ud7ff\u202e", "null", "[]", '{"a":', "2026-13-45", "31/02/2026", "inf", "NaN",
    "x" * 20_000, "\r\nSet-Cookie: a=b", "\x00", "javascript:alert(1)", "//evil.example",
]  # fmt: skip
NAMES = (
    "q p page name email phone roles code next username password account answer session month from to id choice step "
    "reason note at day date urgency urgence state kind file sheet text assignment volunteer need token suite activity"
).split()


def _address(dice: random.Random, name: str, known: dict) -> str:
    keys = PATTERNS[name].pattern.converters
    odd = [0, 1, 10**18, 2**63 - 1, 2**63, 10**30]
    try:
        return reverse(name, kwargs={key: dice.choice([known.get(key, 1), dice.choice(odd)]) for key in keys})
    except NoReverseMatch:
        return reverse(name, kwargs={key: known.get(key, 1) for key in keys})


def _fields(dice: random.Random) -> dict:
    return {dice.choice(NAMES): dice.choice(NONSENSE) for _ in range(dice.randrange(6))}


@pytest.mark.parametrize("seed", [20260407])
def test_a_storm_of_nonsense_breaks_nothing_and_learns_nothing(seed, objects, staff):  # noqa: F811
    dice = random.Random(seed)
    clients = [Client(raise_request_exception=False)]
    for role in (Role.CCAS_MANAGER, Role.OPERATIONS_LEAD, Role.DPO, Role.RECEPTIONIST):
        client = staff(role)
        client.raise_request_exception = False
        clients.append(client)
    routes = sorted(set(ROUTES) - {"desk:sign_out", "desk:lock", "desk:sessions_end"})
    broken = []
    for _ in range(REQUESTS):
        name, client = dice.choice(routes), dice.choice(clients)
        address, fields = _address(dice, name, objects), _fields(dice)
        way = dice.randrange(5)
        if way == 0:
            answer = client.get(address, fields)
        elif way == 1:
            answer = client.post(address, fields)
        elif way == 2:
            sheet = SimpleUploadedFile(
                dice.choice(["a.csv", "b.xlsx", "c.ods", "d.exe"]), dice.randbytes(400)
            )
            answer = client.post(address, fields | {dice.choice(["file", "sheet", "logo"]): sheet})
        elif way == 3:
            kind = dice.choice(["application/json", "multipart/form-data; boundary=x", "text/plain", "é/é"])
            answer = client.generic("POST", address, dice.randbytes(200), content_type=kind)
        else:
            answer = client.generic(dice.choice(["PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"]), address)
        content = b"" if answer.streaming else answer.content
        if (answer.status_code >= 500 and answer.status_code != 503) or LEAKS.search(content):
            broken.append((name, way, answer.status_code, fields))
        assert "evil.example" not in answer.headers.get("Location", "").split("?")[0]
    assert broken == []


@pytest.mark.parametrize("path", ["/", "/aide/", "/benevole/", "/bureau/connexion/", "/nulle-part/"])
def test_every_answer_forbids_what_a_forged_page_would_need(town, path):
    answer = Client().get(path)
    policy = dict(
        part.strip().split(" ", 1)
        for part in answer.headers["Content-Security-Policy"].split(";")
        if part.strip()
    )
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_a_forged_host_is_refused(town):
    assert Client().get("/", HTTP_HOST="evil.example").status_code == 400


def test_nothing_secret_goes_to_the_log_when_somebody_fails_to_come_in(town, caplog, settings):
    with caplog.at_level("DEBUG"):
        Client().post(
            reverse("desk:sign_in"), {"username": "nadia@exemple.fr", "password": "mon-secret-a-moi"}
        )
        Client().get("/bureau/lien/un-jeton-tres-secret-0123456789/")
    told = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert "mon-secret-a-moi" not in told and "nadia@exemple.fr" not in told


def test_no_page_behind_a_guard_stays_in_a_browser_and_leaving_empties_it(objects, staff):  # noqa: F811
    kept = []
    for role in (Role.CCAS_MANAGER, Role.DPO, Role.OPERATIONS_LEAD):
        client = staff(role)
        for name, access in ROUTES.items():
            if access != "public":
                answer = client.get(_address(random.Random(1), name, objects))
                if answer.status_code == 200 and "no-store" not in answer.headers.get("Cache-Control", ""):
                    kept.append(name)
    assert kept == []
    for way_out in ("desk:sign_out", "me:leave"):
        assert staff(Role.DPO).post(reverse(way_out)).headers["Clear-Site-Data"] == '"cache"'
