"""The week, the path of admission, the promise."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cordee.ground.audit.rules import Refused
from cordee.ground.messaging.models import OutgoingMessage
from cordee.ground.people.models import Person, Role
from cordee.ground.volunteers.actions.admission import (
    decide_duplicate,
    note_news,
    pause_volunteer,
    record_check,
    resume_volunteer,
    suspend_volunteer,
)
from cordee.ground.volunteers.actions.checks import note_check
from cordee.ground.volunteers.actions.signup import sign_up_volunteer
from cordee.ground.volunteers.models import DuplicateHint, TrustLevel, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.admission import check_old_enough
from cordee.ground.volunteers.rules.week import bit_of, slots_from, week_bit_of, words_of_slot
from cordee.ground.volunteers.selectors.lists import VolunteerFilter, filtered_volunteers, promises
from cordee.ground.volunteers.tests.factories import a_volunteer, an_offer


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_slots_never_overlap_are_in_order_and_leave_half_an_hour(naive):
    moment = timezone.make_aware(naive)
    slots = slots_from(moment)
    assert all(end > start for start, end in slots)
    assert all(slots[i][1] <= slots[i + 1][0] for i in range(len(slots) - 1))
    assert slots[0][1] - moment >= timedelta(minutes=30) and len(slots) <= 28


def test_a_morning_is_a_morning_on_both_nights_the_clocks_change():
    for day in (29, 25):
        month = 3 if day == 29 else 10
        slots = slots_from(timezone.make_aware(datetime(2026, month, day - 1, 22, 0)), days=2)
        assert timezone.localtime(slots[0][0]).hour == 8
        assert week_bit_of(slots[0][0]) == bit_of(6, 0)


def test_a_slot_is_told_as_one_says_it(now):
    assert words_of_slot(now, now) == "ce matin"
    assert words_of_slot(now + timedelta(hours=6), now) == "cet après-midi"
    assert words_of_slot(now + timedelta(days=1), now) == "demain matin"
    assert words_of_slot(now + timedelta(days=2), now) == "jeudi matin"


def test_sixteen_is_the_age_and_the_refusal_is_kind():
    check_old_enough(date(2010, 4, 7), date(2026, 4, 7))
    with pytest.raises(Refused, match="Merci"):
        check_old_enough(date(2010, 4, 8), date(2026, 4, 7))
    with pytest.raises(Refused):
        check_old_enough(date(2031, 1, 1), date(2026, 4, 7))


def test_the_level_follows_the_checks_one_upon_the_other(town, account, now):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    volunteer = a_volunteer(now, cleared=False)
    assert volunteer.trust_level == TrustLevel.APPLICANT
    for check, level, state in [
        ("identity", TrustLevel.APPLICANT, VolunteerState.APPLICANT),
        ("phone", TrustLevel.REACHED, VolunteerState.INCOMPLETE),
        ("briefing", TrustLevel.DOORSTEP, VolunteerState.CLEARED),
    ]:
        record_check(volunteer=volunteer, check=check, by=lucie, at=now)
        assert (volunteer.trust_level, volunteer.state) == (level, state), check
    for kind, level in [("criminal_record", TrustLevel.INDOORS), ("honorability", TrustLevel.SPECIAL)]:
        note_check(volunteer=volunteer, kind=kind, by=lucie, at=now)
        assert volunteer.trust_level == level
    record_check(volunteer=volunteer, check="identity", by=lucie, at=now, seen=False)
    assert volunteer.trust_level == TrustLevel.REACHED


def test_signing_up_twice_completes_the_same_file(town, now):
    offer = an_offer(phone="+33639980001", last_name="Morvan")
    first = sign_up_volunteer(offer=offer, by=None, at=now)
    second = sign_up_volunteer(
        offer=an_offer(phone="+33639980001", last_name="MORVAN", activities=["ANIMAUX"]), by=None, at=now
    )
    assert first.pk == second.pk and "ANIMAUX" in second.activities and "COURSES" in second.activities
    assert OutgoingMessage.objects.filter(kind="volunteer_receipt").count() == 1


def test_two_people_of_one_phone_are_two_files_and_a_hint(town, account, now):
    kept = a_volunteer(now, cleared=False, phone="+33639980001", last_name="Morvan")
    other = a_volunteer(now, cleared=False, phone="+33639980001", last_name="Tanguy", activities=["ANIMAUX"])
    hint = DuplicateHint.objects.get()
    assert (hint.kept, hint.other, hint.because) == (kept, other, "même téléphone")
    decide_duplicate(hint=hint, merge=True, by=account(Role.VOLUNTEER_COORDINATOR), at=now)
    kept.refresh_from_db()
    assert "ANIMAUX" in kept.activities and Person.objects.get(pk=other.person_id).merged_into == kept.person
    assert Volunteer.objects.get(pk=other.pk).state == VolunteerState.LEFT
    with pytest.raises(Refused):
        decide_duplicate(hint=hint, merge=False, by=account(Role.VOLUNTEER_COORDINATOR), at=now)


def test_a_volunteer_suspended_by_the_town_does_not_come_back_alone(town, account, now):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    volunteer = a_volunteer(now, lucie)
    suspend_volunteer(volunteer=volunteer, by=lucie, at=now)
    with pytest.raises(Refused):
        resume_volunteer(volunteer=volunteer, by=volunteer.person, at=now)
    resume_volunteer(volunteer=volunteer, by=lucie, at=now)
    assert volunteer.state == VolunteerState.CLEARED


def test_a_pause_ends_on_a_day_to_come(town, account, now):
    volunteer = a_volunteer(now, account(Role.VOLUNTEER_COORDINATOR))
    with pytest.raises(Refused):
        pause_volunteer(volunteer=volunteer, by=volunteer.person, at=now, until=now.date())


def test_never_contacted_turns_late_after_forty_eight_hours(town, now):
    volunteer = a_volunteer(now, cleared=False)
    assert promises(now=now + timedelta(hours=47)).late == 0
    assert promises(now=now + timedelta(hours=49)).late == 1
    note_news(volunteer=volunteer, at=now, by=volunteer.person, what="wait")
    assert promises(now=now + timedelta(hours=49)).late == 0


def test_volunteers_are_found_by_what_they_do(town, account, now):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    dogs = a_volunteer(now, lucie, activities=["ANIMAUX"], last_name="Guillou")
    a_volunteer(now, lucie)
    assert list(filtered_volunteers(VolunteerFilter(activity="ANIMAUX"), now=now)) == [dogs]
    assert list(filtered_volunteers(VolunteerFilter(text="guill"), now=now)) == [dogs]
    assert list(filtered_volunteers(VolunteerFilter(text=dogs.person.phone[3:]), now=now)) == [dogs]
