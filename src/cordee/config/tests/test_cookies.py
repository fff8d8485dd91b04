"""Cookies belong to this host alone when it is served over HTTPS; a demo on plain HTTP still lets people in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cordee.ground.people.models import Role

ROOT = Path(__file__).resolve().parents[4]
NAMES = (
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_SSL_REDIRECT",
)


def served_with(folder: Path, **environ: str) -> dict[str, object]:
    """The settings a machine with this environment starts with."""
    code = (
        "import json\nfrom cordee.config import settings\n"
        f"print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.environ["PYTHONPATH"], "CORDEE_DATA_DIR": str(folder), **environ},
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize(("https", "prefix"), [("oui", "__Host-"), ("non", "")])
def test_every_cookie_bears_the_prefix_exactly_when_the_site_is_https(
    tmp_path, settings, town, account, https, prefix
):
    for name, value in served_with(tmp_path, CORDEE_HTTPS=https).items():
        setattr(settings, name, value)
    nadia = account(Role.RECEPTIONIST)
    client = Client(enforce_csrf_checks=True)
    over = {"secure": https == "oui"}
    client.get(reverse("desk:sign_in"), **over)
    token = client.cookies[f"{prefix}csrftoken"].value
    asked = {"username": nadia.email, "password": "un-mot-de-passe-de-test", "csrfmiddlewaretoken": token}
    referer = {"HTTP_REFERER": "https://testserver/"} if over["secure"] else {}
    assert client.post(reverse("desk:sign_in"), asked, **over, **referer).status_code == 302
    assert client.get(reverse("desk:own_account"), **over).status_code == 200
    assert set(client.cookies) == {f"{prefix}sessionid", f"{prefix}csrftoken"}
    for cookie in client.cookies.values():
        # What « __Host- » asks of a browser: Secure, no Domain, the whole site.
        assert (bool(cookie["secure"]), cookie["domain"], cookie["path"]) == (over["secure"], "", "/")
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_what_the_desk_says_of_a_person_is_in_no_cookie(staff, account):
    client, lou = staff(Role.OPERATIONS_LEAD), account(Role.CALLER, name="Lou Pernet")
    client.post(reverse("desk:account_open", args=[lou.pk]), {"choice": "close"})
    assert "messages" not in client.cookies
    assert "Pernet" in client.get(reverse("desk:accounts")).content.decode()
