"""The demonstration town is believable, the same for one seed, and nobody's."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

import pytest
import shapely

from cordee.config.demo.asks import RESERVED_WORD
from cordee.config.demo.cast import Cast, Numbers, famous_pairs
from cordee.config.demo.ground import draw_ground
from cordee.config.demo.lexicon import words
from cordee.config.demo.moments import PARIS, parts_of
from cordee.config.demo.sizes import DEMO_CENTRE, SIZES
from cordee.config.demo.town import DemoTown, draw_town
from cordee.engine.geo.distances import haversine_km
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.assignments.models import HOLDING_STATES, AssignmentState
from cordee.ground.needs.models import OPEN_STATES, NeedState, Urgency
from cordee.ground.needs.rules.lifecycle import CANCELLING_REASONS, NO_SOLUTION_REASONS
from cordee.ground.people.models import Person, Role
from cordee.ground.people.rules.words.health import without_health_words
from cordee.ground.territory.models import town_scope
from cordee.ground.volunteers.models import TrustLevel, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.admission import earned_trust
from cordee.ground.volunteers.rules.checks import ASKED, in_force, lapses

MORNING = datetime(2026, 4, 7, 9, tzinfo=PARIS)


@cache
def drawn(size: str = "medium", seed: int = 1, at: datetime = MORNING) -> DemoTown:
    return draw_town(SIZES[size], seed, at)


def test_one_seed_draws_one_town():
    assert draw_town(SIZES["medium"], 1, MORNING).digest() == drawn().digest()


def test_another_seed_draws_another_town():
    assert drawn(seed=2).digest() != drawn().digest()


def test_the_town_has_the_size_it_was_told_to_have():
    town = drawn()
    open_needs = [need for need in town.needs if need.state in OPEN_STATES]
    assert town.commune.population == 18_400
    assert len(town.volunteers) == 850
    assert len(open_needs) == 90
    assert sum(need.state == NeedState.QUALIFIED for need in open_needs) >= 65
    assert len(town.districts) == 8
    assert len({address.street for address in town.addresses}) == 160
    assert 4_500 <= len(town.addresses) <= 5_500
    assert sum(district.population or 0 for district in town.districts) == pytest.approx(18_400, abs=8)


def test_a_village_has_three_needs_and_fifteen_volunteers():
    village = drawn("small")
    assert len(village.volunteers) == 15
    assert sum(need.state in OPEN_STATES for need in village.needs) == 3


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_districts_tile_the_commune(size):
    ground = draw_ground(SIZES[size], Random(7))
    shapes = [district.shape for district in ground.districts]
    together = shapely.union_all(shapes)
    assert all(shape.is_valid for shape in shapes)
    assert together.symmetric_difference(ground.outline).area < 1.0
    assert sum(shape.area for shape in shapes) == pytest.approx(together.area, abs=1.0)


def test_every_address_stands_in_the_commune_and_out_of_the_river():
    town = drawn()
    outlines = shapely.union_all([shapely.geometry.shape(district.outline) for district in town.districts])
    points = shapely.points([(address.longitude, address.latitude) for address in town.addresses])
    assert shapely.contains(outlines, points).all()
    ground = draw_ground(SIZES["medium"], Random("1:medium:ground"))
    south = min(address.latitude for address in town.addresses)
    assert (DEMO_CENTRE[0] - south) * 111_195 < -ground.river.bounds[1]


def test_odd_numbers_face_even_numbers():
    street = [one for one in drawn().addresses if one.street == "rue des Tilleuls" and not one.suffix]
    numbers = [int(one.number) for one in street]
    assert len(numbers) == len(set(numbers)) > 15
    assert {number % 2 for number in numbers} == {0, 1}


def test_volunteers_live_in_the_town():
    for volunteer in drawn().volunteers:
        if volunteer.latitude is not None and volunteer.longitude is not None:
            assert haversine_km(volunteer.latitude, volunteer.longitude, *DEMO_CENTRE) < 4.5


def every_text(town: DemoTown):
    for need in town.needs:
        yield from (need.details, need.closing_note, need.next_action, need.referred_to)
    for household in town.households:
        yield from (household.access_notes, household.address, household.address_extra)
    for volunteer in town.volunteers:
        yield volunteer.remarks
    yield town.crisis.public_message


def test_no_text_says_a_word_about_anybodys_health():
    lexicon = words("needs")
    written = [*every_text(drawn()), *(line for lines in lexicon["lines"].values() for line in lines)]
    written += [*lexicon["courses"]["items"], *lexicon["volunteers"]["remarks"], *lexicon["extras"]["access"]]
    assert [text for text in written if without_health_words(text).kinds] == []


def test_nobody_bears_the_name_of_somebody_famous():
    with town_scope("49999"):
        cast = Cast(Random(3), MORNING.date())
        names = [cast.person(28 + rank % 67, mobile=rank % 2 == 0).full_name for rank in range(9000)]
    assert not set(names) & famous_pairs()


def test_the_famous_names_could_have_been_drawn():
    lexicon = words("names")
    first = {name for cohort in lexicon["cohort"] for key in ("women", "men") for name in cohort[key].split()}
    last = set(lexicon["surnames"]["french"].split()) | set(lexicon["surnames"]["local"].split())
    assert all(set(pair.split(" ", 1)) & first and pair.split(" ", 1)[1] in last for pair in famous_pairs())


def test_numbers_and_mails_lead_nowhere_and_belong_to_one_person():
    people = drawn().people
    phones = [person.phone for person in people]
    mails = [person.email for person in people if person.email]
    assert all(re.fullmatch(r"\+33(63998|26191)\d{4}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    assert all(re.fullmatch(r"[a-z0-9.'-]+@exemple\.fr", mail) for mail in mails)
    assert len(set(mails)) == len(mails)


def test_a_new_caller_may_be_given_a_number_kept_for_them():
    numbers = Numbers(Random(1))
    assert all(numbers.mobile()[-4:-2] != "99" for _ in range(9_900))
    assert all(numbers.landline()[-4:-2] not in {"00", "99"} for _ in range(9_800))


def test_mme_rolland_has_not_called_yet():
    town = drawn()
    assert not any(
        "roland" in person.last_name.lower() or "rolland" in person.last_name.lower()
        for person in town.people
    )
    assert RESERVED_WORD not in {beneficiary.recognition_word for beneficiary in town.beneficiaries}
    assert any(one.street == "rue des Tilleuls" and one.number == "12" for one in town.addresses)


def test_karim_nadia_and_lucie_are_there():
    town = drawn()
    (karim,) = [one for one in town.volunteers if one.person.short_name == "Karim B."]
    assert karim.person.age_on(MORNING.date()) == 34
    assert karim.state == VolunteerState.CLEARED
    assert "COURSES" in karim.activities
    assert str(karim.district) == "Les Tilleuls"
    roles = {role.account.name.split()[0]: role.role for role in town.roles}
    assert (roles["Nadia"], roles["Lucie"]) == (Role.RECEPTIONIST, Role.VOLUNTEER_COORDINATOR)
    assert Counter(role.role for role in town.roles) == Counter(Role)


def test_three_volunteers_wait_beyond_the_48_hours_promised():
    waiting = [one for one in drawn().volunteers if one.contacted_at is None]
    late = [one for one in waiting if MORNING - one.signed_up_at > timedelta(hours=48)]
    assert len(late) == 3
    assert len(waiting) > 10


def test_volunteers_stand_everywhere_on_the_path_of_admission():
    states = Counter(one.state for one in drawn().volunteers)
    assert set(states) == set(VolunteerState)
    for one in drawn().volunteers:
        seen = in_force(known_of(one), MORNING.date())
        assert one.trust_level == earned_trust(one, seen)
        assert one.trust_level < TrustLevel.DOORSTEP or (
            "identity" in seen and one.charter_accepted_at and one.briefed_on
        )


def known_of(volunteer: Volunteer) -> dict[str, date | None]:
    return {str(one.kind): one.valid_until for one in drawn().checks if one.volunteer is volunteer}


def test_one_check_ends_soon_and_one_is_over():
    ends = sorted(one.valid_until for one in drawn().checks if one.valid_until)
    assert ends[:2] == [MORNING.date() - timedelta(days=2), MORNING.date() + timedelta(days=12)]
    assert ends[2] > MORNING.date() + timedelta(days=30)


def age_of(person: Person) -> int:
    age = person.age_on(MORNING.date())
    assert age is not None
    return age


def test_the_young_do_nothing_at_somebodys_door_and_the_old_may_help_from_home():
    for one in drawn().volunteers:
        age = age_of(one.person)
        assert age >= 16
        assert all(age >= ACTIVITIES[code].min_age for code in one.activities)
    old = [one for one in drawn().volunteers if age_of(one.person) >= 71]
    assert sum(one.remote_only for one in old) > len(old) / 2


def test_most_people_helped_are_old():
    ages = sorted(MORNING.year - (one.person.birth_year or 0) for one in drawn().beneficiaries)
    assert 74 <= ages[len(ages) // 2] <= 84


def test_every_open_need_has_an_owner_and_a_next_action():
    for need in drawn().needs:
        if need.state in OPEN_STATES:
            assert need.owner is not None
            assert need.next_action
            assert need.next_action_at is not None


def test_urgency_follows_from_what_was_said():
    needs = [need for need in drawn().needs if need.food_days_left is not None and need.food_days_left <= 1]
    assert needs
    assert {need.urgency for need in needs} == {Urgency.U1}


def test_shopping_says_how_it_is_paid():
    assert all(need.money_method for need in drawn().needs if need.activity == "COURSES")


def test_what_ended_says_why():
    reasons = {NeedState.CANCELLED: CANCELLING_REASONS, NeedState.NO_SOLUTION: NO_SOLUTION_REASONS}
    ended = [need for need in drawn().needs if need.state in reasons]
    assert {need.state for need in ended} == set(reasons)
    for need in ended:
        assert need.closing_reason in reasons[NeedState(need.state)]
        assert need.closed_at is not None


HOURS = [0, 6, 7, 11, 13, 17, 18, 20, 23]


@pytest.mark.parametrize(
    "at",
    [*(datetime(2026, 4, 7, hour, tzinfo=PARIS) for hour in HOURS), datetime(2026, 3, 29, 9, tzinfo=PARIS)],
    ids=str,
)
def test_the_clocks_are_alive_at_any_hour(at):
    town = drawn(at=at)
    for need in town.needs:
        steps = [
            need.received_at, need.qualified_at, need.proposed_at, need.accepted_at, need.started_at, need.done_at,
            need.verified_at, need.closed_at,
        ]  # fmt: skip
        passed = [step for step in steps if step is not None]
        assert passed == sorted(passed), need.number
        assert passed[-1] <= at
        assert need.wanted_from < need.wanted_until
        if need.state == NeedState.QUALIFIED:
            coming = [part for day in (0, 1) for part in parts_of((at + timedelta(days=day)).date())]
            last_start = need.wanted_until - timedelta(minutes=30)
            assert any(start <= last_start and end > at + timedelta(minutes=30) for start, end in coming), (
                need.number
            )
    for one in town.volunteers:
        assert one.signed_up_at < at
        assert one.contacted_at is None or one.signed_up_at <= one.contacted_at <= at


def test_nobody_was_asked_too_much():
    town = drawn()
    held = [one for one in town.assignments if one.state in HOLDING_STATES]
    by_day = Counter((id(one.volunteer), one.starts_at.date()) for one in held)
    by_person = Counter(id(one.volunteer) for one in held)
    caps = {id(one): one.weekly_cap for one in town.volunteers}
    assert max(by_day.values()) <= town.municipality.daily_cap
    assert all(count <= caps[person] for person, count in by_person.items())
    assert len({(id(one.volunteer), one.starts_at) for one in held}) == len(held)


def test_those_who_helped_were_allowed_to_and_near_enough():
    for one in drawn().assignments:
        activity = ACTIVITIES[one.need.activity]
        assert one.volunteer.activity_bits >> activity.bit & 1
        assert one.volunteer.trust_level >= activity.admission_for(remote=activity.can_be_remote)
        if one.need.activity in ASKED:
            assert not lapses(one.need.activity, known_of(one.volunteer), MORNING.date())
        assert activity.can_be_remote or (one.distance_km or 0) <= one.volunteer.radius_km


def test_some_people_are_helped_by_somebody_they_know():
    done = [one for one in drawn().assignments if one.state == AssignmentState.DONE]
    pairs = Counter((id(one.volunteer), id(one.need.beneficiary)) for one in done)
    assert sum(count > 1 for count in pairs.values()) >= 10


def test_needs_come_by_every_door():
    assert len({need.door for need in drawn().needs}) == 5
