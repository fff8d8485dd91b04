"""What was seen, until when it is good, and what its end closes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.people.models import Person, Role
from cordee.ground.people.ports import everything_about
from cordee.ground.volunteers.actions.checks import (
    announce_ends,
    destroy_checks,
    end_checks,
    note_check,
    take_check_back,
)
from cordee.ground.volunteers.actions.forgetting import forget_offer
from cordee.ground.volunteers.models import CheckKind, TrustLevel, Volunteer, VolunteerCheck
from cordee.ground.volunteers.rules.checks import (
    ASKED,
    Lapse,
    check_state,
    day_words,
    in_force,
    lapse_words,
    lapses,
    notice_for,
)
from cordee.ground.volunteers.selectors.checks import activities_offered, known_checks, old_checks
from cordee.ground.volunteers.selectors.lists import VolunteerFilter, filtered_volunteers
from cordee.ground.volunteers.tests.factories import a_volunteer, in_order

TODAY = date(2026, 11, 10)


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR, name="Lucie")


@pytest.fixture
def karim(town, lucie, now):
    return a_volunteer(now, lucie, activities=["COURSES", "GARDE_ENFANTS", "TRANSPORT_PERSONNE"])


def open_to(volunteer, at):
    return {one.code for one in activities_offered(volunteer, at=at) if one.is_open}


@pytest.mark.parametrize(("code", "asked"), [
    ("GARDE_ENFANTS", {"honorability"}), ("SOUTIEN_SCOLAIRE", {"honorability"}),
    ("TRANSPORT_SOIGNANT", {"licence", "insurance", "inspection"}),
    ("TRANSPORT_PERSONNE", {"licence", "insurance", "inspection", "criminal_record"}),
    ("VISITE_CONVIVIALITE", {"criminal_record"}), ("HEBERGEMENT", {"criminal_record"}),
])  # fmt: skip
def test_each_activity_asks_for_what_its_line_of_the_catalogue_says(code, asked):
    assert set(ASKED[code]) == asked


def test_whatever_stands_above_the_doorstep_asks_for_a_check_and_nothing_else_does():
    above = {code for code, one in ACTIVITIES.items() if one.min_trust > 2 and not one.staff_only}
    assert above == set(ASKED)


def test_the_last_day_is_good_and_the_next_is_not():
    known = {"honorability": TODAY}
    assert lapses("GARDE_ENFANTS", known, TODAY) == []
    assert lapses("GARDE_ENFANTS", known, TODAY + timedelta(days=1)) == [Lapse(CheckKind.HONORABILITY, TODAY)]
    assert lapses("COURSES", {}, TODAY) == []


def test_a_car_without_inspection_drives_and_one_whose_inspection_is_over_does_not():
    known = {"licence": None, "insurance": TODAY}
    assert lapses("TRANSPORT_SOIGNANT", known, TODAY) == []
    over = known | {"inspection": TODAY - timedelta(days=1)}
    assert [one.kind for one in lapses("TRANSPORT_SOIGNANT", over, TODAY)] == ["inspection"]


@pytest.mark.parametrize(("lapse", "said"), [
    (Lapse(CheckKind.HONORABILITY, date(2026, 11, 3)), "attestation d’honorabilité expirée le 3\u00a0novembre"),
    (Lapse(CheckKind.LICENCE, date(2025, 11, 1)), "permis de conduire expiré le 1er\u00a0novembre 2025"),
    (Lapse(CheckKind.INSURANCE, None), "assurance du véhicule jamais vue"),
    (Lapse(CheckKind.RECORD, date(2026, 11, 12)), "bulletin n° 3 valable jusqu’au 12\u00a0novembre seulement"),
])  # fmt: skip
def test_why_is_said_with_its_day(lapse, said):
    assert lapse_words(lapse, TODAY) == said


def test_without_a_diploma_nobody_is_in_charge_of_children_but_may_help():
    assert "jamais en charge" in notice_for("GARDE_ENFANTS", {"honorability": TODAY}, TODAY)
    assert notice_for("GARDE_ENFANTS", {"diploma": None}, TODAY) == "" == notice_for("COURSES", {}, TODAY)


def test_the_thirty_days_are_exact():
    states = {
        days: check_state("insurance", {"insurance": TODAY + timedelta(days=days)}, TODAY)
        for days in (-1, 0, 30, 31)
    }
    assert states == {-1: "expiré", 0: "expire bientôt", 30: "expire bientôt", 31: "en ordre"}


def test_six_months_count_from_the_date_of_the_attestation(karim, lucie, now):
    check = note_check(volunteer=karim, kind="honorability", dated_on=date(2026, 2, 28), by=lucie, at=now)
    assert check.valid_until == date(2026, 8, 28)
    with pytest.raises(Refused, match="6 mois au plus") as refused:
        note_check(
            volunteer=karim, kind="honorability", dated_on=date(2026, 2, 28), valid_until=date(2026, 9, 1), by=lucie, at=now
        )  # fmt: skip
    assert refused.value.field == "valid_until"
    with pytest.raises(Refused, match="n’est plus valable"):
        note_check(volunteer=karim, kind="honorability", dated_on=date(2025, 9, 1), by=lucie, at=now)


@pytest.mark.parametrize(("fields", "field"), [
    ({"kind": "insurance"}, "valid_until"), ({"kind": "licence", "held_two_years": False}, "held_two_years"),
    ({"kind": "licence"}, "held_two_years"), ({"kind": "identity", "seen_on": date(2027, 1, 1)}, "seen_on"),
    ({"kind": "criminal_record", "dated_on": date(2027, 1, 1)}, "dated_on"), ({"kind": "unsaid"}, ""),
    ({"kind": "horoscope"}, ""),
])  # fmt: skip
def test_what_cannot_be_noted_is_said_beside_its_field(karim, lucie, now, fields, field):
    before = VolunteerCheck.objects.count()
    with pytest.raises(Refused) as refused:
        note_check(volunteer=karim, by=lucie, at=now, **fields)
    assert (refused.value.field or "") == field
    assert VolunteerCheck.objects.count() == before


def test_an_attestation_opens_children_alone_and_its_end_closes_children_alone(karim, lucie, now):
    in_order(karim, "criminal_record", "licence", "insurance", by=lucie, at=now)
    assert open_to(karim, now) == {"COURSES", "TRANSPORT_PERSONNE"}
    in_order(karim, "honorability", by=lucie, at=now, until=now.date() + timedelta(days=3))
    assert open_to(karim, now + timedelta(days=3)) == {"COURSES", "TRANSPORT_PERSONNE", "GARDE_ENFANTS"}
    assert open_to(karim, now + timedelta(days=4)) == {"COURSES", "TRANSPORT_PERSONNE"}


def test_the_level_falls_the_day_after_and_once(karim, lucie, now):
    in_order(karim, "criminal_record", "honorability", by=lucie, at=now, until=now.date() + timedelta(days=3))
    assert karim.trust_level == TrustLevel.SPECIAL
    assert end_checks(at=now + timedelta(days=3)) == 0
    assert end_checks(at=now + timedelta(days=4)) == 2
    assert end_checks(at=now + timedelta(days=5)) == 0
    karim.refresh_from_db()
    assert karim.trust_level == TrustLevel.DOORSTEP
    assert Event.objects.filter(verb="end_check", subject=f"volunteer:{karim.pk}").count() == 2


def test_a_new_sight_replaces_the_one_before_which_stays_for_a_while(karim, lucie, account, now):
    first = note_check(volunteer=karim, kind="honorability", by=lucie, at=now)
    again = note_check(volunteer=karim, kind="honorability", by=account(Role.SOCIAL_WORKER), at=now)
    assert again == first and again.seen_by == lucie
    later = now + timedelta(days=40)
    second = note_check(volunteer=karim, kind="honorability", by=lucie, at=later)
    first.refresh_from_db()
    assert first.replaced_at == later and second.replaced_at is None
    assert [one.key for one in old_checks(later + timedelta(days=1), 10)] == [first.pk]
    destroy_checks([first.pk, second.pk], later)
    assert list(VolunteerCheck.objects.filter(kind="honorability")) == [second]


def test_taken_back_it_opens_nothing_and_leaves_a_trace(karim, lucie, now):
    in_order(karim, "honorability", by=lucie, at=now)
    take_check_back(volunteer=karim, kind="honorability", by=lucie, at=now)
    assert karim.trust_level == TrustLevel.DOORSTEP and "honorability" not in known_checks(karim.pk)
    verbs = Event.objects.filter(subject=f"volunteer:{karim.pk}", facts__check="honorability").order_by("pk")
    assert [(one.verb, one.actor) for one in verbs] == [
        ("note_check", lucie.trace_key), ("take_check_back", lucie.trace_key),
    ]  # fmt: skip
    with pytest.raises(Refused, match="Rien n’est noté"):
        take_check_back(volunteer=karim, kind="honorability", by=lucie, at=now)


def test_what_was_noted_without_saying_which_opens_nothing_until_it_is_looked_at_again(karim, lucie, now):
    VolunteerCheck.objects.create(volunteer=karim, kind="unsaid", seen_on=now.date())
    known = known_checks(karim.pk)
    assert "unsaid" not in in_force(known, now.date()) and open_to(karim, now) == {"COURSES"}
    [shut] = lapses("GARDE_ENFANTS", known, now.date())
    assert "à revoir" in lapse_words(shut, now.date())
    in_order(karim, "criminal_record", by=lucie, at=now)
    assert "unsaid" in known_checks(karim.pk)
    in_order(karim, "honorability", by=lucie, at=now)
    assert "unsaid" not in known_checks(karim.pk)


def listed(now):
    return list(filtered_volunteers(VolunteerFilter(checks=True), now=now))


def test_the_list_of_thirty_days_is_exact_and_the_soonest_comes_first(town, lucie, now):
    today = now.date()
    ends = {days: a_volunteer(now, lucie) for days in (31, 30, 0)}
    for days, one in ends.items():
        in_order(one, "insurance", by=lucie, at=now, until=today + timedelta(days=days))
    gone = in_order(a_volunteer(now, lucie), "insurance", by=lucie, at=now, until=today)
    Volunteer.objects.filter(pk=gone.pk).update(state="left")
    assert listed(now) == [ends[0], ends[30]]
    assert listed(now + timedelta(days=1)) == [ends[0], ends[30], ends[31]]
    note_check(volunteer=ends[0], kind="insurance", by=lucie, at=now, valid_until=today + timedelta(days=300))
    assert listed(now) == [ends[30]]


def test_the_list_costs_the_same_however_long(town, lucie, now, django_assert_num_queries):
    for _ in range(4):
        in_order(a_volunteer(now, lucie), "insurance", "licence", by=lucie, at=now, until=now.date())
    with django_assert_num_queries(2):
        assert len([one.checks_to_renew for one in listed(now)]) == 4


def test_the_volunteer_is_told_once_of_all_that_ends_in_one_message(karim, lucie, now):
    soon = now.date() + timedelta(days=30)
    in_order(karim, "insurance", "honorability", by=lucie, at=now, until=soon)
    in_order(karim, "criminal_record", by=lucie, at=now, until=soon + timedelta(days=1))
    assert announce_ends(at=now) == 1
    assert announce_ends(at=now + timedelta(hours=1)) == 0
    message = OutgoingMessage.objects.get(kind="check_ending")
    assert "assurance" in message.body and "honorabilité" in message.body and "bulletin" not in message.body
    assert announce_ends(at=now + timedelta(days=1)) == 1
    assert OutgoingMessage.objects.filter(kind="check_ending").count() == 2
    assert Event.objects.filter(verb="announce_end").count() == 2


def test_whoever_left_or_can_only_be_rung_up_gets_no_message(karim, lucie, now):
    in_order(karim, "insurance", by=lucie, at=now, until=now.date())
    karim.person.phone, karim.person.email = "+33241000000", ""
    karim.person.save()
    assert announce_ends(at=now) == 0 and listed(now) == [karim]
    karim.person.email = "karim@exemple.fr"
    karim.person.save()
    Volunteer.objects.update(state="left")
    assert announce_ends(at=now) == 0


def test_the_person_reads_what_was_seen_and_it_is_forgotten_with_them(karim, lucie, now):
    in_order(karim, "honorability", by=lucie, at=now)
    in_order(karim, "honorability", by=lucie, at=now + timedelta(days=2))
    told = everything_about(karim.person)["Votre offre de bénévole"]
    assert any(
        "attestation d’honorabilité, vue le" in one and "valable jusqu’au" in one for one in told["Contrôles"]
    )
    assert len(told["Contrôles d’avant"]) == 1
    forget_offer(karim.person, now)
    assert not VolunteerCheck.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_former_dates_become_checks_and_what_nobody_said_stays_to_be_seen_again(town, lucie, now):
    executor = MigrationExecutor(connection)
    latest, before = executor.loader.graph.leaf_nodes(), [("volunteers", "0002_reserve_extension")]
    executor.migrate(before)
    former = executor.loader.project_state(before).apps.get_model("volunteers", "Volunteer")
    person = Person.objects.create(last_name="Benali", name_key="benali")
    day = date(2026, 3, 1)
    former.objects.create(
        commune_id=person.commune_id, person_id=person.pk, number=1, signed_up_at=now, state="cleared", trust_level=4,
        identity_seen_on=day, identity_seen_by_id=lucie.pk, record_seen_on=day, special_checks_on=day,
    )  # fmt: skip
    try:
        MigrationExecutor(connection).migrate([("volunteers", "0003_checks")])
        made = VolunteerCheck.objects.order_by("kind").values_list(
            "kind", "seen_on", "seen_by", "valid_until"
        )
        assert list(made) == [
            ("criminal_record", day, None, date(2027, 3, 1)), ("identity", day, lucie.pk, None), ("unsaid", day, None, None),
        ]  # fmt: skip
        assert Volunteer.objects.values_list("trust_level", flat=True).get() == TrustLevel.INDOORS
        MigrationExecutor(connection).migrate(before)
        back = former.objects.get()
        assert (back.identity_seen_on, back.identity_seen_by_id) == (day, lucie.pk)
        assert (back.record_seen_on, back.special_checks_on) == (day, day)
    finally:
        MigrationExecutor(connection).migrate(latest)


def test_a_day_of_this_year_is_said_without_it():
    assert (day_words(date(2026, 5, 1), TODAY), day_words(date(2027, 5, 2), TODAY)) == (
        "1er\u00a0mai",
        "2\u00a0mai 2027",
    )
