"""« Visites à annoncer » : the people no message tells are rung up by the desk."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.models import Assignment
from cordee.ground.assignments.selectors.visits import visits_to_announce, visits_waiting_count
from cordee.ground.audit.models import Event
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.people.models import Person, Role
from cordee.ground.volunteers.tests.factories import a_volunteer


@pytest.fixture
def desk(staff):
    return staff(Role.VOLUNTEER_COORDINATOR)


def a_visit(by, *, contact_by="phone", days=0, **fields):
    at = timezone.now()
    need, volunteer = a_need(at), a_volunteer(at, by)
    Person.objects.filter(pk=need.beneficiary.person_id).update(contact_by=contact_by, phone="+33639980001")
    noon = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(12)))
    held = {"state": "accepted", "place": 0, "starts_at": noon, "ends_at": noon + timedelta(hours=2)}
    return Assignment.objects.create(
        need=need, volunteer=volunteer, suggested_at=at, commune_id=need.commune_id, **(held | fields)
    )


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


def test_the_list_gives_who_when_and_the_number_but_never_the_word(town, lucie, desk):
    visit = a_visit(lucie)
    page = desk.get(reverse("desk:visits")).content.decode()
    assert visit.volunteer.person.short_name in page and 'href="tel:+33639980001"' in page
    assert "mot de reconnaissance est convenu" in page and "tilleul" not in page
    printed = desk.get(reverse("desk:visits_print")).content.decode()
    assert visit.volunteer.person.short_name in printed and "tilleul" not in printed
    assert "1 visite à annoncer" in desk.get(reverse("desk:queue")).content.decode()
    assert Event.objects.filter(facts__page="visits").exists()


def test_only_the_people_no_message_tells_and_the_visits_that_will_happen_are_listed(town, lucie):
    today = timezone.localdate()
    mine = a_visit(lucie)
    a_visit(lucie, contact_by="sms")
    a_visit(lucie, state="proposed", place=None)
    a_visit(lucie, verdict={"open": False})
    later = a_visit(lucie, days=1)
    landline = a_visit(lucie, contact_by="sms")
    Person.objects.filter(pk=landline.need.beneficiary.person_id).update(phone="+33240000000", email="")
    listed = [line.assignment for line in visits_to_announce(day=today, at=timezone.now())]
    assert listed == [mine, landline] and visits_waiting_count(day=today) == 2
    tomorrow = visits_to_announce(day=today + timedelta(days=1), at=timezone.now())
    assert [line.assignment for line in tomorrow] == [later]


def test_a_tick_says_who_told_and_when_and_can_be_taken_back(town, lucie, desk):
    visit = a_visit(lucie)
    tick = reverse("desk:visit_announced", args=[visit.pk])
    page = desk.post(tick, follow=True).content.decode()
    visit.refresh_from_db()
    assert visit.announced_at and visit.announced_by and visit.announced_by.name in page
    assert visits_waiting_count(day=timezone.localdate()) == 0
    desk.post(tick, {"dire": "annuler"})
    visit.refresh_from_db()
    assert visit.announced_at is None and visit.announced_by is None
    assert Event.objects.filter(verb="take_back_visit_announced").count() == 1


def test_a_visit_given_back_is_not_announced(town, lucie, desk):
    visit = a_visit(lucie, state="dropped", place=None)
    page = desk.post(reverse("desk:visit_announced", args=[visit.pk]), follow=True).content.decode()
    visit.refresh_from_db()
    assert visit.announced_at is None and "n’est plus à annoncer" in page


def test_whoever_was_told_of_a_visit_that_falls_through_is_rung_up_again(town, lucie, desk):
    visit = a_visit(lucie)
    tick = reverse("desk:visit_announced", args=[visit.pk])
    assert "pas à décommander" in desk.post(tick, {"dire": "prevenue"}, follow=True).content.decode()
    desk.post(tick)
    Assignment.objects.filter(pk=visit.pk).update(state="dropped", place=None)
    assert visits_waiting_count(day=timezone.localdate()) == 1
    page = desk.get(reverse("desk:visits")).content.decode()
    assert "n’a pas lieu" in page and "1 appel à passer" in page
    page = desk.post(tick, {"dire": "prevenue"}, follow=True).content.decode()
    assert "sait que cette visite n’a pas lieu" in page and "0 appel à passer" in page
    assert visits_to_announce(day=timezone.localdate(), at=timezone.now()) == []
    assert Event.objects.filter(verb="call_off_visit").count() == 1
