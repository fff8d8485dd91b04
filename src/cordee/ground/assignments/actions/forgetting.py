"""Forgetting in the ledger: who did what stays a number, sentences and sums go."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cordee.ground.assignments.models import Assignment, BlockedPair, RulesOverride
from cordee.ground.papers.actions.forgetting import forget_words
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.people.models import Person


def forget_missions(person: Person, _at: datetime) -> None:
    """Sentences, sums and pairs of a person, on both sides of the door, and the receipts others hold with their name."""
    Assignment.objects.filter(Q(volunteer__person=person) | Q(need__beneficiary__person=person)).update(
        reasons=[], cost={}, distance_km=None, amount_cents=None
    )
    BlockedPair.objects.filter(Q(volunteer__person=person) | Q(person=person)).delete()
    RulesOverride.objects.filter(Q(volunteer__person=person) | Q(need__beneficiary__person=person)).update(
        reason=""
    )
    _forget_in_receipts(person)


def _forget_in_receipts(person: Person) -> None:
    """A cash slip is in the volunteer’s name and tells the person helped by first name and initial, or the reverse."""
    told = {
        f"{mission}, demande {mission.need}"
        for mission in Assignment.objects.select_related("need", "volunteer__person").filter(
            Q(need__beneficiary__person=person) | Q(volunteer__person=person)
        )
    }
    slips = Paper.objects.filter(kind=PaperKind.CASH_SLIP).exclude(person=person)
    hers = [slip for slip in slips if told & {fact[1] for fact in slip.content.get("facts", ())}]
    forget_words(hers, [person.short_name])


def destroy_missions(keys: list[int], _at: datetime) -> None:
    """Delete missions long over."""
    for start in range(0, len(keys), 500):
        Assignment.objects.filter(pk__in=keys[start : start + 500]).delete()
