"""Whom somebody met through the town: the names an extract of a file must not tell."""

from __future__ import annotations

from django.db.models import Q

from cordee.ground.assignments.models import Assignment
from cordee.ground.needs.models import Need
from cordee.ground.people.models import Person


def people_met(person: Person) -> list[Person]:
    """Callers, volunteers and people helped whom the person’s requests and missions brought near."""
    ours = Q(need__beneficiary__person=person) | Q(volunteer__person=person)
    keys = {
        key
        for pair in Assignment.objects.filter(ours).values_list(
            "volunteer__person", "need__beneficiary__person"
        )
        for key in pair
    }
    asked = Q(beneficiary__person=person) | Q(requester=person)
    for pair in Need.objects.filter(asked).values_list("requester", "beneficiary__person"):
        keys |= set(pair)
    return list(Person.objects.filter(pk__in=keys - {None, person.pk}))
