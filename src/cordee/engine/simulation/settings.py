"""The published parameters of a simulated crisis: the town, and how people behave.

These are assumptions, not measures: no public data set gives them. Each may be changed from the command line to see
whether the conclusions hold. Moments are hours since the first midnight, distances kilometres.
"""

from dataclasses import dataclass, fields

WEIGHTS = (40, 10, 3, 1)
"""What one served need is worth, U1 to U4."""
URGENT = 2
"""U1 and U2 are urgent."""


class BadRun(ValueError):
    """A parameter that makes no sense; the message names it, in French, for whoever typed it."""


@dataclass(frozen=True)
class TownSize:
    """How large the town is, and the crisis."""

    inhabitants: int = 50_000
    volunteers: int = 1000
    needs: int = 2000
    days: int = 14

    def __post_init__(self) -> None:
        bounds = {"inhabitants": 1_000_000, "volunteers": 20_000, "needs": 50_000}
        for name, most in bounds.items():
            least = 100 if name == "inhabitants" else 0
            if not least <= getattr(self, name) <= most:
                raise BadRun(f"{_FRENCH[name]} : un nombre entre {least} et {most}.")
        if not 2 <= self.days <= 20:
            raise BadRun("jours : un nombre entre 2 et 20.")


_FRENCH = {"inhabitants": "habitants", "volunteers": "bénévoles", "needs": "demandes"}

SCENARIOS = {
    "plenty": TownSize(needs=700, volunteers=1000),
    "balance": TownSize(needs=2000, volunteers=1000),
    "scarcity": TownSize(needs=2000, volunteers=400),
}


@dataclass(frozen=True)
class Behaviour:
    """How people answer.

    willing_a, willing_b   willingness of each person, Beta: mean 0.26, many low, a few high
    willingness            multiplies it (sensitivity)
    km_decay               kilometres that divide acceptance by e
    taste                  spread of acceptance by activity: from 1 - taste to 1 + taste
    former_slope, former_base  acceptance of the former helper: slope x usual + base, at most 0.9
    urgent                 acceptance is multiplied by this for an urgent need
    by_choice              same, for a need chosen on the list rather than asked
    by_phone, pickup       same, on the telephone, and the chance to reach the person
    fatigue, rest_hours    each request multiplies acceptance by exp(-fatigue), half forgotten after rest_hours
    calling_tires, vain_tires  tiredness of a call, and of a yes that came too late, against 1 for a message
    leaving, leaving_from  chance to drop out at a request: leaving x (tiredness - leaving_from)
    says_no                share of refusals that are said; the others are silence, which lasts silence_hours
    delay_hours, delay_spread  lognormal delay of an answer; nobody answers from 22 h to 7 h
    visits_per_day         visits to the list, on average; in proportion to willingness
    list_length            needs read at each visit
    agents, calls_per_hour, desk_from, desk_to  phone desk, where the policy has one
    """

    willing_a: float = 0.9
    willing_b: float = 2.6
    willingness: float = 1.0
    km_decay: float = 4.0
    taste: float = 0.3
    former_slope: float = 2.5
    former_base: float = 0.2
    urgent: float = 1.25
    by_choice: float = 2.0
    by_phone: float = 1.6
    pickup: float = 0.45
    fatigue: float = 0.10
    rest_hours: float = 72.0
    calling_tires: float = 0.5
    vain_tires: float = 0.5
    leaving: float = 0.003
    leaving_from: float = 2.0
    says_no: float = 0.4
    silence_hours: float = 6.0
    delay_hours: float = 1 / 3
    delay_spread: float = 1.1
    visits_per_day: float = 0.35
    list_length: int = 10
    agents: int = 3
    calls_per_hour: int = 8
    desk_from: float = 9.0
    desk_to: float = 17.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) < 1e4:
                raise BadRun(f"{field.name} : un nombre positif ou nul, raisonnable.")
        if self.willingness > 10 or self.fatigue > 10:
            raise BadRun("envie d’aider et fatigue : au plus 10.")
