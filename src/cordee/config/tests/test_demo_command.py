"""``demo``, ``match`` and ``reset_demo``, as somebody at the terminal sees them."""

import json
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone

from cordee.config.demo.moments import PARIS
from cordee.config.demo.sizes import DEMO_COMMUNE, DEMO_PASSWORD, SIZES
from cordee.config.demo.staff import STAFF
from cordee.config.demo.town import draw_town
from cordee.config.demo.writing import empty_database, write_town, written_demo
from cordee.config.management.commands import demo as demo_command
from cordee.engine.matching.tests import oracle
from cordee.ground.assignments.models import Assignment, AssignmentState
from cordee.ground.assignments.planning.pairs import best_helpers
from cordee.ground.assignments.planning.plan import propose_town_plan
from cordee.ground.assignments.planning.town import town_problem
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.needs.actions.requests import Asked, take_request
from cordee.ground.needs.models import MoneyMethod, Need
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import Account, Person
from cordee.ground.territory.models import Address, Commune, Municipality, town_scope
from cordee.ground.volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 4, 7, 9, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _without_the_reference(monkeypatch):
    monkeypatch.setattr(demo_command, "REFERENCE_COMMUNES", 0)


def demo(**options) -> str:
    told = StringIO()
    call_command("demo", no_serve=True, stdout=told, **options)
    return told.getvalue()


def written(size: str = "small", seed: int = 1, at: datetime = MORNING):
    town = draw_town(SIZES[size], seed, at)
    write_town(town)
    return town


def dump() -> list[tuple[object, ...]]:
    hidden = {"map_stamp", "password", "granted_at", "updated_at"}
    tables: list[Any] = [Municipality, Address, Person, Volunteer, Need, Assignment]
    return [
        tuple(row[name] for name in sorted(row) if name not in hidden)
        for table in tables
        for row in getattr(table, "everywhere", table.objects).order_by("pk").values()
    ]


def test_two_writings_of_one_seed_are_row_for_row_the_same():
    empty_database()
    written()
    first = dump()
    empty_database()
    assert not Person.everywhere.exists()
    written()
    assert dump() == first


def test_the_demonstration_tells_what_it_holds_and_how_to_come_in():
    told = demo(town="small")
    assert "commune fictive" in told
    assert "3 demandes du jour" in told
    assert "15 bénévoles" in told
    assert "Les cinq premières propositions" in told
    assert DEMO_PASSWORD in told
    assert "lucie@exemple.fr" in told
    assert "http://127.0.0.1:8000/bureau/" in told
    urgent_first = [line.split()[0] for line in told.splitlines() if line.startswith("  U") and " B-" in line]
    assert urgent_first == sorted(urgent_first)


def test_suggestions_wait_at_the_desk_and_nothing_is_sent():
    demo(town="small")
    with town_scope(DEMO_COMMUNE):
        suggested = Assignment.objects.filter(state=AssignmentState.SUGGESTED)
        assert suggested.count() >= 1
        assert all(one.reasons for one in suggested)
    assert Event.objects.filter(verb="build_demo_town").count() == 1


def test_the_accounts_printed_open_the_desk():
    demo(town="small")
    for one in STAFF:
        assert (
            authenticate(RequestFactory().post("/"), username=one.email, password=DEMO_PASSWORD) is not None
        )
    assert (
        authenticate(RequestFactory().post("/"), username="nadia@exemple.fr", password="autre-chose") is None
    )


def test_what_a_visitor_changed_is_kept_until_they_ask_for_a_new_town():
    demo(town="small")
    with town_scope(DEMO_COMMUNE):
        Need.objects.update(details="Changé par un visiteur.")
        told = demo()
        assert "gardée" in told
        assert {need.details for need in Need.objects.all()} == {"Changé par un visiteur."}
        demo(reset=True)
        assert "Changé par un visiteur." not in {need.details for need in Need.objects.all()}


def test_another_seed_draws_the_town_anew():
    demo(town="small")
    with town_scope(DEMO_COMMUNE):
        before = set(Person.objects.values_list("phone", flat=True))
        demo(seed=5)
        assert set(Person.objects.values_list("phone", flat=True)) != before
    held = written_demo()
    assert held is not None
    assert (held.town, held.seed) == ("small", 5)


def test_reset_demo_keeps_the_town_and_the_seed():
    demo(town="small", seed=4)
    call_command("reset_demo", stdout=StringIO())
    held = written_demo()
    assert held is not None
    assert (held.town, held.seed) == ("small", 4)


def real_town() -> Municipality:
    commune = Commune.objects.create(
        insee_code="49261",
        name="Gennes",
        name_key="gennes",
        kind="commune-actuelle",
        departement="49",
        postcodes="49350",
    )
    return Municipality.objects.create(commune=commune, name="Gennes", phone="+33241000000")


def test_the_database_of_a_real_town_is_never_touched():
    town = real_town()
    with pytest.raises(CommandError, match="Gennes"):
        demo(town="small", reset=True)
    with pytest.raises(Refused):
        empty_database()
    with pytest.raises(Refused):
        written()
    assert Municipality.objects.get() == town
    assert not Account.objects.filter(email="lucie@exemple.fr").exists()


def test_people_of_a_real_town_are_never_touched_even_when_it_is_not_served():
    town = real_town()
    with town_scope(town.pk):
        Person.objects.create(last_name="Quelqu’un", phone="+33612345678", commune_id=town.pk)
    town.delete()
    with pytest.raises(Refused, match="personnes réelles"):
        empty_database()
    assert Person.everywhere.count() == 1


def match(*arguments: str) -> str:
    told = StringIO()
    call_command("match", *arguments, stdout=told)
    return told.getvalue()


def test_match_json_says_who_for_whom_and_why():
    written(at=timezone.now().astimezone(PARIS))
    plan = json.loads(match("--json"))
    assert set(plan) == {"at", "objective", "needs", "volunteers", "proposals", "unserved"}
    assert plan["proposals"]
    for one in plan["proposals"]:
        assert {
            "need",
            "number",
            "activity",
            "urgency",
            "volunteer",
            "volunteer_number",
            "slot",
            "distance_km",
            "cost",
        } < set(one)
        assert one["reasons"]
        assert all(isinstance(reason, str) for reason in one["reasons"])
    for one in plan["unserved"]:
        assert {"need", "number", "activity", "urgency"} < set(one)
        assert one["reasons"]
    matched = {one["need"] for one in plan["proposals"]} | {one["need"] for one in plan["unserved"]}
    assert len(matched) == plan["needs"] == 3


def test_match_writes_nothing_unless_asked():
    written(at=timezone.now().astimezone(PARIS))
    with town_scope(DEMO_COMMUNE):
        assert "Rien n’a été écrit" in match()
        assert not Assignment.objects.filter(state=AssignmentState.SUGGESTED).exists()
        assert "attendent au bureau" in match("--store")
        assert Assignment.objects.filter(state=AssignmentState.SUGGESTED).exists()


def test_match_asks_which_town_when_there_are_several():
    written()
    real_town()
    with pytest.raises(CommandError, match="--commune"):
        match()
    with pytest.raises(CommandError, match="n’est pas servie"):
        match("--commune", "75056")
    assert "Saint-Aubin" in match("--commune", DEMO_COMMUNE)


def test_match_says_how_to_begin_when_no_town_is_served():
    with pytest.raises(CommandError, match="cordee setup"):
        match()


def test_the_plan_of_the_demonstration_is_the_best_there_is():
    written("medium", at=MORNING)
    with town_scope(DEMO_COMMUNE):
        plan = propose_town_plan(at=MORNING)
        problem = town_problem(at=MORNING).problem
    answer = oracle.best(problem)
    empty = sum(
        int(penalty) * count
        for penalty, count in zip(problem.weights.penalties(problem.places), answer.unserved, strict=True)
    )
    assert plan.objective == empty + answer.secondary
    assert plan.needs > 60


def test_karim_is_the_first_proposed_to_shop_for_mme_rolland():
    written("medium", at=MORNING)
    with town_scope(DEMO_COMMUNE):
        lucie = Account.objects.get(email="lucie@exemple.fr")
        door = Address.objects.get(street="rue des Tilleuls", number="12", suffix="")
        person = record_person(
            by=lucie, last_name="Rolland", first_name="Jeannine", phone="+33261919912", birth_year=1948
        )
        taken = take_request(
            by=lucie, at=MORNING, door="phone", person=person, qualified=True,
            place={"address": "12 rue des Tilleuls", "latitude": door.latitude, "longitude": door.longitude,
                   "location_quality": "door"},
            asked=[Asked("COURSES", urgency=1, food_days_left=1, money_method=MoneyMethod.CHEQUE_TO_SHOP)],
        )  # fmt: skip
        first, *others = best_helpers(need=taken.needs[0], at=MORNING, limit=3)
        karim = Volunteer.objects.get(person__email="karim@exemple.fr")
    assert first.volunteer_id == karim.pk
    assert 0.3 < first.distance_km < 0.5
    assert len(others) == 2
