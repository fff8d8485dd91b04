"""Forms as people would send them: no two with the same telephone, at addresses the town knows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from bench.load import request

_FIRST = (
    "Anne Bruno Claire Denis Elise Franck Gisele Hugues Irene Jean Karine Louis Marie Noel Odile Paul".split()
)
_SYLLABLES = "bar ber bou chan del dou fau gar lan le mar mou per re ri sau tan te ver vi".split()


class Crowd:
    """People drawn from a seed. Each is new: a telephone is given once."""

    def __init__(self, *, host: str, addresses: Sequence[str], token: str, seed: int = 1) -> None:
        self._host, self._addresses, self._token = host, addresses, token
        self._dice = random.Random(seed)
        self._next_number = 10_000_000
        self._headers = {"Cookie": f"csrftoken={token}", "Origin": f"http://{host}"}

    def _person(self) -> dict[str, str]:
        self._next_number += 7
        return {
            "first_name": self._dice.choice(_FIRST),
            "last_name": "".join(self._dice.choices(_SYLLABLES, k=3)).capitalize(),
            "phone": f"06{self._next_number:08d}",
            "address": self._dice.choice(self._addresses),
        }

    def _send(self, path: str, fields: list[tuple[str, str]]) -> bytes:
        body = urlencode([("csrfmiddlewaretoken", self._token), *fields]).encode()
        return request("POST", path, self._host, body=body, headers=self._headers)

    def sign_ups(self) -> Iterator[bytes]:
        """« Je veux aider », the eight compulsory fields and a few others."""
        while True:
            person = self._person()
            day = f"{self._dice.randint(1, 28):02d}/{self._dice.randint(1, 12):02d}/{self._dice.randint(1950, 2005)}"
            ticked = self._dice.sample(("COURSES", "APPEL_CONVIVIALITE", "ANIMAUX", "DEMARCHES"), 2)
            yield self._send(
                "/benevole/",
                [
                    *person.items(), ("birth_on", day), ("email", ""), *(("activities", code) for code in ticked),
                    *(("week", str(square)) for square in self._dice.sample(range(28), 6)), ("available_now", ""),
                    ("radius_km", "2"), ("remarks", ""), ("charter", "on"), ("website", ""),
                ],
            )  # fmt: skip

    def needs(self) -> Iterator[bytes]:
        """« J’ai besoin d’aide », for oneself, one thing asked."""
        while True:
            yield self._send(
                "/aide/",
                [
                    *self._person().items(), ("for_whom", "self"), ("activities", "COURSES"), ("food_days", "3"),
                    ("details_COURSES", "Du pain, du lait et des fruits pour trois jours."),
                    ("money_method", "cheque_to_shop"), ("when", "soon"), ("part", "any"), ("language", "fr"),
                    ("share", "yes"), ("lives_alone", "on"), ("website", ""),
                ],
            )  # fmt: skip

    def inserts(self) -> Iterator[bytes]:
        """The bare insert, sent a form as long as a sign-up."""
        for form in self.sign_ups():
            body = form.partition(b"\r\n\r\n")[2]
            yield request("POST", "/bare/insert/", self._host, body=body, headers=self._headers)
