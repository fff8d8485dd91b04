"""The protocol pages: a decision confirms each value, a change lists the missions, a zone closes a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cordee.ground.assignments.models import Assignment, ReviewedMission, RulesOverride, RulesReview
from cordee.ground.assignments.tests.factories import reviewed
from cordee.ground.crisis.models import ForbiddenZone, ProtocolDecision
from cordee.ground.crisis.tests.factories import closed_zone, decided, square
from cordee.ground.needs.tests.factories import CENTRE, a_need
from cordee.ground.people.models import Role
from cordee.ground.volunteers.tests.factories import a_volunteer

LIST = reverse("desk:protocols")
DECIDE = reverse("desk:protocol_decide", args=["EPI-CONF"])


@pytest.fixture
def mayor(town, staff):
    return staff(Role.MAYOR)


def typed(client, address=DECIDE, **said):
    """The form as it is offered, with what ``said`` changes."""
    form = client.get(address).context["form"]
    given = {}
    for field in form:
        value = field.value()
        if value is True:
            value = "on"
        if value not in (None, False, ""):
            given[field.name] = value
    given["decided_on"] = f"{timezone.localdate():%d/%m/%Y}"
    return given | {"decided_by": "Hélène Martin, maire", "legal_ref": "Arrêté 2026-041"} | said


def test_a_protocol_is_put_in_force_and_says_what_is_not_confirmed(mayor, staff):
    page = mayor.post(
        DECIDE,
        typed(mayor, confirmed_age_max_onsite="on", source_age_max_onsite="Décret, article 3"),
        follow=True,
    ).content.decode()
    decision = ProtocolDecision.objects.get()
    assert decision.parameters["age_max_onsite"]["checked_on"] == timezone.localdate().isoformat()
    assert "Décret, article 3" in page and "à confirmer" in page and "confirmée" in page
    coordinator = staff(Role.VOLUNTEER_COORDINATOR)
    assert "EPI-CONF version 3" in coordinator.get(LIST).content.decode()
    assert "Mettre un protocole en vigueur" not in coordinator.get(LIST).content.decode()
    printed = coordinator.get(reverse("desk:protocol_print", args=[decision.pk])).content.decode()
    assert "Signature" in printed and "Arrêté 2026-041" in printed


def test_a_looser_national_value_is_refused_beside_its_field_and_nothing_typed_is_lost(mayor):
    answer = mayor.post(DECIDE, typed(mayor, value_indoor_visit="yes", decided_by="Moi-même"))
    assert answer.status_code == 422 and not ProtocolDecision.objects.exists()
    assert "durcir, pas assouplir" in str(answer.context["form"].errors["value_indoor_visit"])
    assert "Moi-même" in answer.content.decode()


def test_a_value_that_is_no_number_is_refused_beside_its_field(mayor):
    answer = mayor.post(DECIDE, typed(mayor, value_age_min="dix-huit"))
    assert answer.status_code == 422 and "value_age_min" in answer.context["form"].errors


def test_a_date_in_the_past_is_refused_at_its_field(mayor):
    answer = mayor.post(DECIDE, typed(mayor, starts_on="01/01/2020"))
    assert "starts_on" in answer.context["form"].errors


def test_a_version_is_changed_then_lifted_and_each_stays_in_the_history(mayor):
    mayor.post(DECIDE, typed(mayor))
    mayor.post(DECIDE, typed(mayor, value_age_max_onsite="64"))
    second = ProtocolDecision.objects.get(version=4)
    lift = reverse("desk:protocol_lift", args=[second.pk])
    signed = typed(mayor, lift)
    assert "est levé" in mayor.post(lift, signed, follow=True).content.decode()
    assert mayor.post(lift, signed).status_code == 422
    page = mayor.get(LIST).content.decode()
    assert "Aucun protocole en vigueur" in page and page.count("EPI-CONF version 4") >= 2


def test_an_unknown_protocol_or_decision_is_not_found(mayor):
    assert mayor.get(reverse("desk:protocol_decide", args=["PESTE"])).status_code == 404
    assert mayor.get(reverse("desk:protocol", args=[999])).status_code == 404
    assert mayor.get(reverse("desk:review", args=[999])).status_code == 403


def planned(lucie, at, count=2):
    missions = []
    for rank in range(count):
        start = at + timedelta(days=1, hours=rank)
        mission = Assignment.new(need=a_need(at), volunteer=a_volunteer(at, lucie), place=0, state="accepted")
        mission.starts_at, mission.ends_at = start, start + timedelta(hours=1)
        mission.suggested_at = mission.answered_at = at
        mission.save()
        missions.append(mission)
    return missions


def test_the_worklist_shows_what_changes_and_frees_a_place(town, account, staff):
    lucie, at = account(Role.VOLUNTEER_COORDINATOR), timezone.now()
    first, second = planned(lucie, at)
    closed_zone(by=account(Role.MAYOR), at=at, outline=square(*CENTRE), days=5)
    review = RulesReview.objects.get()
    client = staff(Role.VOLUNTEER_COORDINATOR)
    reviewed(review.pk, at=at)
    address = reverse("desk:review", args=[review.pk])
    page = client.get(address).content.decode()
    assert "zone est interdite" in page and f"M-{first.pk}" in page and f"M-{second.pk}" in page
    assert "deroger" not in page, "a hard rule offers no way round"
    line = ReviewedMission.objects.get(assignment=first)
    free = reverse("desk:review_release", args=[review.pk])
    assert "place libérée" in client.post(free, {"line": [line.pk]}, follow=True).content.decode()
    assert "n’est plus en attente" in client.post(free, {"line": [line.pk]}, follow=True).content.decode()
    assert "Cochez au moins" in client.post(free, follow=True).content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "accepted")


def test_the_worklist_asks_the_database_as_much_for_few_as_for_many(
    town, account, staff, django_assert_max_num_queries
):
    lucie, at = account(Role.VOLUNTEER_COORDINATOR), timezone.now()
    planned(lucie, at, 12)
    closed_zone(by=account(Role.MAYOR), at=at, outline=square(*CENTRE), days=5)
    review = RulesReview.objects.get()
    reviewed(review.pk, at=at)
    client = staff(Role.VOLUNTEER_COORDINATOR)
    with django_assert_max_num_queries(18):
        client.get(reverse("desk:review", args=[review.pk]))


def test_a_zone_is_closed_by_pasting_or_by_district_and_opened_after_a_question(mayor, district):
    address = reverse("desk:zone_close")
    signed = {"decided_by": "PCC", "name": "Quais"}
    refused = mayor.post(address, signed | {"outline": "pas du GeoJSON"})
    assert refused.status_code == 422 and "pas du GeoJSON" in refused.content.decode()
    assert "outline" in refused.context["form"].errors
    mayor.post(address, signed | {"outline": square(*CENTRE)})
    mayor.post(address, {"decided_by": "PCC", "district": district.pk})
    assert {zone.name for zone in ForbiddenZone.objects.all()} == {"Quais", "Les Tilleuls"}
    zone = ForbiddenZone.objects.get(name="Quais")
    back = reverse("desk:zone_open", args=[zone.pk])
    assert "Rouvrir" in mayor.get(back).content.decode()
    mayor.post(back)
    zone.refresh_from_db()
    assert zone.ends_at is not None
    assert "déjà rouverte" in mayor.post(back, follow=True).content.decode()


def test_the_mayor_passes_over_with_a_reason_and_never_over_a_hard_rule(town, account, mayor):
    at, lucie = timezone.now(), account(Role.VOLUNTEER_COORDINATOR)
    need, one = a_need(at), a_volunteer(at, lucie, birth_on=timezone.localdate().replace(year=1950, day=1))
    address = reverse("desk:override", args=[need.pk, one.pk])
    assert "aucune dérogation" in mayor.get(address).content.decode()
    # Slots are told in minutes: a mission that begins in the very minute of the decision is judged before it.
    decided("EPI-CONF", by=account(Role.MAYOR), at=at, starts_at=at - timedelta(minutes=1))
    assert mayor.post(address, {"reason": ""}).status_code == 422
    mayor.post(address, {"reason": "Seul disponible"})
    assert RulesOverride.objects.get().reason == "Seul disponible"
    assert "Seul disponible" in mayor.get(LIST).content.decode()
    other = a_volunteer(at, lucie)
    closed_zone(by=account(Role.MAYOR), at=at, outline=square(*CENTRE))
    address = reverse("desk:override", args=[need.pk, other.pk])
    assert "Personne ne peut passer outre" in mayor.get(address).content.decode()
    assert mayor.post(address, {"reason": "urgent"}).status_code == 422
    assert RulesOverride.objects.count() == 1
