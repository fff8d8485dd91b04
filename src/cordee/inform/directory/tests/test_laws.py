"""A question says never who asks it, is counted rather than copied, and its answer ends; a platform is looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Role
from cordee.inform.directory.actions.platforms import (
    PlatformFacts,
    change_platform,
    propose_platforms,
    publish_platform,
    put_back_platform,
    record_platform,
    unpublish_platform,
    withdraw_platform,
)
from cordee.inform.directory.actions.questions import (
    Answer,
    answer_question,
    count_question,
    note_question,
    put_back_question,
    uncount_question,
    withdraw_question,
)
from cordee.inform.directory.models import (
    Platform,
    PlatformState,
    Question,
    QuestionDay,
    QuestionState,
    Serves,
)
from cordee.inform.directory.rules.likeness import alike, question_key
from cordee.inform.directory.rules.starters import starter_platforms
from cordee.inform.directory.selectors.platforms import (
    PlatformFilter,
    desk_platforms,
    public_platforms,
    starter_platforms_left,
)
from cordee.inform.directory.selectors.questions import (
    QuestionFilter,
    desk_questions,
    most_asked_today,
    near_questions,
    public_questions,
    waiting_count,
)
from cordee.inform.directory.tests.factories import a_platform, a_published_platform, an_answered_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def hugo(account):
    return account(Role.COMMUNICATION)


@pytest.fixture
def nadia(account):
    return account(Role.RECEPTIONIST)


ONE_QUESTION = [
    ("Où trouver des masques ?", "Où peut-on trouver des masques en tissu ?"),
    ("La déchetterie est-elle ouverte ?", "Est-ce que la déchèterie est ouverte"),
    ("Quand ouvre la déchetterie ?", "La déchetterie est-elle ouverte ?"),
    ("Quels papiers pour sortir ?", "Quels papiers faut-il pour sortir faire ses courses ?"),
    ("Le marché a lieu samedi ?", "Le marché du samedi a-t-il lieu ?"),
    ("Est-ce que les écoles sont fermées demain ?", "Les écoles seront-elles fermées demain ?"),
    ("Puis-je promener mon chien ?", "A-t-on le droit de promener son chien ?"),
    ("L’eau du robinet est-elle potable ?", "Peut-on boire l’eau du robinet ?"),
]
TWO_QUESTIONS = [
    ("Heures de la déchetterie", "Heures de la pharmacie"),
    ("Qui garde les enfants des infirmières ?", "Qui garde les animaux ?"),
    ("Le marché du samedi a-t-il lieu ?", "Le bus du samedi passe-t-il ?"),
    ("L’eau du robinet est-elle potable ?", "L’eau est-elle coupée ?"),
    ("Comment faire garder mon chat ?", "Où poster une lettre ?"),
]


@pytest.mark.parametrize(("asked", "known"), ONE_QUESTION)
def test_the_same_question_in_other_words_is_proposed(asked, known):
    assert [one.question_id for one in alike(asked, [(7, question_key(known))])] == [7]


@pytest.mark.parametrize(("asked", "known"), TWO_QUESTIONS)
def test_another_question_is_not(asked, known):
    assert alike(asked, [(7, question_key(known))]) == []


def test_the_same_words_are_counted_and_not_copied(now, nadia):
    first = note_question(text="Où trouver des masques ?", by=nadia, at=now)
    again = note_question(text="ou trouver des masques", by=nadia, at=now)
    other = near_questions("Où trouver des masques en tissu ?")
    assert again == first and other == [first] and Question.objects.count() == 1
    count_question(question=first, by=nadia, at=now + timedelta(days=1))
    first.refresh_from_db()
    assert first.asked_count == 3
    assert [(one.day, one.count) for one in QuestionDay.objects.order_by("day")] == [
        (now.date(), 2), (now.date() + timedelta(days=1), 1),
    ]  # fmt: skip


def test_a_question_noted_by_mistake_leaves_nothing(now, nadia, hugo):
    question = note_question(text="Une question pour rien ?", by=nadia, at=now)
    assert uncount_question(question=question, by=nadia, at=now) is None and not Question.objects.exists()
    answered = an_answered_question(now, hugo, "Le marché a-t-il lieu ?")
    assert uncount_question(question=answered, by=nadia, at=now) == answered
    with pytest.raises(Refused, match="rien à annuler"):
        uncount_question(question=answered, by=nadia, at=now)


@pytest.mark.parametrize(
    "private",
    [
        "Mme Rolland peut-elle sortir ?", "Jeanne Rolland demande un masque", "Rappeler le 06 39 98 11 77 pour les courses",
        "jeanne.r@exemple.fr veut savoir", "Je m’appelle jeanne, où aller ?", "Quand passe ROLLAND Jeanne ?",
        "Marie Le Goff est-elle aidée ?",
    ],
)  # fmt: skip
def test_who_asks_is_refused_beside_the_field_and_kept_nowhere(now, nadia, private):
    with pytest.raises(Refused, match="sans nom ni numéro") as refused:
        note_question(text=private, by=nadia, at=now)
    assert refused.value.field == "text"
    assert not Question.objects.exists() and not Event.objects.filter(verb="note_question").exists()


@pytest.mark.parametrize(
    "public",
    [
        "La Croix-Rouge passe-t-elle aujourd’hui ?", "La rue Jean Jaurès est-elle fermée ?", "Monsieur le maire reçoit-il ?",
        "L’école Jules Ferry ouvre demain ?", "France Travail est ouvert ?", "Saint-Aubin Nord est-il inondé ?",
        "Le 15 répond-il ?", "Les Restos du Cœur sont ouverts ?",
    ],
)  # fmt: skip
def test_a_street_a_school_or_a_public_body_is_nobody(now, nadia, public):
    assert note_question(text=public, by=nadia, at=now, spared=["Saint-Aubin Nord"]).text == public


def test_the_trace_of_a_question_holds_none_of_its_words(now, nadia):
    note_question(text="Où trouver des masques ?", by=nadia, at=now)
    event = Event.objects.get(verb="note_question")
    assert event.facts == {"again": False} and event.subject.startswith("question:")


def test_the_three_most_asked_of_the_day_come_with_those_that_wait_first(now, nadia, hugo):
    answered = an_answered_question(now, hugo, "Le marché du samedi a-t-il lieu ?")
    for _ in range(5):
        count_question(question=answered, by=nadia, at=now)
    for text, times in (
        ("Les bus roulent-ils ?", 3),
        ("La piscine ouvre-t-elle ?", 2),
        ("Qui vide les poubelles ?", 1),
    ):
        for _ in range(times):
            note_question(text=text, by=nadia, at=now)
    note_question(text="Une question d’hier, très ancienne ?", by=nadia, at=now - timedelta(days=1))
    told = [(line.question.text, line.today) for line in most_asked_today(at=now)]
    assert told == [
        ("Les bus roulent-ils ?", 3), ("La piscine ouvre-t-elle ?", 2), ("Le marché du samedi a-t-il lieu ?", 6),
    ]  # fmt: skip


def test_answering_publishes_with_a_source_and_an_end(now, hugo):
    question = an_answered_question(now, hugo, "Le marché du samedi a-t-il lieu ?")
    assert question.answered_by == hugo and waiting_count(at=now) == 0
    assert [line.question for line in public_questions(QuestionFilter(), at=now)] == [question]
    assert [line.question for line in public_questions(QuestionFilter("MARCHE"), at=now)] == [question]
    over = now + timedelta(days=31)
    assert public_questions(QuestionFilter(), at=over) == [] and waiting_count(at=over) == 1
    assert desk_questions(QuestionFilter(state="waiting"), at=over)[0].state_label == "réponse échue"


GOOD = Answer("Le marché a-t-il lieu ?", "food", "Oui.", "Mairie", date(2026, 5, 1))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answer": " "}, "answer"), ({"source": ""}, "source"), ({"theme": "x"}, "theme"),
        ({"text": "M. Rolland sort ?"}, "text"),
        ({"expires_on": date(2026, 4, 6)}, "expires_on"), ({"expires_on": date(2026, 10, 8)}, "expires_on"),
    ],
)  # fmt: skip
def test_an_answer_is_whole_or_is_not_read(now, nadia, hugo, wrong, field):
    question = note_question(text="Le marché a-t-il lieu ?", by=nadia, at=now)
    with pytest.raises(Refused) as refused:
        answer_question(question=question, said=replace(GOOD, **wrong), version=1, by=hugo, at=now)
    assert refused.value.field == field and Question.objects.get().state == QuestionState.OPEN


def test_two_answers_at_once_do_not_erase_each_other(now, nadia, hugo):
    question = note_question(text="Le marché a-t-il lieu ?", by=nadia, at=now)
    answer_question(question=question, said=GOOD, version=1, by=hugo, at=now)
    with pytest.raises(Refused, match="collègue"):
        answer_question(question=question, said=GOOD, version=1, by=hugo, at=now)
    other = note_question(text="Les poubelles sont-elles vidées ?", by=nadia, at=now)
    with pytest.raises(Refused, match="ces mots"):
        answer_question(question=other, said=GOOD, version=1, by=hugo, at=now)


def test_a_question_taken_away_is_put_back_as_it_was(now, hugo, nadia):
    question = an_answered_question(now, hugo, "Le marché a-t-il lieu ?")
    withdraw_question(question=question, why="Le marché est annulé.", by=hugo, at=now)
    assert public_questions(QuestionFilter(), at=now) == [] and waiting_count(at=now) == 0
    note_question(text="Le marché a-t-il lieu ?", by=nadia, at=now)
    assert put_back_question(question=question, by=hugo, at=now).asked_count == 2
    assert len(public_questions(QuestionFilter(), at=now)) == 1


def test_the_front_desk_notes_and_communication_answers(now, nadia, hugo, account):
    question = note_question(text="Le marché a-t-il lieu ?", by=nadia, at=now)
    with pytest.raises(Refused, match="rôle"):
        answer_question(question=question, said=GOOD, version=1, by=nadia, at=now)
    with pytest.raises(Refused, match="rôle"):
        record_platform(facts=PlatformFacts("X", "Y.", "https://x.fr"), by=nadia, at=now)
    with pytest.raises(Refused, match="rôle"):
        note_question(text="Le marché a-t-il lieu ?", by=account(Role.ADMINISTRATOR), at=now)


def test_a_platform_is_read_once_looked_at_and_named_again_after_six_months(now, hugo):
    platform = a_platform(now, hugo, name="Voisins")
    assert public_platforms(at=now) == []
    publish_platform(platform=platform, by=hugo, at=now)
    assert [line.host for line in public_platforms(at=now)] == ["exemple.fr"]
    assert public_platforms(at=now, serves="help") == []
    late = now + timedelta(days=190)
    assert [line.due for line in desk_platforms(PlatformFilter(state="due"), at=late)] == [True]
    publish_platform(platform=platform, by=hugo, at=late)
    assert desk_platforms(PlatformFilter(state="due"), at=late) == []
    assert list(Event.objects.order_by("id").values_list("verb", flat=True))[-2:] == [
        "publish_platform",
        "verify_platform",
    ]


def test_a_platform_for_nobody_is_not_published_and_a_withdrawal_is_undone(now, hugo):
    nobody = a_platform(now, hugo, serves=())
    with pytest.raises(Refused) as refused:
        publish_platform(platform=nobody, by=hugo, at=now)
    assert refused.value.field == "serves"
    platform = a_published_platform(now, hugo)
    withdraw_platform(platform=platform, why="Le site a fermé.", by=hugo, at=now)
    assert public_platforms(at=now) == []
    assert put_back_platform(platform=platform, by=hugo, at=now).state == PlatformState.PUBLISHED
    assert unpublish_platform(platform=platform, by=hugo, at=now).state == PlatformState.DRAFT


def test_a_platform_corrected_meanwhile_is_read_again_first(now, hugo):
    platform = a_platform(now, hugo)
    facts = PlatformFacts("Voisins", "Elle relie.", "https://x.fr", ("help",))
    change_platform(platform=platform, facts=facts, version=1, by=hugo, at=now)
    assert "link" in Event.objects.get(verb="change_platform").facts["fields"]
    with pytest.raises(Refused, match="collègue"):
        change_platform(platform=platform, facts=facts, version=1, by=hugo, at=now)


@pytest.mark.parametrize(
    "link", ["http://x.fr", "javascript:alert(1)", "https://a@x.fr", "https://10.0.0.1", "https://x.fr:81"]
)
def test_a_platform_leads_over_https_to_a_public_name(now, hugo, link):
    with pytest.raises(Refused) as refused:
        a_platform(now, hugo, link=link)
    assert refused.value.field == "link"


def test_the_starter_platforms_come_as_drafts_of_no_party(now, hugo):
    assert propose_platforms(by=hugo, at=now) == len(starter_platforms()) and starter_platforms_left() == 0
    assert propose_platforms(by=hugo, at=now) == 0 and public_platforms(at=now) == []
    kept = list(Platform.objects.all())
    assert all(one.serves and set(one.serves) <= set(Serves.values) for one in kept)
    assert not any("en-marche" in one.link for one in kept)
