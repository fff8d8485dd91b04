"""What the site's own description allows, sent to the real application: schemathesis draws it from ``bench.openapi``.

    PYTHONPATH=src:. .venv/bin/python -m bench.schema [--examples 40] [--seed 1] [--town small] [--folder MADE_BEFORE]

``bench.fuzz`` sends what no browser would; this sends forms whose fields are of the right type, length and choice, hence
reaches behind the checks of forms, as somebody whose role may open the address, with the true CSRF check. Nothing may
answer 5xx, tell how the program is made, give a key away, or call itself another thing than it is. The same seed on the
same town draws the same requests. It leaves with 1 when something broke.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench.fuzz import DOORS, HOST, LEFT_OUT, TELLS, make_town, set_environment

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.core.transport import Response

CSRF = "c" * 32
"""Any letters and digits: the token of the form must be the one of the cookie."""


def _looks_like(kind: str, body: bytes) -> bool:
    """Whether a body is of the kind its answer says."""
    if kind == "application/json":
        try:
            json.loads(body)
        except ValueError:
            return False
        return True
    if kind == "application/pdf":
        return body.startswith(b"%PDF-")
    if kind.endswith("xml"):
        try:
            ET.fromstring(body)
        except ET.ParseError:
            return False
        return True
    if kind == "text/html":
        return not body or body.lstrip().startswith(b"<")
    return not body.lstrip().startswith(b"<")


@dataclass
class Drawn:
    """What was answered: statuses, how many of each, and every answer that should not have been."""

    statuses: Counter[int] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    """Routes that answered something else than a refusal to look."""


class Storm:
    """Requests drawn from the description; ``known`` gives values of parts of addresses that exist, by name."""

    def __init__(self, known: Mapping[str, list[Any]], visitors: Visitors, secrets: list[bytes]) -> None:
        import schemathesis  # noqa: PLC0415 - slow to load, and the settings are set first
        import werkzeug  # noqa: PLC0415
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

        from bench.openapi import describe  # noqa: PLC0415

        self.schema = schemathesis.openapi.from_dict(describe(known, left_out=frozenset(LEFT_OUT)))
        self.application = get_wsgi_application()
        # It keeps no cookie: each request brings those of its own visitor.
        self.browser = werkzeug.Client(self.application, use_cookies=False)
        self.visitors, self.secrets = visitors, secrets
        self.drawn = Drawn()

    def _send(self, case: Case, route: str) -> Response:
        from schemathesis.transport.wsgi import WSGI_TRANSPORT  # noqa: PLC0415

        brought = {"csrftoken": CSRF} | self.visitors.cookies(route)
        cookies = "; ".join(f"{name}={value}" for name, value in brought.items())
        headers = {"X-CSRFToken": CSRF, "Cookie": cookies}
        answer = WSGI_TRANSPORT.send(
            case, app=self.application, session=self.browser, base_url=f"http://{HOST}", headers=headers
        )
        if answer.status_code == 302 and answer.headers.get("location", [""])[0].startswith(DOORS):
            self.visitors.came_in.clear()  # The storm has signed somebody out, or closed an account.
        return answer

    def _judge(self, case: Case, route: str, answer: Response) -> None:
        from schemathesis.checks import not_a_server_error  # noqa: PLC0415
        from schemathesis.core.failures import FailureGroup  # noqa: PLC0415
        from schemathesis.specs.openapi.checks import content_type_conformance  # noqa: PLC0415

        self.drawn.statuses[answer.status_code] += 1
        why = []
        if not (answer.status_code == 503 and route == "home:health"):
            try:
                case.validate_response(answer, checks=[not_a_server_error, content_type_conformance])
            except FailureGroup as group:
                why += [str(one).replace("\n", " ")[:200] for one in group.exceptions]
        kind = answer.headers.get("content-type", [""])[0].split(";")[0]
        if kind and not _looks_like(kind, answer.content):
            why.append(f"is no {kind}")
        if TELLS.search(answer.content) or any(secret in answer.content for secret in self.secrets):
            why.append("tells how it is made")
        if answer.status_code < 400:
            self.drawn.reached.add(route)
        self.drawn.findings += [
            f"{route} {case.method} {answer.status_code}: {one}\n{case.as_curl_command()[:600]}"
            for one in why
        ]

    def _draw(self, operation: Any, examples: int, seed: int) -> str:
        from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415
        from hypothesis import seed as seeded  # noqa: PLC0415

        route: str = operation.definition.raw["summary"]

        @seeded(f"{seed} {operation.label}")
        @settings(
            max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def one(case: Case) -> None:
            self._judge(case, route, self._send(case, route))

        one()
        return route

    def blow(self, examples: int, seed: int = 0) -> Iterator[str]:
        """Draw so many requests for each operation, always the same ones for a seed; yields the route done."""
        found: Any
        for found in self.schema.get_all_operations():
            yield self._draw(found.ok(), examples, seed)


class Visitors:
    """Whoever may open each route of the town in scope: a volunteer, an agent of a role that may, or nobody special."""

    def __init__(self) -> None:
        from bench.fuzz_town import patterns  # noqa: PLC0415

        self.guards = {name: getattr(pattern.callback, "access", "public") for name, pattern in patterns()}
        self.came_in: dict[Any, dict[str, str]] = {}

    def cookies(self, route: str) -> dict[str, str]:
        """The session to bring to this route."""
        guard = self.guards[route]
        if guard not in self.came_in:
            self.came_in[guard] = self._come_in(guard)
        return self.came_in[guard]

    def _come_in(self, guard: Any) -> dict[str, str]:
        from django.conf import settings  # noqa: PLC0415

        from bench.fuzz_town import at_desk, with_key  # noqa: PLC0415
        from cordee.ground.people.rules.permissions import PERMISSIONS, Permission  # noqa: PLC0415
        from cordee.ground.volunteers.models import Volunteer  # noqa: PLC0415

        if guard == "public":
            return {}
        if isinstance(guard, Permission):
            client = at_desk(min(PERMISSIONS[guard], key=lambda role: role.value))
        else:
            client = with_key(Volunteer.objects.order_by("-pk")[0].person_id)
        return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def main() -> int:
    """Make the town, send what its description allows, print the figures and what broke."""
    parser = argparse.ArgumentParser(description="What the description of the site allows, by schemathesis.")
    parser.add_argument("--examples", type=int, default=40, help="requests for each operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--town", default="small")
    parser.add_argument("--folder", type=Path, help="a demo town made before; it is written to")
    order = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cordee-schema-") as made:
        set_environment(order.folder or Path(made))
        if order.folder is None:
            make_town(order.town)
        django.setup()
        logging.disable(logging.CRITICAL)
        return _run(order.examples, order.seed)


def _run(examples: int, seed: int) -> int:
    from bench.fuzz_town import in_town, known_objects, secrets  # noqa: PLC0415
    from cordee.config.serving import gather_static_files  # noqa: PLC0415

    gather_static_files(lambda said: None)
    began = time.monotonic()
    with in_town():
        storm = Storm(known_objects(), Visitors(), secrets())
        done = 0
        for done, _ in enumerate(storm.blow(examples, seed), start=1):
            if done % 50 == 0:
                print(
                    f"{done} operations, {len(storm.drawn.findings)} findings, {time.monotonic() - began:.0f} s",
                    flush=True,
                )
    drawn = storm.drawn
    for finding in drawn.findings:
        print(finding)
    total = {
        "operations": done,
        "requests": drawn.statuses.total(),
        "seed": seed,
        "statuses": dict(sorted(drawn.statuses.items())),
    }
    print(json.dumps(total))
    print(f"{len(drawn.reached)} routes reached, {len(drawn.findings)} findings")
    return 1 if drawn.findings else 0


if __name__ == "__main__":
    sys.exit(main())
