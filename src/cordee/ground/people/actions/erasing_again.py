"""A backup of before brings the erased back: they are forgotten again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from cordee.ground.audit.actions import Task
from cordee.ground.people.actions.privacy import forget_everywhere
from cordee.ground.people.gateways.erasures import Erased
from cordee.ground.people.models import Person
from cordee.ground.people.ports import obstacles_to_erasing
from cordee.ground.territory.models import town_scope
from cordee.ground.vault.actions import settle_files


def back_again(erased: list[Erased]) -> list[tuple[Erased, Person]]:
    """Those of a list who stand in the database with a name: a backup of before brought them back."""
    listed = {one.person_id: one for one in erased}
    keys = sorted(listed)
    found = []
    for start in range(0, len(keys), 500):
        for person in Person.everywhere.filter(pk__in=keys[start : start + 500], erased_at=None):
            one = listed[person.pk]
            if (person.commune_id, person.created_at) == (one.commune_code, one.created_at):
                found.append((one, person))
    return found


@dataclass(frozen=True)
class ErasedAgain:
    """How many were forgotten again, and what must be ended by hand first, one French sentence each."""

    count: int
    obstacles: list[str]


def erase_again(*, erased: list[Erased], by: Task) -> ErasedAgain:
    """Forget once more whoever a restored backup brought back, each in a transaction, dated as the first time.

    Somebody whose request or mission was still going on in the backup is left, and said: closing it is an agent's act.
    """
    count, obstacles = 0, []
    for one, person in back_again(erased):
        with town_scope(one.commune_code), transaction.atomic():
            kept = obstacles_to_erasing(person)
            if kept:
                obstacles += [f"Personne {person.pk} : {sentence}" for sentence in kept]
                continue
            forget_everywhere(person, by=by, at=one.erased_at, verb="erase_again")
            count += 1
    settle_files()
    return ErasedAgain(count, obstacles)
