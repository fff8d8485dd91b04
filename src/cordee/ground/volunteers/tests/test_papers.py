"""Frames, texts accepted, badges, orders, and who is told what of a number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.papers import revoke_paper
from cordee.ground.papers.actions.texts import write_text
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.codes import shown_code
from cordee.ground.papers.rules.validity import Validity
from cordee.ground.papers.selectors.printing import paper_pdf
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.admission import record_check, suspend_volunteer
from cordee.ground.volunteers.actions.checks import take_check_back
from cordee.ground.volunteers.actions.leaving import let_volunteer_go
from cordee.ground.volunteers.actions.papers import (
    accept_text,
    change_frame,
    issue_badge,
    issue_order,
    print_agreement,
)
from cordee.ground.volunteers.models import Acceptance, Frame, Volunteer
from cordee.ground.volunteers.rules.frames import FRAMES
from cordee.ground.volunteers.selectors.acceptances import texts_to_accept
from cordee.ground.volunteers.selectors.checking import checked_by_phone, checked_code
from cordee.ground.volunteers.tests.factories import a_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def karim(now, lucie):
    return a_volunteer(now, lucie)


def a_badge(karim, lucie, now, days=90):
    return issue_badge(
        volunteer=karim, until=timezone.localtime(now).date() + timedelta(days=days), by=lucie, at=now
    )


def an_order(karim, lucie, now, *, starts=timedelta(0), length=timedelta(days=6), **words):
    words = {"sector": "Les Tilleuls", "vehicle": "", "motive": "", "act": "", "signer": ""} | words
    return issue_order(
        volunteer=karim, starts_at=now + starts, ends_at=now + starts + length, activities=["Courses à domicile"],
        by=lucie, at=now, **words,
    )  # fmt: skip


def told(paper, at):
    return checked_code(shown_code(paper.code), at=at).validity


def test_a_badge_says_first_name_initial_activities_days_and_nothing_more(karim, lucie, now):
    badge = a_badge(karim, lucie, now)
    pdf = paper_pdf(badge)
    words = words_of(pdf)
    assert "Karim B." in words and shown_code(badge.code) in words and "6 juillet 2026" in words
    assert "Courses à domicile" in words and "Photo à coller ici" in words and "02 61 91 00 00" in words
    assert karim.person.last_name not in words and "1991" not in words
    assert faults_of(pdf) == []


def test_a_number_lives_expires_is_cancelled_is_suspended_and_a_forged_one_is_nothing(karim, lucie, now):
    badge = a_badge(karim, lucie, now)
    assert told(badge, now) == Validity.VALID
    assert told(badge, now + timedelta(days=89)) == Validity.VALID
    assert told(badge, now + timedelta(days=92)) == Validity.EXPIRED
    assert told(badge, now - timedelta(days=1)) == Validity.INVALID
    suspend_volunteer(volunteer=karim, by=lucie, at=now)
    assert told(badge, now) == Validity.SUSPENDED
    Volunteer.objects.update(state="cleared")
    revoke_paper(paper=badge, by=lucie, at=now)
    assert told(badge, now) == Validity.INVALID
    for forged in ("", "K7MP", "O0O0-IIII", "' OR 1=1", "9" * 500, "AAAA-AAAA", "é" * 8):
        assert checked_code(forged, at=now).validity == Validity.INVALID
        assert not checked_code(forged, at=now).name


def test_who_left_has_no_badge_any_more(karim, lucie, now):
    badge = a_badge(karim, lucie, now)
    let_volunteer_go(volunteer=karim, by=lucie, at=now)
    assert told(badge, now) == Validity.INVALID


def test_a_new_badge_cancels_the_one_worn_before(karim, lucie, now):
    first, second = a_badge(karim, lucie, now), a_badge(karim, lucie, now)
    assert told(first, now) == Validity.INVALID and told(second, now) == Validity.VALID


def test_on_the_telephone_the_code_and_the_first_name_are_both_needed(karim, lucie, now):
    badge = a_badge(karim, lucie, now)
    code = f"{badge.short_code[:2]}-{badge.short_code[2:]}"
    assert [one.name for one in checked_by_phone(code, " KARIM ", at=now)] == ["Karim B."]
    assert checked_by_phone(code, "Kevin", at=now) == [] == checked_by_phone(code, "", at=now)
    wrong = f"{(int(badge.short_code) + 1) % 10_000:04d}"
    assert checked_by_phone(wrong, "Karim", at=now) == []
    assert checked_by_phone(shown_code(badge.code), "karim", at=now)[0].validity == Validity.VALID


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"charter_accepted_at": None}, "charte"),
        ({"state": "suspended"}, "suspendue"),
        ({"state": "left"}, "fermé"),
        ({"frame": Frame.NEIGHBOURLY}, "met en relation, elle ne mandate pas"),
        ({"frame": Frame.PARTNER_ORG}, "association"),
    ],
)
def test_no_badge_and_no_order_without_what_they_vouch_for(karim, lucie, now, change, sentence):
    Volunteer.objects.update(**change)
    karim.refresh_from_db()
    for give in (a_badge, an_order):
        with pytest.raises(Refused, match=sentence):
            give(karim, lucie, now)
    assert not Paper.objects.exists()


def test_no_badge_before_the_identity_is_seen(karim, lucie, now):
    take_check_back(volunteer=karim, kind="identity", by=lucie, at=now)
    with pytest.raises(Refused, match="pièce d’identité"):
        a_badge(karim, lucie, now)


def test_a_badge_ends_within_a_year_and_never_in_the_past(karim, lucie, now):
    for days in (-1, 400):
        with pytest.raises(Refused):
            a_badge(karim, lucie, now, days=days)


def test_an_order_says_who_what_where_when_in_which_frame_and_covers_a_week_at_most(karim, lucie, now):
    badge = a_badge(karim, lucie, now)
    order = an_order(karim, lucie, now, vehicle="AB-123-CD", act="l’arrêté n° 14", signer="l’adjointe #1")
    pdf = paper_pdf(order)
    words = words_of(pdf)
    for part in (
        "OM-2026-0001", karim.person.full_name, "2 mai 1991", shown_code(badge.code), "Courses à domicile",
        "secteur Les Tilleuls", "AB-123-CD", "l’arrêté n° 14", "l’adjointe #1", "collaborateur occasionnel",
        "13 avril 2026 à 9 h 12", shown_code(order.code),
    ):  # fmt: skip
        assert part in words, part
    assert faults_of(pdf) == []
    with pytest.raises(Refused, match="une semaine au plus"):
        an_order(karim, lucie, now, starts=timedelta(days=20), length=timedelta(days=7, minutes=1))
    with pytest.raises(Refused, match="couvre déjà ces jours"):
        an_order(karim, lucie, now, starts=timedelta(days=5))
    with pytest.raises(Refused, match="passés"):
        an_order(karim, lucie, now, starts=timedelta(days=-9))
    assert told(order, now) == Validity.VALID
    assert told(order, now + timedelta(days=6)) == Validity.EXPIRED


def test_the_texts_and_the_insurance_follow_the_frame(karim, lucie, now):
    assert [one.text.kind for one in texts_to_accept(karim)] == [PaperKind.CHARTER, PaperKind.AGREEMENT]
    words = words_of(paper_pdf(print_agreement(volunteer=karim, kind=PaperKind.AGREEMENT, by=lucie, at=now)))
    assert "collaborateur occasionnel du service public" in words
    change_frame(volunteer=karim, frame=Frame.RCSC, by=lucie, at=now)
    assert [one.text.kind for one in texts_to_accept(karim)] == [PaperKind.CHARTER, PaperKind.RCSC]
    words = words_of(paper_pdf(print_agreement(volunteer=karim, kind=PaperKind.RCSC, by=lucie, at=now)))
    assert "L. 724-1" in words and "quinze jours ouvrables" in words
    with pytest.raises(Refused, match="ne concerne pas"):
        print_agreement(volunteer=karim, kind=PaperKind.AGREEMENT, by=lucie, at=now)
    change_frame(volunteer=karim, frame=Frame.NEIGHBOURLY, by=lucie, at=now)
    assert [one.text.kind for one in texts_to_accept(karim)] == [PaperKind.CHARTER]
    assert set(FRAMES) == set(Frame)


def test_changing_the_frame_cancels_the_papers_that_name_the_former(karim, lucie, now):
    badge, order = a_badge(karim, lucie, now), an_order(karim, lucie, now)
    assert change_frame(volunteer=karim, frame=Frame.NEIGHBOURLY, by=lucie, at=now) == 2
    assert told(badge, now) == told(order, now) == Validity.INVALID
    assert Event.objects.filter(verb="change_frame").get().facts["before"] == "commune_cosp"


def test_signing_up_keeps_which_charter_was_accepted(karim):
    assert Acceptance.objects.values_list("volunteer", "kind", "version", "seen_by").get() == (
        karim.pk, "charter", 0, None,
    )  # fmt: skip


def test_a_text_is_accepted_in_the_version_that_was_read(karim, lucie, now):
    accept_text(volunteer=karim, kind=PaperKind.AGREEMENT, version=0, by=karim.person, at=now)
    write_text(kind=PaperKind.AGREEMENT, body="Une autre convention.", after=0, by=lucie, at=now)
    agreement = texts_to_accept(karim)[1]
    assert agreement.accepted.version == 0 and not agreement.up_to_date
    with pytest.raises(Refused, match="vient de changer"):
        accept_text(volunteer=karim, kind=PaperKind.AGREEMENT, version=0, by=karim.person, at=now)
    accept_text(volunteer=karim, kind=PaperKind.AGREEMENT, version=1, by=lucie, at=now)
    accept_text(volunteer=karim, kind=PaperKind.AGREEMENT, version=1, by=lucie, at=now)
    agreement = texts_to_accept(karim)[1]
    assert agreement.up_to_date and agreement.accepted.seen_by == lucie
    assert Acceptance.objects.filter(kind="agreement").count() == 2


def test_an_act_of_engagement_is_signed_at_the_town_hall_only(karim, lucie, now):
    change_frame(volunteer=karim, frame=Frame.RCSC, by=lucie, at=now)
    with pytest.raises(Refused, match="en mairie"):
        accept_text(volunteer=karim, kind=PaperKind.RCSC, version=0, by=karim.person, at=now)
    assert accept_text(volunteer=karim, kind=PaperKind.RCSC, version=0, by=lucie, at=now).seen_by == lucie


def test_a_charter_ticked_by_mistake_is_taken_back_with_its_version(karim, lucie, now):
    record_check(volunteer=karim, check="charter", by=lucie, at=now, seen=False)
    assert not Acceptance.objects.exists() and karim.charter_accepted_at is None
    record_check(volunteer=karim, check="charter", by=lucie, at=now)
    assert Acceptance.objects.get().seen_by == lucie and karim.charter_accepted_at == now
