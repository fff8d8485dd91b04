"""The people of the demonstration town: invented names, numbers kept for fiction, addresses that lead
nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from unidecode import unidecode

from cordee.config.demo.lexicon import words
from cordee.ground.people.models import ContactBy, Language, Person
from cordee.ground.people.rules.names import name_key

KEPT_NUMBERS = 100
"""The last hundred numbers of each range (06 39 98 99 xx, 02 61 91 99 xx) are given to nobody: a
demonstration or a test may type them as those of a new caller."""


def famous_pairs() -> frozenset[str]:
    """« First-name Name » of people widely known, that the lists could form by chance."""
    return frozenset(words("names")["famous"]["pairs"].split("|"))


class Numbers:
    """Telephone numbers in the ranges ARCEP keeps for fiction: 06 39 98 xx xx and 02 61 91 xx xx, each given
    once."""

    def __init__(self, rng: Random) -> None:
        self._mobiles = self._shuffled("+3363998", 0, rng)
        self._landlines = self._shuffled("+3326191", 100, rng)

    @staticmethod
    def _shuffled(prefix: str, first: int, rng: Random) -> Iterator[str]:
        rest = list(range(first, 10_000 - KEPT_NUMBERS))
        rng.shuffle(rest)
        return (f"{prefix}{number:04d}" for number in rest)

    def mobile(self) -> str:
        """The next free mobile number, E.164."""
        return next(self._mobiles)

    def landline(self) -> str:
        """The next free landline number, E.164; 02 61 91 00 xx belongs to the town hall."""
        return next(self._landlines)


class Cast:
    """Draws people one after the other; two of them may share a name, as in life, never a number or an
    e-mail."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng = rng
        self._today = today
        self._numbers = Numbers(rng)
        self._emails: set[str] = set()
        lexicon = words("names")
        self._cohorts = lexicon["cohort"]
        self._surnames = {
            origin: lexicon["surnames"][origin].split() for origin in ("french", "local", "elsewhere")
        }
        self._famous = famous_pairs()

    def birth_of_age(self, age: int) -> date:
        """A birthday that makes somebody ``age`` years old today."""
        return self._today - timedelta(days=int(age * 365.2425) + self._rng.randint(5, 355))

    def _name(self, birth_on: date, woman: bool, household_name: str) -> tuple[str, str]:
        cohort = next((c for c in self._cohorts if birth_on.year <= c["until"]), self._cohorts[-1])
        while True:
            origin = self._rng.choices(("french", "local", "elsewhere"), (60, 26, 14))[0]
            firsts = ("other_" if origin == "elsewhere" and self._rng.random() < 0.75 else "") + (
                "women" if woman else "men"
            )
            first = self._rng.choice(cohort[firsts].split())
            last = household_name or self._rng.choice(self._surnames[origin])
            if f"{first} {last}" not in self._famous:
                return first, last.replace("Da-Silva", "Da Silva").replace("Le-Van", "Le Van")

    def _email(self, first: str, last: str) -> str:
        stem = f"{unidecode(first)}.{unidecode(last)}".lower().replace(" ", "")
        email, rank = f"{stem}@exemple.fr", 1
        while email in self._emails:
            rank += 1
            email = f"{stem}{rank}@exemple.fr"
        self._emails.add(email)
        return email

    def person(
        self,
        age: int,
        *,
        woman: bool | None = None,
        last_name: str = "",
        mobile: bool = True,
        online: bool = True,
        full_birthday: bool = True,
        language: str = Language.FRENCH,
    ) -> Person:
        """One more person, not saved. Without ``mobile`` they are reached on a landline, without ``online``
        they have no e-mail; without ``full_birthday`` only their year of birth is known."""
        birth_on = self.birth_of_age(age)
        first, last = self._name(birth_on, self._rng.random() < 0.55 if woman is None else woman, last_name)
        return self.named(
            first, last, birth_on,
            phone=self._numbers.mobile() if mobile else self._numbers.landline(),
            email=self._email(first, last) if online else "",
            full_birthday=full_birthday, language=language,
            contact_by=(ContactBy.SMS if mobile and age < 75 else ContactBy.PHONE),
        )  # fmt: skip

    def named(
        self,
        first: str,
        last: str,
        birth_on: date,
        *,
        phone: str,
        email: str = "",
        full_birthday: bool = True,
        language: str = Language.FRENCH,
        contact_by: str = ContactBy.PHONE,
    ) -> Person:
        """A person whose name is given, not saved."""
        return Person.new(
            first_name=first, last_name=last, name_key=name_key(first, last),
            birth_on=birth_on if full_birthday else None, birth_year=birth_on.year,
            phone=phone, email=email, language=language, contact_by=contact_by,
        )  # fmt: skip

    def mobile(self) -> str:
        """A mobile number for somebody whose name is given."""
        return self._numbers.mobile()
