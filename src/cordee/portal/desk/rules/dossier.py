"""The file of a person as it is handed over: plain French, nobody else in it, no recognition word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from cordee.ground.people.models import Person

NEVER_PRINTED = frozenset({"Mot de reconnaissance"})
"""Said aloud between two people: on a sheet that travels by post it would open a door."""
MASK = "[une autre personne]"
_NUMBER = re.compile(r"(?:\+33|0033|0)\s?[1-9](?:[ .\-]?\d{2}){4}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-9:]


class Masker:
    """Takes out of a text what names somebody else: numbers and e-mails that are not the person’s, names of people met."""

    def __init__(self, person: Person, met: Iterable[Person]) -> None:
        self._own = {_digits(number) for number in (person.phone, person.phone_alt) if number}
        self._own_email = person.email.casefold()
        mine = {person.first_name.casefold(), person.last_name.casefold()}
        # A shared family name stays readable: masking it would hide the person from her own file.
        names = {name for other in met for name in (other.full_name, other.last_name) if len(name) > 1}
        kept = sorted((name for name in names if name.casefold() not in mine), key=len, reverse=True)
        self._names = (
            re.compile("|".join(rf"\b{re.escape(name)}\b" for name in kept), re.IGNORECASE) if kept else None
        )

    def text(self, said: str) -> str:
        """The text without the others."""
        said = _NUMBER.sub(lambda found: found[0] if _digits(found[0]) in self._own else MASK, said)
        said = _EMAIL.sub(lambda found: found[0] if found[0].casefold() == self._own_email else MASK, said)
        return self._names.sub(MASK, said) if self._names else said

    def value(self, value: Any) -> Any:
        """The same for a list or a group of values."""
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if isinstance(value, dict):
            return {label: self.value(one) for label, one in value.items() if label not in NEVER_PRINTED}
        return value


def dossier_sections(
    person: Person, parts: dict[str, dict[str, Any]], met: Iterable[Person]
) -> list[dict[str, Any]]:
    """Parts of ``everything_about`` as the page lays them out: plain rows, then lists of rows or of words."""
    masker = Masker(person, met)
    sections = []
    for title, part in parts.items():
        told = masker.value(part)
        rows = [(label, value) for label, value in told.items() if not isinstance(value, list)]
        lists = [
            (label, [list(line.items()) if isinstance(line, dict) else [("", line)] for line in value])
            for label, value in told.items()
            if isinstance(value, list) and value
        ]
        sections.append({"title": title, "rows": rows, "lists": lists})
    return sections
