"""A scheme is read by everybody only checked, only in its time; whoever may not write does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import Crisis, CrisisKind
from cordee.ground.people.models import Role
from cordee.inform.schemes.actions.records import (
    SchemeFacts,
    change_scheme,
    propose_schemes,
    publish_scheme,
    put_back_scheme,
    record_scheme,
    unpublish_scheme,
    verify_scheme,
    withdraw_scheme,
)
from cordee.inform.schemes.models import Audience, Authority, Scheme, SchemeState
from cordee.inform.schemes.rules.starters import starters
from cordee.inform.schemes.rules.telephones import read_service_phone, shown_service_phone
from cordee.inform.schemes.selectors.schemes import (
    SchemeFilter,
    desk_schemes,
    due_count,
    public_scheme,
    public_schemes,
    scheme_line,
    starters_left,
)
from cordee.inform.schemes.tests.factories import a_published_scheme, a_scheme

pytestmark = pytest.mark.django_db
EVERY = SchemeFilter()


@pytest.fixture
def hugo(account):
    return account(Role.COMMUNICATION)


def _told(at, **wanted) -> list[str]:
    return [line.scheme.title for line in public_schemes(SchemeFilter(**wanted), at=at)]


def test_nobody_reads_a_draft_and_everybody_reads_what_was_checked_today(now, hugo):
    scheme = a_scheme(now, hugo, title="Repas")
    assert _told(now) == [] and public_scheme(scheme.pk, at=now) is None
    published = publish_scheme(scheme=scheme, check_on=date(2026, 7, 1), by=hugo, at=now)
    assert (published.verified_on, published.verified_by) == (now.date(), hugo)
    assert _told(now) == ["Repas"]
    unpublish_scheme(scheme=published, by=hugo, at=now)
    assert _told(now) == []


def test_a_scheme_leaves_the_public_page_by_itself_the_day_after_its_last(now, hugo):
    scheme = a_published_scheme(now, hugo, valid_until=now.date() + timedelta(days=3), check_on=None)
    assert _told(now + timedelta(days=3)) == [scheme.title]
    assert _told(now + timedelta(days=4)) == []
    assert public_scheme(scheme.pk, at=now + timedelta(days=4)) is None
    assert scheme_line(scheme, at=now + timedelta(days=4)).state_label == "terminé"
    assert [line.scheme for line in desk_schemes(SchemeFilter(state="over"), at=now + timedelta(days=4))] == [
        scheme
    ]


def test_a_scheme_that_has_not_begun_is_not_told(now, hugo):
    a_published_scheme(now, hugo, valid_from=now.date() + timedelta(days=2))
    assert _told(now) == [] and len(_told(now + timedelta(days=2))) == 1


@pytest.mark.parametrize(
    ("check_on", "said"),
    [(None, "six mois au plus"), (date(2026, 10, 8), "Six mois au plus"), (date(2026, 4, 7), "passé")],
)
def test_an_open_end_needs_a_day_to_look_again_within_six_months(now, hugo, check_on, said):
    scheme = a_scheme(now, hugo)
    with pytest.raises(Refused, match=said) as refused:
        publish_scheme(scheme=scheme, check_on=check_on, by=hugo, at=now)
    assert refused.value.field == "check_on"
    assert publish_scheme(scheme=scheme, check_on=date(2026, 10, 7), by=hugo, at=now).state == "published"


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"audiences": ()}, "audiences"),
        ({"steps": ()}, "steps"),
        ({"valid_until": date(2026, 4, 6)}, "valid_until"),
    ],
)
def test_what_everybody_needs_is_asked_before_publishing(now, hugo, missing, field):
    scheme = a_scheme(now, hugo, **missing)
    with pytest.raises(Refused) as refused:
        publish_scheme(scheme=scheme, check_on=date(2026, 7, 1), by=hugo, at=now)
    assert refused.value.field == field


def test_a_scheme_for_an_event_is_told_while_that_event_goes_on_and_first(now, hugo):
    a_published_scheme(now, hugo, title="Aide de toujours")
    a_published_scheme(now, hugo, title="Sac de sable", crises=("flood",))
    assert _told(now) == ["Aide de toujours"]
    drill = Crisis.objects.create(kind=CrisisKind.FLOOD, title="Exercice", started_at=now, exercise=True)
    assert _told(now) == ["Aide de toujours"], "an exercise shows nothing to everybody"
    drill.delete()
    Crisis.objects.create(kind=CrisisKind.FLOOD, title="Crue", started_at=now)
    assert _told(now) == ["Sac de sable", "Aide de toujours"]


def test_the_desk_names_what_is_to_be_verified_within_thirty_days(now, hugo):
    soon = a_published_scheme(now, hugo, check_on=now.date() + timedelta(days=40))
    a_published_scheme(now, hugo)
    a_scheme(now, hugo, check_on=now.date() + timedelta(days=5))
    assert due_count(at=now) == 0
    later = now + timedelta(days=10)
    assert due_count(at=later) == 1
    assert [line.scheme for line in desk_schemes(SchemeFilter(state="due"), at=later)] == [soon]
    verify_scheme(scheme=soon, check_on=later.date() + timedelta(days=120), by=hugo, at=later)
    assert due_count(at=later) == 0
    late = scheme_line(soon, at=now + timedelta(days=50))
    assert late.must_check and late.told, "a late check is told, it does not take the help away"


def test_a_search_finds_by_words_without_accents_and_by_whom_it_is_for(now, hugo):
    a_published_scheme(now, hugo, title="Chèque énergie", audiences=("low_income",))
    a_published_scheme(now, hugo, title="Le 115", audiences=("everybody",))
    assert _told(now, text="cheque ENERGIE") == ["Chèque énergie"]
    assert _told(now, audience="low_income") == ["Chèque énergie", "Le 115"]
    assert _told(now, audience="seniors") == ["Le 115"]
    assert _told(now, text="piscine") == []


def test_a_withdrawal_says_why_and_is_undone_as_it_was(now, hugo):
    scheme = a_published_scheme(now, hugo)
    with pytest.raises(Refused) as refused:
        withdraw_scheme(scheme=scheme, why=" ", by=hugo, at=now)
    assert refused.value.field == "why"
    withdraw_scheme(scheme=scheme, why="Le service a fermé.", by=hugo, at=now)
    assert _told(now) == []
    with pytest.raises(Refused, match="retiré"):
        publish_scheme(scheme=scheme, check_on=date(2026, 7, 1), by=hugo, at=now)
    assert put_back_scheme(scheme=scheme, by=hugo, at=now).state == SchemeState.PUBLISHED
    assert _told(now) == [scheme.title]


def test_put_back_after_its_end_it_is_a_draft_not_a_lie(now, hugo):
    scheme = a_published_scheme(now, hugo, valid_until=now.date(), check_on=None)
    withdraw_scheme(scheme=scheme, why="Complet.", by=hugo, at=now)
    assert put_back_scheme(scheme=scheme, by=hugo, at=now + timedelta(days=1)).state == SchemeState.DRAFT


FACTS = SchemeFacts("Repas", "Des repas.", "ccas", ("seniors",), ("Appelez.",))


def test_a_correction_keeps_who_changed_what_and_never_the_words(now, hugo):
    scheme = record_scheme(facts=FACTS, by=hugo, at=now)
    change_scheme(
        scheme=scheme,
        facts=replace(FACTS, phone="36 46", what="Des repas chauds."),
        version=1,
        by=hugo,
        at=now,
    )
    event = Event.objects.get(verb="change_scheme")
    assert event.facts == {"fields": ["what", "phone"]} and event.actor == hugo.trace_key
    change_scheme(
        scheme=scheme,
        facts=replace(FACTS, phone="3646", what="Des repas chauds."),
        version=2,
        by=hugo,
        at=now,
    )
    assert Event.objects.filter(verb="change_scheme").count() == 1, "nothing changed, nothing is told"


def test_two_agents_do_not_erase_each_other_s_words(now, hugo, account):
    scheme = record_scheme(facts=FACTS, by=hugo, at=now)
    change_scheme(scheme=scheme, facts=replace(FACTS, what="A."), version=1, by=hugo, at=now)
    with pytest.raises(Refused, match="collègue"):
        change_scheme(
            scheme=scheme, facts=replace(FACTS, what="B."), version=1, by=account(Role.MAYOR), at=now
        )
    assert Scheme.objects.get().what == "A."


def test_a_published_scheme_is_not_corrected_into_something_nobody_could_follow(now, hugo):
    scheme = a_published_scheme(now, hugo)
    with pytest.raises(Refused) as refused:
        change_scheme(scheme=scheme, facts=FACTS, version=scheme.version, by=hugo, at=now)
    assert refused.value.field == "check_on"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMMUNICATION, Role.MAYOR, Role.OPERATIONS_LEAD}))
def test_only_those_who_inform_write(now, account, role):
    with pytest.raises(Refused, match="rôle"):
        record_scheme(facts=FACTS, by=account(role), at=now)


def test_the_starter_list_comes_as_drafts_to_verify_once(now, hugo):
    assert propose_schemes(by=hugo, at=now) == len(starters()) and starters_left() == 0
    assert propose_schemes(by=hugo, at=now) == 0
    kept = Scheme.objects.all()
    assert {one.state for one in kept} == {SchemeState.DRAFT} and {one.verified_on for one in kept} == {None}
    assert _told(now) == []
    withdraw_scheme(scheme=kept[0], why="Pas ici.", by=hugo, at=now)
    assert starters_left() == 0, "what the town took away does not come back"


@pytest.mark.parametrize("starter", starters().values(), ids=starters().keys())
def test_a_starter_has_all_it_takes_and_states_no_amount(starter, now, hugo):
    assert set(starter.audiences) <= set(Audience.values) and starter.authority in Authority.values
    assert set(starter.crises) <= set(CrisisKind.values) and (starter.steps or starter.link or starter.phone)
    assert "€" not in f"{starter.what}{starter.steps}" and "euros" not in starter.what


def test_the_database_itself_refuses_a_public_scheme_nobody_checked(now, hugo):
    scheme = a_scheme(now, hugo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scheme.objects.filter(pk=scheme.pk).update(state="published", check_on=date(2026, 7, 1))


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("36 46", "3646", "36 46"), ("115", "115", "115"), ("3114", "3114", "31 14"), ("", "", ""),
        ("02 61 91 00 00", "+33261910000", "02 61 91 00 00"), ("116 006", "116006", "116006"),
    ],
)  # fmt: skip
def test_a_service_has_a_short_number_or_a_whole_one(typed, kept, shown):
    assert read_service_phone(typed) == kept and shown_service_phone(kept) == shown


@pytest.mark.parametrize("typed", ["12 34", "appelez-nous", "0612"])
def test_a_number_nobody_can_dial_is_refused(typed):
    with pytest.raises(Refused):
        read_service_phone(typed)


def test_reading_costs_the_same_whatever_their_number(now, hugo, django_assert_num_queries):
    for _ in range(6):
        a_published_scheme(now, hugo)
    with django_assert_num_queries(2):
        public_schemes(EVERY, at=now)
    with django_assert_num_queries(2):
        desk_schemes(EVERY, at=now)
