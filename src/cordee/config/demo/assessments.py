"""Two assessments of the demonstration, all invented: one interrupted, one finished whose needs wait for a yes."""

from __future__ import annotations

from datetime import timedelta

from cordee.config.demo.town import DemoTown
from cordee.ground.needs.actions.assessments import begin_assessment, finish_assessment, save_assessment
from cordee.ground.needs.models import OPEN_STATES, Beneficiary, Need
from cordee.ground.people.models import Person

_BEGUN = {"caller_role": "self", "consent_info": "oui", "lives_alone": "oui", "pet": ["food"]}
_DONE = _BEGUN | {
    "food_days_left": "1",
    "shopping_means": "none",
    "payment_means": "cheque_to_shop",
    "who_helps": ["nobody"],
    "loneliness": "0-1",
    "wants_calls": "oui",
    "can_offer": "tricot",
    "agent_summary": "Préfère qu’on appelle le matin.",
    "next_contact": "2",
}


def _people() -> list[Person]:
    """Two people helped, the ones with the least to do already."""
    helped = Beneficiary.objects.filter(person__protected=False, erased_at=None).select_related("person")
    busy = Need.objects.filter(state__in=OPEN_STATES).values("beneficiary")
    quiet = [one.person for one in helped.exclude(pk__in=busy).order_by("pk")[:2]]
    others = [one.person for one in helped.filter(pk__in=busy).order_by("-pk")[:2]]
    return [*quiet, *others][:2]


def write_assessments(town: DemoTown) -> None:
    """Write them by the actions of life, in the hours before the town is looked at."""
    staff = {one.email.split("@")[0]: one for one in town.accounts}
    callers = ((staff["nadia"], _BEGUN, 70), (staff["solene"], _DONE, 290))
    for person, (by, said, seconds) in zip(_people(), callers, strict=False):
        at = town.at - timedelta(hours=2)
        sheet = begin_assessment(person=person, by=by, at=at)
        sheet = save_assessment(
            sheet=sheet, said=said, version=0, seconds=seconds, by=by, at=at + timedelta(seconds=seconds)
        )
        if "next_contact" in said:
            finish_assessment(sheet=sheet, by=by, at=at + timedelta(seconds=seconds))
