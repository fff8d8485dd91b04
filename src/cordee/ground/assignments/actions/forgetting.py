"""Forgetting in the ledger: who did what stays a number, sentences and sums go."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cordee.ground.assignments.models import Accompaniment, Assignment, BlockedPair, CashSlip, RulesOverride
from cordee.ground.papers.actions.forgetting import forget_words
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.people.models import Person


def forget_missions(person: Person, _at: datetime) -> None:
    """Sentences, sums and pairs of a person, on both sides of the door, and their name on the receipts others hold."""
    of_person = Q(volunteer__person=person) | Q(need__beneficiary__person=person)
    missions = Assignment.objects.filter(of_person)
    missions.update(reasons=[], cost={}, distance_km=None, amount_cents=None)
    slips = CashSlip.objects.filter(assignment__in=missions)
    forget_words(
        Paper.objects.filter(pk__in=slips.values("paper")).exclude(person=person), [person.kept_names[1]]
    )
    slips.update(handed_cents=None, ticket_cents=None, change_cents=None)
    BlockedPair.objects.filter(Q(volunteer__person=person) | Q(person=person)).delete()
    RulesOverride.objects.filter(of_person).update(reason="")
    first = Accompaniment.objects.filter(of_person | Q(companion__person=person))
    # The orders of two people who went together name each other.
    theirs = {
        key for pair in first.values_list("volunteer__person", "companion__person") for key in pair if key
    }
    orders = Paper.objects.filter(kind=PaperKind.ORDER, person__in=theirs - {person.pk})
    forget_words(orders, [person.kept_names[1]])
    first.update(reason="")


def destroy_missions(keys: list[int], _at: datetime) -> None:
    """Delete missions long over."""
    for start in range(0, len(keys), 500):
        Assignment.objects.filter(pk__in=keys[start : start + 500]).delete()
