"""Noting places, saying how they stand, guarding them, sheltering families: what is written, refused, forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cordee.coordinate.resources.actions.forgetting import wipe_families
from cordee.coordinate.resources.actions.guardians import give_guardian_key, take_guardian_key_back, try_pin
from cordee.coordinate.resources.actions.openings import add_opening, drop_opening
from cordee.coordinate.resources.actions.records import Guardian, PlaceFacts, change_place, end_place
from cordee.coordinate.resources.actions.shelter import note_departure, undo_departure
from cordee.coordinate.resources.actions.states import say_state, say_state_as_guardian
from cordee.coordinate.resources.models import (
    GuardianKey,
    NextSolution,
    Place,
    PlaceKind,
    PlaceState,
    ShelteredFamily,
)
from cordee.coordinate.resources.rules.guardians import MOST_WRONG_PINS
from cordee.coordinate.resources.selectors.crisis import place_figures
from cordee.coordinate.resources.selectors.exercises import families_lines
from cordee.coordinate.resources.selectors.guardians import key_of_link
from cordee.coordinate.resources.selectors.near import nearest_places
from cordee.coordinate.resources.selectors.places import (
    PlaceFilter,
    filtered_places,
    place_now,
    public_places,
)
from cordee.coordinate.resources.selectors.shelter import families_of, headcount, line_of
from cordee.coordinate.resources.tests.factories import WHERE, a_family, a_key, a_place, a_shelter
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.crises import open_crisis
from cordee.ground.crisis.models import Crisis
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.actions.privacy import erase_person, open_right_request
from cordee.ground.people.actions.retention import eliminate
from cordee.ground.people.models import Person, Role
from cordee.ground.people.models.persons import HIDDEN_NAME, looker
from cordee.ground.people.ports import everything_about
from cordee.ground.people.selectors.privacy import preview_of

pytestmark = pytest.mark.django_db
AGNES = Guardian("Agnès", "Lambert", "+33639980161")


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


@pytest.fixture
def solene(account):
    return account(Role.CCAS_MANAGER)


def wrong_pin(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06d}"


# Hours, dates, states


def test_a_dated_opening_ends_by_itself_and_is_then_told_nowhere(now, lucie):
    place = a_place(now, lucie, hours="")
    assert public_places(at=now) == []
    add_opening(
        place=place, kind="open", starts_at=now, ends_at=now + timedelta(days=2), why="crue", by=lucie, at=now
    )
    assert place_now(place, at=now).is_open and place_now(place, at=now).why == "crue"
    assert [line.place for line in public_places(at=now + timedelta(days=1))] == [place]
    assert public_places(at=now + timedelta(days=2)) == []


def test_what_began_is_stopped_now_and_what_is_over_is_not_stopped_twice(now, lucie):
    place, later = a_place(now, lucie, hours=""), now + timedelta(hours=1)
    row = add_opening(
        place=place, kind="open", starts_at=now, ends_at=now + timedelta(days=2), why="", by=lucie, at=now
    )
    drop_opening(place=place, opening_id=row.pk, by=lucie, at=later)
    assert not place_now(place, at=later).is_open
    with pytest.raises(Refused):
        drop_opening(place=place, opening_id=row.pk, by=lucie, at=later)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [(2, 1, "ends_on"), (-3, -1, "ends_on"), (0, 24 * 70, "ends_on")],
)
def test_dates_that_make_no_sense_are_refused_beside_the_day(now, lucie, start, end, field):
    with pytest.raises(Refused) as refused:
        add_opening(
            place=a_place(now, lucie), kind="open", starts_at=now + timedelta(hours=start),
            ends_at=now + timedelta(hours=end), why="", by=lucie, at=now,
        )  # fmt: skip
    assert refused.value.field == field


def test_a_full_place_is_told_full_and_comes_after_the_open_ones_even_nearer(now, lucie):
    near = a_place(now, lucie, name="Près", capacity=10)
    far = a_place(now, lucie, name="Loin", where=WHERE | {"latitude": 47.37})
    unknown = a_place(
        now,
        lucie,
        name="Ailleurs",
        where={"address": "au bord de l’eau", "latitude": None, "longitude": None},
    )
    a_place(now, lucie, name="Fermé", hours="20h-22h")
    say_state(place=near, state=PlaceState.OPEN, present=10, by=lucie, at=now)
    told = nearest_places(47.351, -0.901, at=now)
    assert [one.now.place for one in told] == [far, unknown, near]
    assert [one.now.state for one in told] == [PlaceState.OPEN, PlaceState.OPEN, PlaceState.FULL]
    assert told[0].km == pytest.approx(2.11, abs=0.01) and told[1].km is None and told[2].km == 0


def test_filters_meet(now, lucie, district):
    here = a_place(
        now, lucie, name="École Jules-Ferry", where=WHERE | {"district": district}, access=("pets",)
    )
    closed = a_place(now, lucie, name="École du Port", hours="20h-22h", kind=PlaceKind.WARM)
    found = {
        "q": PlaceFilter(text="ecole ferry"),
        "district": PlaceFilter(district=district.pk),
        "access": PlaceFilter(access="pets"),
        "open": PlaceFilter(open_now=True),
    }
    assert {name: [one.place for one in filtered_places(f, at=now)] for name, f in found.items()} == {
        name: [here] for name in found
    }
    assert [one.place for one in filtered_places(PlaceFilter(kind="warm"), at=now)] == [closed]


def test_each_word_said_is_dated_and_in_the_log_with_who_said_it(now, lucie):
    place = a_place(now, lucie)
    key = key_of_link(a_key(place, now, lucie).token)
    say_state_as_guardian(key=key, state=PlaceState.FULL, present=31, at=now)
    say_state(place=place, state=PlaceState.CLOSED, present=None, by=lucie, at=now + timedelta(hours=1))
    told = list(
        Event.objects.filter(verb="say_place_state").order_by("pk").values_list("actor", "at", "facts")
    )
    assert told == [
        (f"guardiankey:{key.pk}", now, {"place_state": "full", "present": 31}),
        (lucie.trace_key, now + timedelta(hours=1), {"place_state": "closed"}),
    ]


def test_nobody_is_inside_a_place_said_closed(now, lucie):
    with pytest.raises(Refused) as refused:
        say_state(place=a_place(now, lucie), state=PlaceState.CLOSED, present=3, by=lucie, at=now)
    assert refused.value.field == "present"


def test_roles_that_send_people_do_not_change_places(now, lucie, account):
    place = a_place(now, lucie)
    nadia = account(Role.RECEPTIONIST)
    for gesture in (
        lambda: say_state(place=place, state=PlaceState.CLOSED, present=None, by=nadia, at=now),
        lambda: end_place(place=place, by=nadia, at=now),
        lambda: give_guardian_key(place=place, by=nadia, at=now),
        lambda: a_place(now, nadia),
        lambda: a_family(a_shelter(now, lucie), now, nadia),
    ):
        with pytest.raises(Refused, match="Votre rôle"):
            gesture()


# The guardian’s link


def test_the_link_and_the_pin_are_kept_as_digests_only(now, lucie):
    given = a_key(a_place(now, lucie), now, lucie)
    row = GuardianKey.objects.values().get()
    assert given.token not in str(row) and given.pin not in str(row)
    assert try_pin(key=key_of_link(given.token), pin=given.pin, at=now).pk == row["id"]


def test_five_wrong_pins_lock_the_link_and_the_right_one_comes_too_late(now, lucie):
    place = a_place(now, lucie)
    given = a_key(place, now, lucie)
    for _ in range(MOST_WRONG_PINS):
        with pytest.raises(Refused):
            try_pin(key=key_of_link(given.token), pin=wrong_pin(given.pin), at=now)
    with pytest.raises(Refused, match="bloqué"):
        try_pin(key=key_of_link(given.token), pin=given.pin, at=now)
    assert Event.objects.filter(verb="refuse_guardian_pin").count() == MOST_WRONG_PINS
    again = a_key(place, now, lucie)
    assert try_pin(key=key_of_link(again.token), pin=again.pin, at=now)


def test_a_right_pin_forgets_the_wrong_ones(now, lucie):
    given = a_key(a_place(now, lucie), now, lucie)
    for pin in (wrong_pin(given.pin), given.pin, wrong_pin(given.pin)):
        try:
            try_pin(key=key_of_link(given.token), pin=pin, at=now)
        except Refused as refused:
            assert "Encore 4" in str(refused)


def test_a_pin_opens_its_own_link_only(now, lucie):
    one, other = a_key(a_place(now, lucie), now, lucie), a_key(a_place(now, lucie), now, lucie)
    with pytest.raises(Refused):
        try_pin(key=key_of_link(one.token), pin=other.pin, at=now)


def test_a_renewed_closed_or_inherited_link_opens_nothing(now, lucie):
    place = a_place(now, lucie, guardian=AGNES)
    first = a_key(place, now, lucie)
    second = a_key(place, now, lucie)
    assert key_of_link(first.token) is None and key_of_link(second.token)
    take_guardian_key_back(place=place, by=lucie, at=now)
    assert key_of_link(second.token) is None
    third = a_key(place, now, lucie)
    facts = PlaceFacts(
        kind=place.kind, name=place.name, where=WHERE, guardian=Guardian("Rachid", "Benali", "+33639980162")
    )
    change_place(place=place, facts=facts, by=lucie, at=now)
    assert key_of_link(third.token) is None, "the link was of whoever guarded it before"
    fourth = a_key(place, now, lucie)
    key = key_of_link(fourth.token)
    end_place(place=place, by=lucie, at=now)
    assert key_of_link(fourth.token) is None
    with pytest.raises(Refused):
        say_state_as_guardian(key=key, state=PlaceState.OPEN, present=1, at=now)


# The list of a shelter


def test_only_a_shelter_has_a_list(now, lucie, solene):
    with pytest.raises(Refused):
        a_family(a_place(now, lucie), now, solene)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"family_name": " "}, "family_name"),
        ({"adults": 0, "children": 0}, "adults"),
        ({"needs": "Il est diabétique"}, "needs"),
    ],
)
def test_a_line_names_a_family_counts_somebody_and_tells_no_illness(now, lucie, solene, wrong, field):
    with pytest.raises(Refused) as refused:
        a_family(a_shelter(now, lucie), now, solene, **wrong)
    assert refused.value.field == field


def test_medication_is_asked_and_kept_only_where_health_may_be(now, lucie, solene, settings):
    place = a_shelter(now, lucie)
    settings.HDS = True
    assert a_family(place, now, solene, medication="oui").medication == "oui"
    settings.HDS = False
    assert a_family(place, now, solene, medication="oui").medication == ""


def test_a_family_leaves_for_somewhere_and_may_come_back(now, lucie, solene):
    place = a_shelter(now, lucie)
    family, later = a_family(place, now, solene), now + timedelta(hours=3)
    assert headcount(place).people == 3
    with pytest.raises(Refused) as refused:
        note_departure(family=family, left_at=later, next_solution="", next_details="", by=solene, at=later)
    assert refused.value.field == "next_solution"
    note_departure(
        family=family,
        left_at=later,
        next_solution=NextSolution.HOTEL,
        next_details="du Port",
        by=solene,
        at=later,
    )
    assert families_of(place) == [] and headcount(place).people == 0
    assert [line_of(one).next_words for one in families_of(place, gone=True)] == ["hôtel : du Port"]
    undo_departure(family=family, by=solene, at=later)
    assert headcount(place).people == 3


def test_a_shelter_is_not_taken_away_while_a_family_is_on_its_list(now, lucie, solene):
    place = a_shelter(now, lucie)
    a_family(place, now, solene)
    with pytest.raises(Refused, match="1 famille est encore"):
        end_place(place=place, by=lucie, at=now)
    assert place_figures(at=now).people == 3


def test_somebody_hidden_is_hidden_on_the_list_too(now, lucie, solene):
    place = a_shelter(now, lucie)
    person = record_person(by=solene, first_name="Yolande", last_name="Quéméner", phone="+33639980171")
    Person.objects.update(protected=True)
    family = a_family(
        place, now, solene, phone="+33639980171", next_solution="relatives", next_details="chez Anne"
    )
    assert family.person == person

    class Nobody:
        def hides(self, _person):
            return True

    family.refresh_from_db()
    sealed = looker.set(Nobody())
    try:
        line = line_of(family)
    finally:
        looker.reset(sealed)
    assert (line.name, line.phone) == (HIDDEN_NAME, "") and "Anne" not in line.next_words
    assert "Quéméner" in line_of(family).name


# What is handed over, forgotten, too old


def test_a_family_and_a_guardian_are_handed_what_is_kept_then_forgotten(now, lucie, solene, account):
    place = a_shelter(now, lucie, guardian=AGNES)
    key = a_key(place, now, lucie)
    person = place.guardian
    a_family(place, now, solene, family_name="Lambert", first_name="Agnès", phone=AGNES.phone)
    other = a_family(place, now, solene)
    told = everything_about(person)
    assert told["Lieux que vous gardez"] == {"Lieux": [{"Lieu": "Gymnase", "Adresse": "12 rue des Lilas"}]}
    assert [one["Famille"] for one in told["Accueil dans un centre"]["Séjours"]] == ["Lambert Agnès"]
    asked = open_right_request(
        person=person, kind="effacement", channel="letter", received_on=now.date(), by=solene, at=now,
        identity_checked="rappel au numéro connu",
    )  # fmt: skip
    erase_person(request=asked, by=account(Role.DPO), at=now)
    assert list(ShelteredFamily.objects.all()) == [other]
    assert Place.objects.get().guardian is None and key_of_link(key.token) is None


def test_a_namesake_with_another_number_keeps_their_line(now, lucie, solene):
    place = a_shelter(now, lucie)
    a_family(place, now, solene, phone="+33639980171")
    namesake = record_person(by=solene, first_name="Yolande", last_name="Quéméner", phone="+33639980199")
    assert "Accueil dans un centre" not in everything_about(namesake)


def test_lines_go_a_month_after_the_departure_and_those_still_there_stay(now, lucie, solene, account):
    place = a_shelter(now - timedelta(days=60), lucie)
    came = now - timedelta(days=50)
    gone, there = (a_family(place, came, solene, family_name=name) for name in ("Santos", "Morel"))
    left = now - timedelta(days=31)
    note_departure(family=gone, left_at=left, next_solution="home", next_details="", by=solene, at=left)
    ShelteredFamily.objects.filter(pk=there.pk).update(changed_at=now - timedelta(days=2))
    preview = preview_of("hebergement", at=now)
    eliminate(code="hebergement", fingerprint=preview.fingerprint, by=account(Role.DPO), at=now)
    assert list(ShelteredFamily.objects.all()) == [there]


def test_the_guardian_of_a_place_taken_away_goes_in_their_time(now, lucie, account):
    place = a_place(now - timedelta(days=200), lucie, guardian=AGNES)
    end_place(place=place, by=lucie, at=now - timedelta(days=100))
    eliminate(
        code="gardiens", fingerprint=preview_of("gardiens", at=now).fingerprint, by=account(Role.DPO), at=now
    )
    assert Place.objects.get().guardian is None
    assert Person.objects.filter(last_name="Lambert").count() == 0


def test_a_list_of_many_places_asks_as_few_questions(now, lucie, django_assert_num_queries):
    for _ in range(12):
        a_place(now, lucie)
    with django_assert_num_queries(2):
        assert len(filtered_places(PlaceFilter(), at=now)) == 12
    with django_assert_num_queries(2):
        assert len(public_places(at=now)) == 12


def test_families_of_an_exercise_go_with_it_but_those_somebody_keeps(lucie, now):
    shelter = a_shelter(now, lucie)
    before = a_family(shelter, now - timedelta(hours=1), lucie)
    drill = open_crisis(
        kind="flood", title="Exercice", phase="alert", colour="orange", decided_by="La maire", exercise=True, by=lucie,
        at=now,
    )  # fmt: skip
    played, true = (
        a_family(shelter, now + timedelta(minutes=5), lucie, family_name=one) for one in ("Jeu", "Vrai")
    )
    Crisis.objects.filter(pk=drill.pk).update(ended_at=now + timedelta(hours=2))
    drill.refresh_from_db()
    lines = dict(families_lines(drill))
    assert set(lines) == {f"family:{played.pk}", f"family:{true.pk}"} and "Jeu" not in str(lines)
    assert wipe_families(drill, now, frozenset({f"family:{true.pk}"})) == 1
    assert {one.pk for one in ShelteredFamily.objects.all()} == {before.pk, true.pk}
