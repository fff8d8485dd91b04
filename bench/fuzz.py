"""A storm of requests nobody makes by mistake, at every address, as a stranger, a volunteer and each role of the town hall.

    PYTHONPATH=src:. .venv/bin/python -m bench.fuzz --requests 10000 [--seed 1] [--town small] [--folder MADE_BEFORE]

It makes the demo town in a folder of its own, learns the names of the fields from the pages themselves, then sends forms
with nonsense in them, bodies cut short, multipart with the wrong boundaries, huge numbers, odd methods, forged headers.
Nothing may answer 5xx, tell how the program is made, give a secret away, or show a stranger the telephone or the address
of anybody. The same seed on the same town asks the same requests. It leaves with 1 when something broke.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from bench.fuzz_town import Visitor

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
TELLS = re.compile(
    rb"Traceback \(most recent|site-packages|/src/cordee/|psycopg|sqlite3\.|argon2\$|OperationalError"
)
NONSENSE = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "9" * 30,
    "9" * 5_000,
    "0x1F",
    "1_000",
    "٣",
    "²",
    "½",
    "é" * 300,
    "\ud7ff\u202e\u0000",
    "\x00",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    '"><img src=x onerror=alert(1)>',
    "../../etc/passwd",
    "%s%n{0}{{7*7}}${7*7}",
    "=cmd|'/c calc'!A1",
    "null",
    "[]",
    "{}",
    '{"a":',
    "2026-13-45",
    "31/02/2026",
    "0001-01-01",
    "9999-12-31",
    "99:99",
    "inf",
    "NaN",
    "-0.0",
    "x" * 20_000,
    "\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "//evil.example",
    "https://evil.example/",
    "+33600000000" * 9,
    "a@" + "b" * 300 + ".fr",
    "K7MP-3XQ9",
    "assignment:1",
    "e" + "\u0301" * 500,
    "🧶" * 200,
    "on",
    "1,2,3",
]
NUMBERS = [0, 1, 2, 10**18, 2**63 - 1, 2**63, 10**30]
METHODS = ["PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "CONNECT", "get", "BREW"]
KINDS = [
    "application/json",
    "application/json; charset=nope",
    "text/plain",
    "é/é",
    "",
    "x" * 3_000,
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 400,
    "multipart/mixed; boundary=x",
    "application/xml",
]
HEADERS: list[dict[str, str]] = [
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "127.0.0.1:99999"},
    {"HTTP_HOST": "[::1"},
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_FOR": "x" * 2_000},
    {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_IF_MODIFIED_SINCE": "tomorrow"},
    {"HTTP_IF_NONE_MATCH": "*"},
    {"HTTP_ACCEPT_LANGUAGE": "é,;q=;;*" * 90},
    {"HTTP_ACCEPT": "\x00"},
    {"HTTP_COOKIE": "sessionid=\x01; ; =="},
    {"HTTP_HX_REQUEST": "true"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[evil"},
    {"HTTP_REFERER": "javascript:0"},
    {"CONTENT_LENGTH": "-1"},
    {"CONTENT_LENGTH": "abc"},
    {"HTTP_X_CORDEE_SECRET": "é"},
    {"QUERY_STRING": "%ff%fe=%c3%28&a[b]=1&&&="},
    {"HTTP_TRANSFER_ENCODING": "chunked"},
    {"HTTP_ORIGIN": "null"},
]
# They would sign our own visitor out, and the rest of the storm would only meet the door.
LEFT_OUT = {"desk:sign_out", "desk:lock", "desk:sessions_end", "desk:switch", "me:leave"}
DOORS = ("/bureau/connexion/", "/moi/entrer/")


@dataclass
class Finding:
    """One request that should not have been answered so."""

    number: int
    who: str
    route: str
    how: str
    status: int
    why: str
    asked: str


class Storm:
    """Requests drawn from a seed."""

    def __init__(self, seed: int) -> None:
        # Imported late: the environment of the demo town is set first.
        from bench.fuzz_town import known_objects, patterns, secrets, visitors  # noqa: PLC0415

        self.dice = random.Random(seed)
        self.patterns: dict[str, Any] = {name: one for name, one in patterns() if name not in LEFT_OUT}
        self.known: dict[str, list[Any]] = known_objects()
        self.visitors: list[Visitor] = visitors()
        self.secrets: list[bytes] = secrets()
        self.names: dict[str, list[str]] = {}
        self.statuses: Counter[int] = Counter()
        self.findings: list[Finding] = []
        self.ways: list[Callable[[Any, str, str], tuple[Any, str]]] = [
            self._get, self._post, self._post, self._files, self._multipart, self._multipart, self._body, self._method,
        ]  # fmt: skip

    def address(self, route: str) -> str:
        """An address of this route, its parts known or absurd."""
        from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

        keys = self.patterns[route].pattern.converters
        good = {key: self.dice.choice(self.known.get(key, [1])) for key in keys}
        if self.dice.random() < 0.7:
            return str(reverse(route, kwargs=good))
        odd = {
            key: self.dice.choice([good[key], self.dice.choice(NUMBERS), self.dice.choice(NONSENSE)])
            for key in keys
        }
        try:
            return str(reverse(route, kwargs=odd))
        except NoReverseMatch:
            return str(reverse(route, kwargs=good))

    def learn(self) -> None:
        """Open every page once with the widest roles, and note the names of the fields."""
        for route in sorted(self.patterns):
            found: set[bytes] = set()
            for visitor in self.visitors:
                answer = visitor.client.get(self.address(route))
                self._judge(0, visitor, route, "learning", answer, "")
                if answer.status_code == 200 and not answer.streaming:
                    found |= set(re.findall(rb'\sname="([^"]+)"', answer.content))
            self.names[route] = sorted(name.decode() for name in found) or ["q", "page", "next", "suite"]

    def _value(self) -> str:
        return self.dice.choice(
            [self.dice.choice(NONSENSE), str(self.dice.choice(NUMBERS)), "on", "07/04/2026", "Rolland"]
        )

    def _fields(self, route: str) -> dict[str, Any]:
        names = self.names[route]
        chosen = self.dice.sample(names, self.dice.randint(0, min(len(names), 12)))
        fields: dict[str, Any] = {name: self._value() for name in chosen}
        if self.dice.random() < 0.2:
            fields[
                self.dice.choice(
                    ["q", "n" * 5_000, "\x00", "é", "a[b]", "form-TOTAL_FORMS", "asked-TOTAL_FORMS"]
                )
            ] = self._value()
        return fields

    def _get(self, client: Any, address: str, route: str) -> tuple[Any, str]:
        fields = self._fields(route)
        return client.get(address, fields, **self._headers()), f"GET {fields!r}"

    def _post(self, client: Any, address: str, route: str) -> tuple[Any, str]:
        fields = self._fields(route)
        return client.post(address, fields, **self._headers()), f"POST {fields!r}"

    def _files(self, client: Any, address: str, route: str) -> tuple[Any, str]:
        from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

        name = self.dice.choice(
            [
                "a.csv",
                "b.xlsx",
                "c.ods",
                "d.png",
                "e.svg",
                "../../f.csv",
                "g" * 300 + ".csv",
                "\x00.csv",
                "h.exe",
            ]
        )
        begins = self.dice.choice(
            [b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"<svg", b"nom;besoin\n", b"\xff\xfe", b"%PDF-1.7"]
        )
        sheet = SimpleUploadedFile(name, begins + self.dice.randbytes(300))
        place = self.dice.choice([*self.names[route], "file", "sheet", "logo"])
        return client.post(
            address, self._fields(route) | {place: sheet}, **self._headers()
        ), f"FILE {place}={name!r}"

    def _multipart(self, client: Any, address: str, route: str) -> tuple[Any, str]:
        body = b"".join(self._part(name) for name in self._fields(route)) + self.dice.choice(
            [b"--x--\r\n", b"--x", b"--y--\r\n", b""]
        )
        if self.dice.random() < 0.3:
            body = body[: self.dice.randrange(len(body) + 1)]
        kind = self.dice.choice(
            ["multipart/form-data; boundary=x", "multipart/form-data; boundary=x", *KINDS]
        )
        return client.generic(
            "POST", address, body, content_type=kind, **self._headers()
        ), f"MULTIPART {kind[:60]!r} {body[:200]!r}"

    def _part(self, name: str) -> bytes:
        dice = self.dice
        shown = dice.choice([name, name, "n" * 9_000, "\x00", "é\ud7ff", name + '"; filename="a', ""]).encode(
            "utf-8", "replace"
        )
        file_name = dice.choice(
            [
                b"",
                b"",
                b'; filename="a.csv"',
                b"; filename*=UTF-8''%ff%fe",
                b'; filename="' + b"a" * 5_000 + b'"',
            ]
        )
        coding = dice.choice(
            [
                b"",
                b"",
                b"Content-Transfer-Encoding: base64\r\n",
                b"Content-Type: text/plain; charset=nope\r\n",
                b"X\r\n",
            ]
        )
        value = dice.choice([self._value().encode("utf-8", "replace"), dice.randbytes(60), b"=" * 7])
        return (
            b'--x\r\nContent-Disposition: form-data; name="'
            + shown
            + b'"'
            + file_name
            + b"\r\n"
            + coding
            + b"\r\n"
            + value
            + b"\r\n"
        )

    def _body(self, client: Any, address: str, route: str) -> tuple[Any, str]:
        deep = b"[" * 5_000
        body = self.dice.choice(
            [self.dice.randbytes(200), deep, b'{"a": 1e999}', b"a=%ff&b=%00&%=", b"&" * 3_000, b"[1, null]"]
        )
        kind = self.dice.choice(KINDS)
        return client.generic(
            "POST", address, body, content_type=kind, **self._headers()
        ), f"BODY {kind[:60]!r} {body[:100]!r}"

    def _method(self, client: Any, address: str, route: str) -> tuple[Any, str]:
        method = self.dice.choice(METHODS)
        return client.generic(method, address, b"", **self._headers()), method

    def _headers(self) -> dict[str, Any]:
        return dict(self.dice.choice(HEADERS)) if self.dice.random() < 0.25 else {}

    def _judge(self, number: int, visitor: Visitor, route: str, how: str, answer: Any, asked: str) -> None:
        status = answer.status_code
        self.statuses[status] += 1
        body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        why = ""
        if status >= 500 and not (status == 503 and route == "home:health"):
            why = "5xx"
        elif TELLS.search(body) or any(secret in body for secret in self.secrets):
            why = "tells how it is made"
        elif any(words in body for words in visitor.hidden):
            why = "shows somebody else's data"
        elif "evil.example" in answer.headers.get("Location", "").split("?")[0]:
            why = "sends elsewhere"
        if why:
            self.findings.append(Finding(number, visitor.who, route, how, status, why, asked[:400]))

    def blow(self, requests: int) -> Iterator[int]:
        """Send so many requests, one after the other."""
        routes = sorted(self.patterns)
        for number in range(1, requests + 1):
            route, visitor, way = (
                self.dice.choice(routes),
                self.dice.choice(self.visitors),
                self.dice.choice(self.ways),
            )
            address = self.address(route)
            try:
                answer, asked = way(visitor.client, address, route)
            except (ValueError, UnicodeError):
                # The client itself cannot write such a request: it would never leave a browser.
                self.statuses[0] += 1
                continue
            self._judge(number, visitor, route, way.__name__, answer, asked)
            if answer.status_code == 302 and answer.headers["Location"].startswith(DOORS):
                visitor.client = visitor.come_in()  # The storm closed its own session, or its own account.
            yield number


def set_environment(folder: Path) -> None:
    """A machine of its own for the storm: its data folder, its names, no courtesy limit on forms."""
    for name in [name for name in os.environ if name.startswith("CORDEE_")]:
        del os.environ[name]
    os.environ |= {
        "CORDEE_DATA_DIR": str(folder), "CORDEE_ALLOWED_HOSTS": f"{HOST},localhost", "CORDEE_HDS": "oui",
        "CORDEE_FORMS_PER_MINUTE": "0", "CORDEE_SMS_WEBHOOK_SECRET": "a-webhook-secret-for-the-storm",
        "DJANGO_SETTINGS_MODULE": "cordee.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }  # fmt: skip


def make_town(town: str) -> None:
    """Make the demo town in the data folder."""
    subprocess.run(
        [sys.executable, "-m", "cordee.config", "demo", "--no-serve", "--town", town],
        cwd=ROOT, env=os.environ, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def main() -> int:
    """Make the town, send the storm, print the figures and what broke."""
    parser = argparse.ArgumentParser(description="Requests nobody makes by mistake.")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--town", default="small")
    parser.add_argument("--folder", type=Path, help="a demo town made before; it is written to")
    order = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cordee-fuzz-") as made:
        set_environment(order.folder or Path(made))
        if order.folder is None:
            make_town(order.town)
        django.setup()
        logging.disable(logging.CRITICAL)
        return _run(order.requests, order.seed)


def _run(requests: int, seed: int) -> int:
    from bench.fuzz_town import in_town  # noqa: PLC0415
    from cordee.config.serving import gather_static_files  # noqa: PLC0415

    gather_static_files(lambda said: None)

    began = time.monotonic()
    with in_town():
        storm = Storm(seed)
        storm.learn()
        print(
            f"{len(storm.patterns)} addresses, {len(storm.visitors)} visitors, {sum(storm.statuses.values())} pages read",
            flush=True,
        )
        storm.statuses.clear()
        for number in storm.blow(requests):
            if number % 500 == 0:
                print(
                    f"{number} requests, {len(storm.findings)} findings, {time.monotonic() - began:.0f} s",
                    flush=True,
                )
    print(json.dumps({"requests": requests, "seed": seed, "statuses": dict(sorted(storm.statuses.items()))}))
    for finding in storm.findings:
        print(finding)
    print(f"{len(storm.findings)} findings")
    return 1 if storm.findings else 0


if __name__ == "__main__":
    sys.exit(main())
