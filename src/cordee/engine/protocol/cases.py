"""A case to judge: one activity, and what is known of who, for whom, when and where.

What a case does not say is taken as in order (charter accepted, identity seen, …); an unknown age is said None.
A health reason has no place here: whoever cannot come or prefers to act from home says only that.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from cordee.engine.protocol.activities import ACTIVITIES, Activity
from cordee.engine.protocol.faults import BadCase
from cordee.engine.protocol.hours import DAY
from cordee.engine.protocol.reading import FORMS

FRAMES = ("commune_cosp", "rcsc", "partner_org", "neighbourly")
ZONES = ("ouverte", "rouverte", "inondee", "endommagee", "isolee", "interdite")
MOBILITIES = ("walks", "with_aid", "wheelchair", "bedridden")
PAYMENTS = (
    "none", "invoice", "shop_account", "cheque_to_shop", "gift_card", "cash", "voucher", "blank_cheque", "card_pin",
)  # fmt: skip
TOWN_CLOCK = ZoneInfo("Europe/Paris")


def _check(field: str, value: float | None, low: float, high: float) -> None:
    # NaN fails both comparisons.
    if value is not None and not low <= value <= high:
        raise BadCase("cas", field, f"un nombre de {low} à {high} est attendu, reçu {value}")


def _check_word(field: str, value: str, words: tuple[str, ...]) -> None:
    if value not in words:
        raise BadCase("cas", field, f"« {value} » est inconnu (attendu : {', '.join(words)})")


@dataclass(frozen=True)
class Volunteer:
    """Who would go. `age` in years, None when unknown; `reservist_days` days done this year.

    `extension_*`: what opens 30 days instead of 15 to a reservist (declared emergency, vote, own consent).
    `honorability_on` is the day the certificate was issued; `clearance_until` the last day of the admission.
    """

    age: float | None
    remote_only: bool = False
    at_risk: bool = False
    trained: bool = False
    suspended: bool = False
    clearance_until: date | None = None
    charter_accepted: bool = True
    identity_seen: bool = True
    cannot_come: bool = False
    adult_pair: bool = False
    reservist_days: int = 0
    extension_declared: bool = False
    extension_voted: bool = False
    extension_consent: bool = False
    honorability_on: date | None = None

    def __post_init__(self) -> None:
        _check("volunteer.age", self.age, 0, 130)
        _check("volunteer.reservist_days", self.reservist_days, 0, 366)

    @property
    def years(self) -> int | None:
        """Full years."""
        return None if self.age is None else math.floor(self.age)


@dataclass(frozen=True)
class Beneficiary:
    """Whom it helps, by function and never by diagnosis. `medical_transport`: prescribed, paid by health cover."""

    mobility: str = "walks"
    medical_transport: bool = False

    def __post_init__(self) -> None:
        _check_word("beneficiary.mobility", self.mobility, MOBILITIES)


@dataclass(frozen=True)
class Goods:
    """What is carried. `use_by` is the DLC, `best_before` the DDM; None for what is not known."""

    use_by: date | None = None
    best_before: date | None = None
    cold_chain: bool = False
    sealed_named_bag: bool | None = None


@dataclass(frozen=True)
class Place:
    """Where. `zone` as marked by the command post; `distance_km` from the volunteer's home."""

    zone: str = "ouverte"
    enters_home: bool = False
    forced_entry: bool = False
    approved_setting: bool | None = None
    distance_km: float | None = None

    def __post_init__(self) -> None:
        _check_word("place.zone", self.zone, ZONES)
        _check("place.distance_km", self.distance_km, 0, 20_000)


@dataclass(frozen=True)
class Team:
    """How many go together, and whether someone leads; None when not decided yet."""

    size: int | None = None
    leader: bool | None = None
    passengers: int | None = None

    def __post_init__(self) -> None:
        _check("team.size", self.size, 1, 1000)
        _check("team.passengers", self.passengers, 0, 100)


@dataclass(frozen=True)
class Slot:
    """When: minutes since midnight of one day, start ≤ end; `day` None when only the hour is known."""

    start: int
    end: int
    day: date | None = None

    def __post_init__(self) -> None:
        _check("slot.start", self.start, 0, DAY - 1)
        _check("slot.end", self.end, 0, DAY)
        if self.end < self.start:
            raise BadCase("cas", "slot.end", "le créneau finit avant de commencer")

    @property
    def starts_at(self) -> datetime | None:
        """The moment it starts, by the clocks of the town; None without a day."""
        if self.day is None:
            return None
        return datetime.combine(self.day, time(self.start // 60, self.start % 60), TOWN_CLOCK)


@dataclass(frozen=True)
class Case:
    """One question. `remote` None means the usual form of the activity; `today` dates papers when no slot does.

    BadCase when the activity, the form or another word is unknown, or when a number or a date makes no sense.
    """

    activity: str
    id: str = "1"
    remote: bool | None = None
    form: str | None = None
    frame: str | None = "commune_cosp"
    payment: str = "none"
    register_release: bool | None = None
    slot: Slot | None = None
    today: date | None = None
    volunteer: Volunteer | None = None
    beneficiary: Beneficiary = Beneficiary()
    goods: Goods = Goods()
    place: Place = Place()
    team: Team = Team()

    def __post_init__(self) -> None:
        if self.activity not in ACTIVITIES:
            raise BadCase("cas", "activity", f"« {self.activity} » n’est pas une activité du catalogue")
        if self.form is not None:
            _check_word("form", self.form, tuple(FORMS))
        if self.frame is not None:
            _check_word("frame", self.frame, FRAMES)
        _check_word("payment", self.payment, PAYMENTS)
        if self.remote and not self.subject.can_be_remote:
            raise BadCase("cas", "remote", f"{self.activity} ne se fait pas à distance")
        if self.remote is False and self.subject.mode == frozenset("R"):
            raise BadCase("cas", "remote", f"{self.activity} ne se fait qu’à distance")
        if self.day is None and self._dated:
            raise BadCase("cas", "today", "manque : une date est à comparer, donnez slot.day ou today")

    @property
    def _dated(self) -> bool:
        papers = (
            (self.volunteer.clearance_until, self.volunteer.honorability_on)
            if self.volunteer
            else (None, None)
        )
        return any(one is not None for one in (*papers, self.goods.use_by, self.goods.best_before))

    @cached_property
    def subject(self) -> Activity:
        """The line of the catalogue."""
        return ACTIVITIES[self.activity]

    @cached_property
    def on_site(self) -> bool:
        """Whether somebody goes somewhere."""
        return self.subject.on_site if self.remote is None else not self.remote

    @cached_property
    def outdoor(self) -> bool:
        """Whether it is an effort outdoors: at doors or on a site, neither indoors nor in a vehicle only."""
        return self.on_site and is_outdoor(self.subject)

    @property
    def day(self) -> date | None:
        """The day of the mission, else the day of the question."""
        return self.slot.day if self.slot and self.slot.day else self.today


def is_outdoor(activity: Activity) -> bool:
    """Whether doing it on the spot is an effort outdoors."""
    return bool(activity.mode & frozenset("DO"))


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(first_next - timedelta(days=1), date(year, month + 1, 1) + timedelta(days=day.day - 1))
