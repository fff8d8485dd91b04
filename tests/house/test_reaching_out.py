"""Whom the machine asks, and what leaves it: no address typed by a visitor is fetched, no cell leaves as a formula."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from cordee.ground.audit.rules import Refused
from cordee.ground.people.gateways.identity_provider import depart

SRC = Path(__file__).resolve().parents[2] / "src" / "cordee"
NETWORK = {
    "aiosmpplib",
    "ftplib",
    "http.client",
    "httpx",
    "ovh",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
}
OUR_OWN_PORT = {"config/serving.py", "config/checkup.py"}
"""They look at a port of this machine, or at the mail server of the settings, on the order of whoever runs it."""


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def sources() -> dict[str, Path]:
    return {
        str(path.relative_to(SRC)): path
        for path in SRC.rglob("*.py")
        if "tests" not in path.parts and "engine" not in path.parts
    }


def test_only_gateways_speak_to_other_machines():
    speaking = {
        name
        for name, path in sources().items()
        if any(one == lib or one.startswith(lib + ".") for one in imported(path) for lib in NETWORK)
    }
    assert {name for name in speaking if "/gateways/" not in name} <= OUR_OWN_PORT
    assert any("identity_provider" in name for name in speaking)


def test_every_table_that_leaves_goes_through_the_hand_that_disarms_formulas():
    texts = {name: path.read_text(encoding="utf-8") for name, path in sources().items()}
    assert {name for name, text in texts.items() if "csv.writer" in text or "csv.DictWriter" in text} == {
        "ground/people/rules/sheets/corrections.py"
    }
    answering = {name for name, text in texts.items() if "text/csv" in text}
    assert answering == {
        "portal/cell/views/files.py", "portal/desk/views/csv_file.py", "portal/desk/views/sheets.py"
    }  # fmt: skip
    assert (
        "sheet_csv(" in texts["portal/cell/views/files.py"]
        and "sheet_csv(" in texts["portal/desk/views/csv_file.py"]
        and "refused_lines_csv" in texts["portal/desk/views/sheets.py"]
    )
    assert "sheet_csv(" in texts["ground/people/selectors/sheets.py"]


@pytest.fixture
def issuer(settings, httpserver: HTTPServer, nothing_remembered) -> HTTPServer:
    settings.OIDC = settings.OIDC | {"issuer": httpserver.url_for("").rstrip("/"), "client_id": "cordee"}
    return httpserver


def test_a_provider_that_sends_us_elsewhere_is_not_followed(issuer):
    inside: list[str] = []
    issuer.expect_request("/.well-known/openid-configuration").respond_with_response(
        Response(status=302, headers={"Location": issuer.url_for("/inside/")})
    )
    issuer.expect_request("/inside/").respond_with_handler(
        lambda asked: inside.append(asked.path) or Response("{}")
    )
    with pytest.raises(Refused):
        depart(back="http://127.0.0.1/retour/")
    assert inside == []


def test_a_description_of_somebody_else_is_refused(issuer):
    issuer.expect_request("/.well-known/openid-configuration").respond_with_json(
        {"issuer": "http://evil.example", "authorization_endpoint": "http://evil.example/authorize"}
    )
    with pytest.raises(Refused):
        depart(back="http://127.0.0.1/retour/")
