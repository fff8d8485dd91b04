"""Forgetting the people helped: words and doors go, what figures are made of stays."""

from __future__ import annotations

import json
from datetime import datetime

from cordee.ground.needs.models import Beneficiary, Household, Need, NeedDraft, NeedsAssessment
from cordee.ground.needs.rules.assessment import questions_asked
from cordee.ground.people.actions.consents import forget_consents
from cordee.ground.people.actions.privacy import forget_identity
from cordee.ground.people.models import Person
from cordee.ground.people.ports import is_used
from cordee.ground.people.rules.mentions import marks_of
from cordee.ground.territory.models import LocationQuality

_BATCH = 200


def forget_requests(person: Person, at: datetime) -> None:
    """The file and the requests of a person; the district stays, figures are told by it."""
    Need.objects.filter(requester=person).update(requester=None)
    NeedsAssessment.objects.filter(person=person).delete()
    _forget_drafts(person)
    forget_consents(person)
    file = Beneficiary.objects.select_related("household").filter(person=person).first()
    if file is None:
        return
    Need.objects.filter(beneficiary=file).update(
        details="", closing_note="", next_action="", referred_to="", treatment_days_left=None, food_days_left=None,
        money_ceiling_euros=None, money_method="", requester=None, language="fr", source_key="",
    )  # fmt: skip
    file.recognition_word, file.mobility = "", ""
    file.recognition_word_on = file.lives_alone = file.share_with_helper = file.notice_given_at = None
    file.wishes_register = False
    file.erased_at = at
    file.save()
    if not Beneficiary.objects.filter(household=file.household, erased_at=None).exists():
        forget_door(file.household)


def forget_door(household: Household) -> None:
    """Nobody known lives there any more."""
    household.address = household.address_extra = household.access_notes = ""
    household.postcode = household.city = household.ban_id = ""
    household.latitude = household.longitude = None
    household.location_quality = LocationQuality.UNKNOWN
    household.save()


def _forget_drafts(person: Person) -> None:
    """Calls interrupted that speak of the person."""
    marks, name = marks_of(person), person.last_name.casefold()
    for draft in NeedDraft.objects.all():
        said = f"{draft.label} {json.dumps(draft.fields, ensure_ascii=False)}"
        if (name and name in said.casefold()) or marks.number_in(said):
            draft.delete()


def destroy_drafts(keys: list[int], _at: datetime) -> None:
    """Calls interrupted that nobody took up again."""
    NeedDraft.objects.filter(pk__in=keys).delete()


def object_to_requests(person: Person, _at: datetime) -> None:
    """No volunteer is proposed any more: only the town comes."""
    Beneficiary.objects.filter(person=person).update(share_with_helper=False, wishes_register=False)


def destroy_health(keys: list[int], _at: datetime) -> None:
    """Health answers and free notes of closed requests; mobility when nothing is open any more."""
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        Need.objects.filter(pk__in=batch).update(details="", closing_note="", treatment_days_left=None)
        files = Need.objects.filter(pk__in=batch).values("beneficiary")
        busy = Need.objects.filter(beneficiary__in=files, closed_at=None).values("beneficiary")
        Beneficiary.objects.filter(pk__in=files).exclude(pk__in=busy).update(mobility="")


def destroy_assessment_words(keys: list[int], at: datetime) -> None:
    """What touches health and free words of sheets; what was ticked of classes A and B stays for the follow-up."""
    questions = questions_asked()
    for sheet in NeedsAssessment.objects.filter(pk__in=keys):
        ticked = {code: said for code, said in sheet.answers.items() if code in questions}
        sheet.answers = {code: said for code, said in ticked.items() if questions[code].kind != "text"}
        sheet.health, sheet.emptied_at = None, at
        sheet.save(update_fields=["answers", "health", "emptied_at"])


def destroy_assessments(keys: list[int], at: datetime) -> None:
    """Sheets whose time is over; who the person is goes too when nothing else stands in their name."""
    for sheet in NeedsAssessment.objects.select_related("person").filter(pk__in=keys):
        sheet.delete()
        if not is_used(sheet.person):
            forget_identity(sheet.person, at)


def destroy_files(keys: list[int], at: datetime) -> None:
    """Files of people helped; who they are goes too, unless they help others."""
    for file in Beneficiary.objects.select_related("person").filter(pk__in=keys):
        forget_requests(file.person, at)
        if not is_used(file.person):
            forget_identity(file.person, at)
