"""Every trade-off of the asking policy, named, with the reason of its value.

Moments are hours since a midnight; urgencies are U1 (within the day) to U4 (when possible), in that order in
every tuple of four.
"""

from dataclasses import dataclass, fields
from enum import IntEnum

from cordee.engine.asking.faults import BadAsking

URGENCIES = 4
URGENT = 2
"""U1 and U2 are urgent: they open the larger budget, the reserve and the phone desk."""


class Shortage(IntEnum):
    """How far needs outrun acceptances."""

    NONE = 0
    SHORT = 1
    VERY_SHORT = 2


ByUrgency = tuple[float, float, float, float]


@dataclass(frozen=True)
class Belief:
    """What is supposed of people before they answered anything; never read from a simulation.

    prior_mean      share of requests accepted by somebody unknown, next door
    prior_weight    number of imaginary requests this is worth: real answers outweigh it after four
    visit_share     part of the prior that follows how often the person opens the list of needs
    usual_visits    visits a day of an average person, for the line above
    km_decay        kilometres that divide acceptance by e
    tiring          acceptance is multiplied by exp(-tiring) for each recent request …
    rest_hours      … and half of that is forgotten after this long
    former          acceptance is multiplied by this for somebody who already helped the person
    urgent          same, when the need is urgent
    known_activity  same, when they already accepted this activity
    delay_hours     median time before an answer, in waking hours
    delay_spread    sigma of that lognormal delay
    phone           same, when an agent reaches them on the telephone
    silent          same, for somebody called who left a message without answer
    """

    prior_mean: float = 0.27
    prior_weight: float = 4.0
    visit_share: float = 0.65
    usual_visits: float = 0.35
    km_decay: float = 4.0
    tiring: float = 0.10
    rest_hours: float = 72.0
    former: float = 2.5
    urgent: float = 1.25
    known_activity: float = 1.05
    delay_hours: float = 1 / 3
    delay_spread: float = 1.1
    phone: float = 1.6
    silent: float = 0.6

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 < getattr(self, field.name) < 1e6:
                raise BadAsking(f"belief: {field.name} must be above zero")
        if not self.prior_mean < 1 or not self.visit_share <= 1:
            raise BadAsking("belief: prior_mean and visit_share are shares, at most 1")


@dataclass(frozen=True)
class AskingSettings:
    """How the town asks. Pairs of values are for a town that is short, then for one that is very short (`Shortage`).

    target          chance wanted that somebody accepts before the deadline
    wave_hours      time left to a wave before the next one is thought of
    patience        share of the life of a need during which the list alone may serve it
    hurry_hours     closer than this to the deadline, the list is no longer trusted alone
    former_hours    how long a need waits for its former helper alone
    largest_wave    people asked at once for one need, at most
    per_day, per_week, urgent_per_day, urgent_per_week    requests one person receives, at most; calls count
    short_per_week  weekly requests for needs that are not urgent, at most, while the town is short (0: the list only)
    kept_for_u1     weekly requests that U2 leaves to U1 while the town is short
    day_from, day_to  hours of the day between which people are asked
    reserve         weekly missions of each person kept for urgent needs while the town is short
    reserve_until   hour of the week after which a reserve not used is given back to all
    short_ratio     the town is short, very short, when needs opened lately exceed this many times those accepted
    lately_hours    … over this many hours
    trust_after     hours of crisis before that ratio means anything
    phone_after     an urgent need not accepted after this many hours goes to the phone desk
    extra_call      calls a person may receive above the budget of messages, in a day and in a week
    worth           what one served need is worth; a person is spared in this unit (see `pricing`)
    protection      the trade-off of the town: the last mission of a person goes to a need that is not urgent only if
                    it is worth this many times their price. 0 protects nothing, reserve included: more needs served,
                    fewer urgent ones; above 2 the urgent gain little and all lose more
    refusal, km, tired, load, first, spared  discomfort of asking somebody: chance squared of a silence or a no, one
                    kilometre, one recent request, one mission already done, the credit of never asked yet, and one
                    unit of protected price
    """

    target: ByUrgency = (0.97, 0.90, 0.75, 0.60)
    wave_hours: ByUrgency = (0.35, 0.60, 1.0, 2.0)
    patience: ByUrgency = (0.0, 0.0, 0.15, 0.25)
    hurry_hours: float = 10.0
    former_hours: ByUrgency = (0.0, 0.4, 2.0, 4.0)
    largest_wave: int = 15
    per_day: int = 1
    per_week: int = 3
    urgent_per_day: int = 2
    urgent_per_week: int = 5
    short_per_week: tuple[int, int] = (1, 0)
    kept_for_u1: tuple[int, int] = (1, 2)
    day_from: float = 7.0
    day_to: float = 21.5
    reserve: int = 1
    reserve_until: tuple[float, float] = (115.0, 140.0)
    short_ratio: tuple[float, float] = (1.25, 2.5)
    lately_hours: float = 48.0
    trust_after: float = 6.0
    phone_after: float = 0.75
    extra_call: int = 1
    refusal: float = 2500.0
    km: float = 100.0
    tired: float = 90.0
    load: float = 40.0
    first: float = 400.0
    spared: float = 250.0
    worth: ByUrgency = (40.0, 10.0, 3.0, 1.0)
    protection: float = 1.6
    belief: Belief = Belief()

    def __post_init__(self) -> None:
        for name in ("target", "patience"):
            if not all(0 <= share < 1 for share in getattr(self, name)):
                raise BadAsking(f"{name}: shares, from 0 to 1 excluded")
        for name in ("target", "wave_hours", "patience", "former_hours", "worth"):
            values = getattr(self, name)
            if len(values) != URGENCIES or any(not 0 <= value < 1e6 for value in values):
                raise BadAsking(f"{name}: one value by urgency, not negative")
        budgets = ("per_day", "per_week", "urgent_per_day", "urgent_per_week", "extra_call")
        for name in (*budgets, "largest_wave", "reserve", "protection"):
            if not 0 <= getattr(self, name) < 1e6:
                raise BadAsking(f"{name}: not negative")
        for name in ("short_per_week", "kept_for_u1", "reserve_until", "short_ratio"):
            values = getattr(self, name)
            if len(values) != len(Shortage) - 1 or any(not 0 <= value < 1e6 for value in values):
                raise BadAsking(f"{name}: two values, short then very short, not negative")
        if not 0 <= self.day_from < self.day_to <= 24:
            raise BadAsking("day_from and day_to: hours of one day, in order")

    def budget(self, urgency: int, *, short: Shortage) -> tuple[int, int]:
        """Requests a person may receive in a day and in a week, this one included.

        While the town is short, part of the week is kept for what is more urgent than this need.
        """
        if urgency > URGENT:
            week = min(self.per_week, self.short_per_week[short - 1]) if short else self.per_week
            return self.per_day, week
        day, week = max(self.per_day, self.urgent_per_day), max(self.per_week, self.urgent_per_week)
        return day, max(0, week - self.kept_for_u1[short - 1]) if short and urgency == URGENT else week

    def call_budget(self, urgency: int, *, short: Shortage) -> tuple[int, int]:
        """Requests after which nobody calls a person any more, in a day and in a week.

        The last means for a need of the day is not lost for one message too many; for the others neither, unless the
        town is so short that everybody would be called.
        """
        day, week = self.budget(urgency, short=short)
        more = self.extra_call if urgency < URGENT or short < Shortage.VERY_SHORT else 0
        return day + more, week + more
