"""The « fiche d’évaluation »: what each answer triggers, what is kept, who may take it up again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.assessments import (
    begin_assessment,
    confirm_assessment,
    finish_assessment,
    save_assessment,
)
from cordee.ground.needs.actions.forgetting import destroy_assessment_words, destroy_assessments
from cordee.ground.needs.actions.requests import Asked
from cordee.ground.needs.models import Need, NeedsAssessment
from cordee.ground.needs.rules import assessment as rules
from cordee.ground.needs.selectors import retention
from cordee.ground.needs.selectors.assessments import (
    assessment_for,
    next_contacts,
    unfinished_assessments,
)
from cordee.ground.needs.selectors.export import export_requests
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Role

ENOUGH = {
    "caller_role": "self",
    "consent_info": "oui",
    "lives_alone": "oui",
    "food_days_left": "7",
    "next_contact": "2",
}


@pytest.fixture
def solene(account):
    return account(Role.SOCIAL_WORKER)


@pytest.fixture
def her(now):
    return a_need(now).beneficiary.person


def _saved(her, by, now, **said):
    sheet = begin_assessment(person=her, by=by, at=now)
    return save_assessment(sheet=sheet, said=ENOUGH | said, version=sheet.version, seconds=90, by=by, at=now)


@pytest.mark.parametrize(
    ("said", "activity", "urgency"),
    [
        ({"food_days_left": "1"}, "COURSES", 1),
        ({"food_days_left": "3"}, "COURSES", 2),
        ({"food_days_left": "10"}, "COURSES", None),
        ({"shopping_means": "none"}, "COURSES", 3),
        ({"food_days_left": "1", "shopping_means": "none"}, "COURSES", 1),
        ({"food_days_left": "3", "money_hardship": "oui"}, "AIDE_ALIMENTAIRE", 2),
        ({"money_hardship": "oui", "food_days_left": "7"}, "AIDE_ALIMENTAIRE", None),
        ({"treatment_days_left": "2"}, "MEDICAMENTS", 1),
        ({"treatment_days_left": "5"}, "MEDICAMENTS", 2),
        ({"treatment_days_left": "none"}, "MEDICAMENTS", None),
        ({"loneliness": "0-1", "wants_calls": "oui"}, "APPEL_CONVIVIALITE", 3),
        ({"loneliness": "0-1", "wants_calls": "non"}, "APPEL_CONVIVIALITE", None),
        ({"loneliness": "0-1"}, "APPEL_CONVIVIALITE", None),
        ({"pet": ["walk"]}, "ANIMAUX", 3),
        ({"pet": ["none"]}, "ANIMAUX", None),
        ({"transport_need": "mardi 9 h, mairie"}, "TRANSPORT_PERSONNE", 2),
        ({"digital": ["help", "internet"]}, "AIDE_NUMERIQUE", 4),
        ({"school_continuity": ["device"]}, "PRET_NUMERIQUE", 3),
        ({"school_continuity": ["tutoring"]}, "SOUTIEN_SCOLAIRE", 3),
        ({"children": "4 ans", "profession_priority": "carer"}, "GARDE_ENFANTS", 2),
        ({"children": "4 ans", "profession_priority": "no"}, "GARDE_ENFANTS", None),
        ({"profession_priority": "carer"}, "GARDE_ENFANTS", None),
        ({"heating_cooling": ["cold"], "children": "4 mois"}, "EAU_FROID", 1),
        ({"heating_cooling": ["hot"]}, "EAU_FROID", 2),
        ({"utilities": ["water"]}, "EAU_FROID", 1),
        ({"needs": ["DEMARCHES"]}, "DEMARCHES", 4),
    ],
)
def test_what_each_answer_proposes(said, activity, urgency):
    found = {one.activity: one for one in rules.proposals_of(said)}
    assert (found[activity].urgency if activity in found else None) == urgency
    assert all(one.because for one in found.values())


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"safety_at_home": "non"}, ["silent"]),
        ({"safety_at_home": "silent"}, ["silent"]),
        ({"safety_at_home": "oui"}, []),
        ({"mood_flag": "worrying"}, ["worrying"]),
        ({"electric_device": "oui", "utilities": ["power"]}, ["power"]),
        ({"electric_device": "oui"}, []),
        ({"at_risk_declared": "oui"}, ["contactless"]),
        ({"help_stopped": "l’aide à domicile"}, ["stopped"]),
        ({"money_hardship": "oui"}, ["hardship"]),
        ({"can_offer": "couture"}, ["offer"]),
        ({"register_wish": "oui"}, ["register"]),
        ({"register_wish": "already"}, []),
    ],
)
def test_what_each_answer_asks_the_agent_to_know(said, codes):
    assert [one.code for one in rules.notices_of(said)] == codes


def test_the_file_of_questions_names_only_questions_answers_and_activities_that_exist():
    questions = {one.code: one for section in rules.every_section() for one in section.questions}
    for rule in [*rules._data()["proposal"], *rules._data()["notice"]]:
        assert rule.get("activity", "COURSES") in ACTIVITIES
        for code, wanted in rule["if"].items():
            offered = {value for value, _ in questions[code].options}
            assert wanted == ["*"] or set(wanted) <= offered, (rule, code)


def test_no_question_about_health_is_compulsory_and_a_call_of_compulsory_ones_takes_under_two_minutes():
    questions = [one for section in rules.every_section() for one in section.questions]
    assert [one.code for one in questions if one.must and one.privacy == "C"] == []
    assert sum(one.seconds for one in questions if one.must) <= 120
    # Every question of the longest sheet still holds in six minutes (domain.md § 3.1), at the pace of `WORDS_PER_SECOND`.
    assert sum(one.seconds for one in questions) <= 360


def test_a_draft_asks_for_nothing_and_finishing_names_the_first_question_left(now, solene, her):
    sheet = begin_assessment(person=her, by=solene, at=now)
    sheet = save_assessment(sheet=sheet, said={"pet": ["food"]}, version=0, seconds=10_000, by=solene, at=now)
    assert sheet.said == {"pet": ["food"]} and sheet.seconds_spent == 20 * 60
    with pytest.raises(Refused) as refused:
        finish_assessment(sheet=sheet, by=solene, at=now)
    assert refused.value.field == "caller_role"


def test_a_draft_is_taken_up_by_a_colleague_of_the_ccas_and_by_no_other_caller(now, account, solene, her):
    nadia, thomas = account(Role.RECEPTIONIST), account(Role.CALLER)
    sheet = _saved(her, nadia, now)
    assert begin_assessment(person=her, by=solene, at=now) == sheet
    assert unfinished_assessments(nadia) == unfinished_assessments(solene) == [sheet]
    assert unfinished_assessments(thomas) == [] and assessment_for(thomas, sheet.pk) is None
    later = save_assessment(
        sheet=sheet, said=ENOUGH, version=1, seconds=30, by=solene, at=now + timedelta(hours=1)
    )
    assert (later.begun_by, later.saved_by, later.seconds_spent) == (nadia, solene, 120)
    with pytest.raises(Refused, match="pendant que vous écriviez"):
        save_assessment(sheet=sheet, said={}, version=1, seconds=1, by=nadia, at=now)


def test_what_touches_health_is_neither_asked_nor_kept_where_the_host_may_not(now, solene, her, settings):
    settings.HDS = False
    assert not {"mobility", "diet", "treatment_days_left"} & set(rules.questions_asked())
    sheet = _saved(her, solene, now, mobility="bedridden", diet="sans sel", symptoms_now="oui")
    settings.HDS = True
    kept = NeedsAssessment.objects.get(pk=sheet.pk)
    assert kept.said == ENOUGH and not kept.health


def test_symptoms_are_never_kept_only_to_whom_the_person_was_sent(now, solene, her, settings):
    settings.HDS = True
    sheet = _saved(her, solene, now, symptoms_now="oui", oriented_to="15")
    assert sheet.said == ENOUGH | {"oriented_to": "15"} and sheet.health == {"oriented_to": "15"}


def test_nobody_unsafe_is_called_again_without_a_safe_moment(now, solene, her):
    sheet = _saved(her, solene, now, safety_at_home="silent")
    with pytest.raises(Refused, match="sans risque") as refused:
        finish_assessment(sheet=sheet, by=solene, at=now)
    assert refused.value.field == "safe_slot"
    safe = _saved(her, solene, now, safety_at_home="silent", safe_slot="mardi matin")
    assert finish_assessment(sheet=safe, by=solene, at=now).finished_at == now


def test_what_is_confirmed_enters_the_queue_once_and_the_next_contact_is_due(now, solene, her):
    sheet = finish_assessment(sheet=_saved(her, solene, now), by=solene, at=now)
    taken = confirm_assessment(
        sheet=sheet, asked=[Asked("ANIMAUX", 3)], place={}, priority=2, by=solene, at=now
    )
    assert [one.activity for one in taken.needs] == ["ANIMAUX"] and taken.beneficiary.lives_alone is True
    assert next_contacts(now.date() + timedelta(days=1)) == []
    assert next_contacts(now.date() + timedelta(days=2)) == [sheet]
    with pytest.raises(Refused, match="déjà décidées"):
        confirm_assessment(sheet=sheet, asked=[], place={}, priority=2, by=solene, at=now)
    assert Need.objects.filter(beneficiary__person=her).count() == 2


def test_the_person_reads_what_is_kept_but_for_what_somebody_at_home_must_not_find(now, solene, her):
    _saved(her, solene, now, safety_at_home="non", safe_slot="mardi", agent_summary="Parle bas.")
    told = str(export_requests(her)["Fiches d’évaluation"])
    assert "Parle bas." in told and "2" in told and "sécurité" not in told and "mardi" not in told


def test_words_go_after_a_month_and_the_sheet_after_three(now, solene, her, settings):
    settings.HDS = True
    sheet = _saved(her, solene, now, mobility="housebound", agent_summary="Chien.", pet=["walk"])
    finish_assessment(sheet=sheet, by=solene, at=now)
    later = now + timedelta(days=31)
    keys = [one.key for one in retention.old_assessment_words(later, 10)]
    destroy_assessment_words(keys, later)
    sheet.refresh_from_db()
    assert sheet.said == ENOUGH | {"pet": ["walk"]} and retention.old_assessment_words(later, 10) == []
    destroy_assessments([one.key for one in retention.old_assessments(later, 10)], later)
    assert not NeedsAssessment.objects.exists()


def test_whoever_refuses_is_helped_and_nothing_but_the_need_is_kept(now, solene, her):
    sheet = begin_assessment(person=her, by=solene, at=now)
    told = {
        "caller_role": "self",
        "consent_info": "non",
        "lives_alone": "oui",
        "needs": ["COURSES"],
        "next_contact": "1",
    }
    sheet = save_assessment(sheet=sheet, said=told, version=sheet.version, seconds=60, by=solene, at=now)
    assert set(sheet.said) == {"caller_role", "consent_info", "needs", "next_contact"}
    assert [one.activity for one in rules.proposals_of(sheet.said)] == ["COURSES"]
    finish_assessment(sheet=sheet, by=solene, at=now)
    # A life comes before: when not to call is kept.
    unsafe = told | {"safety_at_home": "silent", "safe_slot": "mardi à 10 h"}
    kept = rules.kept_answers(unsafe)
    assert {"safety_at_home", "safe_slot"} < set(kept) and "lives_alone" not in kept
