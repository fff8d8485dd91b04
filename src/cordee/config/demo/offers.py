"""The volunteers of the demonstration town, along the whole path of admission."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from cordee.config.demo.cast import Cast
from cordee.config.demo.checks import Seen
from cordee.config.demo.lexicon import words
from cordee.config.demo.moments import PARIS, WAKING, after, before
from cordee.config.demo.places import TownMap
from cordee.config.demo.sizes import TownSize
from cordee.config.demo.streets import Door
from cordee.engine.geo.distances import km_matrix
from cordee.engine.protocol.activities import ACTIVITIES, bits_of
from cordee.ground.people.models import ContactBy, Language, Person
from cordee.ground.territory.models import LocationQuality
from cordee.ground.volunteers.models import CheckKind, Frame, TrustLevel, Volunteer, VolunteerState
from cordee.ground.volunteers.rules.week import bits_of_week

TICKED = {
    "COURSES": 0.58,
    "MEDICAMENTS": 0.42,
    "APPEL_CONVIVIALITE": 0.36,
    "ANIMAUX": 0.25,
    "AIDE_ALIMENTAIRE": 0.18,
    "REPAS": 0.18,
    "AIDE_NUMERIQUE": 0.15,
    "DEMARCHES": 0.14,
    "DON_NATURE": 0.12,
    "TRANSPORT_PERSONNE": 0.12,
    "VISITE_PORTE": 0.12,
    "INFO_TERRAIN": 0.12,
    "SOUTIEN_SCOLAIRE": 0.10,
    "MASQUES": 0.09,
    "VISITE_CONVIVIALITE": 0.08,
    "NETTOYAGE": 0.06,
    "TRANSPORT_SOIGNANT": 0.05,
    "GARDE_ENFANTS": 0.05,
    "EAU_FROID": 0.05,
    "ACCUEIL_CARE": 0.04,
    "PRET_NUMERIQUE": 0.03,
    "HEBERGEMENT": 0.02,
}
"""Share of volunteers who tick each activity."""
SPOKEN = {
    "en": 0.30,
    "es": 0.10,
    "ar": 0.07,
    "pt": 0.05,
    "de": 0.04,
    "it": 0.03,
    "tr": 0.012,
    "ro": 0.01,
    "uk": 0.006,
    "fsl": 0.005,
}
LATE = {"small": 1, "medium": 3, "large": 3}
"""How many never had an answer after the 48 h promised: enough for the counter to be red, few enough to be
put right."""
CRISIS_DAYS = 11
KEPT_CLEAR_KM = 0.42
"""Around 12 rue des Tilleuls only Karim does the shopping: the story told in the user guides finds him
first."""

_EVERY_DAY, _WORKING_DAYS, _WEEKEND = range(7), range(5), (5, 6)


def _week(age: int, rng: Random) -> int:
    """Parts of the week somebody ticks, by the life they lead."""
    if age >= 62:
        days = [day for day in _EVERY_DAY if rng.random() < (0.85 if day < 5 else 0.45)] or [1]
        parts = rng.choices(((0, 2), (0,), (2,), (0, 1, 2)), (45, 20, 15, 20))[0]
        return bits_of_week((day, part) for day in days for part in parts)
    habit = rng.choices(("evenings", "workless", "days_off", "weekend"), (38, 27, 20, 15))[0]
    if habit == "workless":
        return (
            bits_of_week((day, part) for day in _EVERY_DAY for part in range(4) if rng.random() < 0.72) or 1
        )
    if habit == "weekend":
        return (
            bits_of_week((day, part) for day in _WEEKEND for part in range(4) if rng.random() < 0.8)
            or 1 << 20
        )
    off = {rng.randrange(5) for _ in range(2)} if habit == "days_off" else set()
    cells = [(day, 3) for day in _WORKING_DAYS if rng.random() < 0.75]
    cells += [(day, part) for day in off for part in (0, 2)]
    cells += [(day, part) for day in _WEEKEND for part in (0, 2) if rng.random() < 0.5]
    return bits_of_week(cells or [(5, 0)])


def _age(rng: Random) -> int:
    band = rng.choices(((16, 17), (18, 29), (30, 44), (45, 61), (62, 69), (70, 80)), (2, 18, 29, 27, 15, 9))[
        0
    ]
    return rng.randint(*band)


def _activities(age: int, vehicle: bool, remote_only: bool, rng: Random) -> list[str]:
    def open_to(code: str) -> bool:
        activity = ACTIVITIES[code]
        return (
            age >= activity.min_age
            and (vehicle or not activity.requires_vehicle)
            and (activity.can_be_remote or not remote_only)
        )

    possible = [code for code in TICKED if open_to(code)]
    boost = 1.9 if remote_only or age < 18 else 1.0
    ticked = [code for code in possible if rng.random() < TICKED[code] * boost]
    return ticked or [possible[0]]


def _admit(volunteer: Volunteer, *, stage: int, at: datetime, seen: Seen, rng: Random) -> None:
    """Date the checks passed: 0 nothing, 1 rung up, 2 reached, 3 doorstep, 4 indoors, 5 special checks."""
    steps: list[datetime] = []
    last = volunteer.signed_up_at
    for wait in (900, 1500, 1500, 1500):
        # Those who signed up an hour ago are not answered tomorrow: what is left of the time sets the pace.
        last = min(after(last, rng.uniform(10, wait)), last + (at - last) * rng.uniform(0.3, 0.7))
        steps.append(last)
    if stage >= 1:
        volunteer.contacted_at = volunteer.last_news_at = steps[0]
        volunteer.invited_at = steps[0] if stage >= 2 and rng.random() < 0.8 else None
    if stage >= 2:
        volunteer.phone_checked_at = steps[0]
    if stage >= 3:
        volunteer.briefed_on = steps[1].date()
        seen.note(volunteer, CheckKind.IDENTITY, steps[1].date())
        volunteer.charter_accepted_at = steps[1]
        volunteer.last_news_at = steps[1]
    if stage >= 4:
        seen.note(volunteer, CheckKind.RECORD, steps[2].date())
    if stage >= 5:
        seen.note_asked(volunteer, steps[3].date())


def _stage(hours_ago: float, age: int, rng: Random) -> int:
    if hours_ago < 48:
        return rng.choices((0, 1, 2, 3), (48, 22, 20, 10))[0]
    return rng.choices((1, 2, 3, 4, 5), (7, 9, 54, 22 if age >= 18 else 0, 8 if age >= 21 else 0))[0]


def _signed_up(at: datetime, rng: Random) -> datetime:
    """A wave: a third on the first day, then fewer and fewer; by day and in the evening."""
    day = rng.choices(range(CRISIS_DAYS, -1, -1), (30, 20, 13, 9, 7, 5, 4, 3, 3, 2.5, 2, 1.5))[0]
    return before(at, rng.uniform(0, 1) * 700 + day * 13 * 60 + 20, WAKING)


def draw_volunteers(
    size: TownSize, town: TownMap, cast: Cast, at: datetime, seen: Seen, rng: Random
) -> list[Volunteer]:
    """Draw the volunteers, numbered in the order they signed up; nothing is saved."""
    doors = town.draw_doors(size.volunteers, rng)
    seat = town.neighbour_door
    near_seat = km_matrix(
        [d.latitude for d in doors], [d.longitude for d in doors], [seat.latitude], [seat.longitude]
    )[:, 0]
    volunteers = [_karim(town, cast, at, seen, rng)]
    for rank in range(1, size.volunteers):
        late = rank <= LATE[size.name]
        signed_up_at = before(at, rng.uniform(4.2, 5.9) * 13 * 60, WAKING) if late else _signed_up(at, rng)
        volunteers.append(
            _volunteer(
                town, cast, at, seen, rng, door=doors[rank], signed_up_at=signed_up_at, late=late,
                shops=float(near_seat[rank]) > KEPT_CLEAR_KM,
            )
        )  # fmt: skip
    volunteers.sort(key=lambda volunteer: volunteer.signed_up_at)
    for number, volunteer in enumerate(volunteers, start=1):
        volunteer.number = number
    seen.let_two_end(volunteers)
    return volunteers


def _volunteer(
    town: TownMap,
    cast: Cast,
    at: datetime,
    seen: Seen,
    rng: Random,
    *,
    door: Door,
    signed_up_at: datetime,
    late: bool,
    shops: bool,
) -> Volunteer:
    age = _age(rng)
    vehicle = age >= 18 and rng.random() < 0.62
    remote_only = rng.random() < (0.72 if age >= 70 else 0.08)
    codes = _activities(age, vehicle, remote_only, rng)
    if not shops:
        codes = [code for code in codes if code != "COURSES"] or ["MEDICAMENTS" if age >= 18 else "ANIMAUX"]
    person = cast.person(age, online=rng.random() < 0.85, mobile=age < 74 or rng.random() < 0.6)
    volunteer = Volunteer.new(
        person=person,
        frame=rng.choices((Frame.COMMUNE_COSP, Frame.RCSC, Frame.PARTNER_ORG), (88, 7, 5))[0],
        activity_bits=bits_of(codes),
        week_bits=_week(age, rng),
        radius_km=rng.choices((1.0, 2.0, 3.0, 5.0, 8.0), (14, 26, 34, 18, 8))[0],
        remote_only=remote_only,
        vehicle=vehicle,
        languages=[Language.FRENCH, *(code for code, share in SPOKEN.items() if rng.random() < share)],
        weekly_cap=rng.choices((1, 2, 3, 4, 6), (8, 24, 26, 30, 12))[0],
        remarks=rng.choice(words("needs")["volunteers"]["remarks"]) if rng.random() < 0.14 else "",
        shares_phone=rng.random() < 0.4,
        signed_up_at=signed_up_at,
        **town.located(door, rng, exact=0.97),
    )
    hours_ago = (at - signed_up_at).total_seconds() / 3600
    _admit(volunteer, stage=0 if late else _stage(hours_ago, age, rng), at=at, seen=seen, rng=rng)
    seen.settle(volunteer)
    _place_on_path(volunteer, at, rng)
    return volunteer


def _place_on_path(volunteer: Volunteer, at: datetime, rng: Random) -> None:
    aside = rng.random()
    if volunteer.trust_level >= TrustLevel.DOORSTEP and aside < 0.055:
        if aside < 0.035:
            volunteer.state = VolunteerState.PAUSED
            volunteer.paused_until = (at + timedelta(days=rng.randint(3, 20))).date()
        else:
            volunteer.state = VolunteerState.LEFT if aside < 0.05 else VolunteerState.SUSPENDED
    elif volunteer.state == VolunteerState.CLEARED and rng.random() < 0.10:
        volunteer.available_now_until = at + timedelta(hours=rng.randint(2, 6))


def _karim(town: TownMap, cast: Cast, at: datetime, seen: Seen, rng: Random) -> Volunteer:
    """Karim, 34, about 400 m from 12 rue des Tilleuls: the volunteer the user guides follow."""
    seat = town.neighbour_door
    doors = [door for door in town.doors if not door.suffix]
    far = km_matrix(
        [d.latitude for d in doors], [d.longitude for d in doors], [seat.latitude], [seat.longitude]
    )[:, 0]
    door = doors[int(abs(far - 0.4).argmin())]
    volunteer = Volunteer.new(
        person=_karims_person(cast),
        activity_bits=bits_of(["COURSES", "MEDICAMENTS", "ANIMAUX"]),
        week_bits=bits_of_week((day, part) for day in _EVERY_DAY for part in (0, 2)),
        radius_km=3.0,
        languages=[Language.FRENCH, Language.ARABIC],
        weekly_cap=6,
        signed_up_at=(at.astimezone(PARIS) - timedelta(days=10)).replace(hour=9, minute=40),
        **town.written(door, LocationQuality.DOOR),
    )
    _admit(volunteer, stage=3, at=at, seen=seen, rng=rng)
    seen.settle(volunteer)
    return volunteer


def _karims_person(cast: Cast) -> Person:
    return cast.named(
        "Karim",
        "Benaïssa",
        cast.birth_of_age(34),
        phone=cast.mobile(),
        email="karim@exemple.fr",
        contact_by=ContactBy.SMS,
    )
