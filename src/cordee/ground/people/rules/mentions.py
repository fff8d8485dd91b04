"""Whether words typed by somebody speak of a person: by their number, or by their name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cordee.ground.people.models import Person

_BETWEEN_FIGURES = re.compile(r"[ .\-\u00a0\u202f]")


@dataclass(frozen=True)
class Marks:
    """What a person is known by in free words: the last nine figures of each number, the names in lower case."""

    numbers: frozenset[str]
    names: tuple[str, ...]

    def number_in(self, said: str) -> bool:
        """A number of theirs, however it is spaced."""
        figures = _BETWEEN_FIGURES.sub("", said)
        return any(number in figures for number in self.numbers)

    def full_name_in(self, said: str) -> bool:
        """First name and last name, in any order."""
        low = said.casefold()
        return bool(self.names) and all(name in low for name in self.names)


def marks_of(person: Person) -> Marks:
    """The marks of a person; what is empty is left out."""
    return Marks(
        frozenset(re.sub(r"\D", "", phone)[-9:] for phone in (person.phone, person.phone_alt) if phone),
        tuple(name.casefold() for name in (person.first_name, person.last_name) if name),
    )
