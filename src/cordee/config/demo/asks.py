"""What the people of the demonstration town ask for: households, people helped, needs of today and of the
days before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from cordee.config.demo.cast import Cast
from cordee.config.demo.lexicon import words
from cordee.config.demo.moments import after, before, part_after
from cordee.config.demo.places import TownMap
from cordee.config.demo.sizes import TownSize
from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.needs.models import (
    Beneficiary,
    Door,
    Household,
    Mobility,
    MoneyMethod,
    Need,
    NeedState,
    RequesterRole,
    Urgency,
)
from cordee.ground.needs.rules.recognition import recognition_words
from cordee.ground.needs.rules.urgency import FIRST_ACTION_WITHIN, due_at, suggested_urgency
from cordee.ground.people.models import Account, Language, Person
from cordee.ground.territory.models import LocationQuality

ASKED = {
    "COURSES": 38,
    "MEDICAMENTS": 16,
    "APPEL_CONVIVIALITE": 14,
    "ANIMAUX": 6,
    "AIDE_NUMERIQUE": 5,
    "DEMARCHES": 5,
    "REPAS": 5,
    "TRANSPORT_PERSONNE": 4,
    "SOUTIEN_SCOLAIRE": 2,
    "VISITE_PORTE": 2,
    "AIDE_ALIMENTAIRE": 1,
    "PRET_NUMERIQUE": 1,
    "VISITE_CONVIVIALITE": 1,
}
TODAY = {
    NeedState.NEW: 7,
    NeedState.PROPOSED: 3,
    NeedState.ASSIGNED: 4,
    NeedState.IN_PROGRESS: 2,
    NeedState.DONE: 2,
    NeedState.POSTPONED: 1,
}
"""How many of today's needs are not simply qualified; a village of three needs has them all to be matched."""
RESERVED_WORD = "tilleul"
"""The recognition word of Mme Rolland, who has not called yet."""


@dataclass
class Asks:
    """Everything about needs, unsaved, in the order it is written."""

    people: list[Person] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    beneficiaries: list[Beneficiary] = field(default_factory=list)
    past: list[Need] = field(default_factory=list)
    today: list[Need] = field(default_factory=list)


def _age(rng: Random) -> int:
    band = rng.choices(((22, 44), (45, 64), (65, 69), (70, 79), (80, 89), (90, 97)), (7, 8, 7, 30, 37, 11))[0]
    return rng.randint(*band)


def _language(rng: Random) -> Language:
    foreign = (
        Language.ARABIC,
        Language.TURKISH,
        Language.PORTUGUESE,
        Language.UKRAINIAN,
        Language.SIGN,
        Language.SPANISH,
    )
    return rng.choice(foreign) if rng.random() < 0.06 else Language.FRENCH


class Asking:
    """Draws the people helped, then what they ask for."""

    def __init__(
        self, town: TownMap, cast: Cast, at: datetime, staff: dict[str, Account], rng: Random
    ) -> None:
        self._town, self._cast, self._at, self._staff, self._rng = town, cast, at, staff, rng
        self.asks = Asks()

    def settle(self, count: int) -> None:
        """Draw ``count`` people helped, one couple in twelve behind the same door."""
        rng = self._rng
        while len(self.asks.beneficiaries) < count:
            (door,) = self._town.draw_doors(1, rng)
            household = Household.new(
                access_notes=rng.choice(words("needs")["extras"]["access"]) if rng.random() < 0.35 else "",
                address_extra=rng.choice(words("needs")["extras"]["where"]) if rng.random() < 0.3 else "",
                **self._town.located(door, rng),
            )
            self.asks.households.append(household)
            age = _age(rng)
            first = self._settle_one(
                household, age, woman=rng.random() < 0.68, last_name="", alone=rng.random() < 0.62
            )
            if not first.lives_alone and rng.random() < 0.25 and len(self.asks.beneficiaries) < count:
                other = max(20, age + rng.randint(-6, 4))
                self._settle_one(household, other, woman=None, last_name=first.person.last_name, alone=False)

    def _settle_one(
        self, household: Household, age: int, *, woman: bool | None, last_name: str, alone: bool
    ) -> Beneficiary:
        rng = self._rng
        person = self._cast.person(
            age,
            woman=woman,
            last_name=last_name,
            mobile=rng.random() < (0.9 if age < 65 else 0.35),
            online=rng.random() < (0.8 if age < 65 else 0.2),
            full_birthday=rng.random() < 0.3,
            language=_language(rng),
        )
        self.asks.people.append(person)
        given_at = before(self._at, rng.uniform(30, 6000))
        beneficiary = Beneficiary.new(
            person=person,
            household=household,
            recognition_word=rng.choice([word for word in recognition_words() if word != RESERVED_WORD]),
            recognition_word_on=given_at.date(),
            lives_alone=alone,
            mobility=rng.choices(Mobility.values, (30, 40, 28, 2))[0]
            if age >= 65
            else rng.choice(("", Mobility.ALONE)),
            notice_given_at=given_at,
            notice_given_by=rng.choice((self._staff["nadia"], self._staff["thomas"], self._staff["solene"])),
            share_with_helper=True if rng.random() < 0.9 else None,
            wishes_register=age >= 70 and rng.random() < 0.4,
        )
        self.asks.beneficiaries.append(beneficiary)
        return beneficiary

    def ask_before(self, size: TownSize) -> None:
        """The needs of the ten days before, oldest first; what became of them is decided with the
        volunteers."""
        moments = sorted(before(self._at, self._rng.uniform(1.3, 10) * 615) for _ in range(size.past))
        regulars = self.asks.beneficiaries[: max(4, round(0.6 * len(self.asks.beneficiaries)))]
        for received_at in moments:
            need = self._need(self._rng.choice(regulars), received_at, today=False)
            need.state = NeedState.QUALIFIED
            self.asks.past.append(need)

    def ask_today(self, size: TownSize) -> None:
        """The needs of today: most of them qualified, none asked twice by the same person."""
        asked: set[tuple[int, str]] = set()
        # Some people ask for two things at once: one call, one doorstep, several needs.
        people = self._rng.sample(self.asks.beneficiaries, min(size.needs, len(self.asks.beneficiaries)))
        while len(self.asks.today) < size.needs:
            again = self.asks.today and self._rng.random() < 0.12
            beneficiary = (
                self.asks.today[-1].beneficiary if again else people[len(self.asks.today) % len(people)]
            )
            need = self._need(beneficiary, self._at, today=True)
            if (id(beneficiary), need.activity) in asked:
                continue
            asked.add((id(beneficiary), need.activity))
            if again:
                twin = self.asks.today[-1]
                need.door, need.requester, need.requester_role = (
                    twin.door,
                    twin.requester,
                    twin.requester_role,
                )
            self.asks.today.append(need)
        self._make_sure_of_variety()
        self.asks.today.sort(key=lambda need: need.received_at)

    def _make_sure_of_variety(self) -> None:
        """One need nobody can place on a map, whatever the draw: such calls exist every day."""
        if len(self.asks.today) >= 10:
            need = next(
                need for need in self.asks.today if need.activity == "COURSES" and need.urgency >= Urgency.U3
            )
            lost = self._town.written(self._town.draw_doors(1, self._rng)[0], LocationQuality.UNKNOWN)
            for name, value in lost.items():
                setattr(need.beneficiary.household, name, value)

    def _need(self, beneficiary: Beneficiary, received_at: datetime, *, today: bool) -> Need:
        rng = self._rng
        code = rng.choices(list(ASKED), list(ASKED.values()))[0]
        food = (
            rng.choices((0, 1, 2, 3, 5, 7, None), (5, 18, 24, 20, 18, 6, 9))[0] if code == "COURSES" else None
        )
        treatment = (
            rng.choices((1, 2, 3, 5, 8, 12), (9, 17, 24, 20, 20, 10))[0] if code == "MEDICAMENTS" else None
        )
        urgency, _ = suggested_urgency(activity=code, food_days_left=food, treatment_days_left=treatment)
        if today:
            received_at = self._received_today(urgency)
        activity = ACTIVITIES[code]
        need = Need.new(
            beneficiary=beneficiary,
            activity=code,
            urgency=urgency,
            details=self._details(code),
            received_at=received_at,
            wanted_from=received_at,
            wanted_until=due_at(urgency, received_at),
            helpers=activity.team_min,
            needs_vehicle=activity.requires_vehicle,
            language=beneficiary.person.language,
            food_days_left=food,
            treatment_days_left=treatment,
            money_method=self._money(code),
            door=self._door(),
        )
        need.heavy = code == "COURSES" and "pack" in need.details
        need.needs_vehicle = need.needs_vehicle or (need.heavy and rng.random() < 0.5)
        if need.money_method == MoneyMethod.CASH_ENVELOPE:
            need.money_ceiling_euros = rng.choice((20, 30, 40, 50))
        if code in {"COURSES", "REPAS", "APPEL_CONVIVIALITE"} and rng.random() < 0.13:
            need.recurrence = "FREQ=WEEKLY"
        self._who_asks(need)
        if today:
            self._still_possible(need)
        return need

    def _received_today(self, urgency: int) -> datetime:
        minutes = {1: (4, 210), 2: (10, 1300), 3: (15, 1900), 4: (30, 2600)}[urgency]
        return before(self._at, self._rng.uniform(*minutes))

    def _still_possible(self, need: Need) -> None:
        """A need of today can be served: its window is not about to close, and a journey has its own hour."""
        if need.activity == "TRANSPORT_PERSONNE":
            need.wanted_from, need.wanted_until = part_after(self._at, self._rng.randint(2, 9))
        elif need.wanted_until < after(self._at, 3 * 60):
            need.wanted_until = after(self._at, 5 * 60)

    def _door(self) -> Door:
        doors = (Door.PHONE, Door.WEB, Door.COUNTER, Door.SHEET, Door.NEIGHBOUR_REPORT)
        return self._rng.choices(doors, (64, 19, 6, 7, 4))[0]

    def _who_asks(self, need: Need) -> None:
        rng = self._rng
        if need.door == Door.NEIGHBOUR_REPORT:
            need.requester_role = RequesterRole.NEIGHBOUR
        else:
            roles = (RequesterRole.SELF, RequesterRole.RELATIVE, RequesterRole.PROFESSIONAL)
            need.requester_role = rng.choices(roles, (80, 16, 4))[0]
        if need.requester_role != RequesterRole.SELF:
            namesake = (
                need.beneficiary.person.last_name if need.requester_role == RequesterRole.RELATIVE else ""
            )
            need.requester = self._cast.person(
                rng.randint(35, 66), last_name=namesake if rng.random() < 0.6 else ""
            )
            self.asks.people.append(need.requester)

    def _money(self, code: str) -> str:
        if code != "COURSES":
            return MoneyMethod.NONE if ACTIVITIES[code].money else ""
        methods = (
            MoneyMethod.SHOP_ACCOUNT,
            MoneyMethod.CHEQUE_TO_SHOP,
            MoneyMethod.GIFT_CARD,
            MoneyMethod.CASH_ENVELOPE,
            MoneyMethod.CCAS_VOUCHER,
        )
        return self._rng.choices(methods, (30, 34, 12, 18, 6))[0]

    def _details(self, code: str) -> str:
        lexicon, rng = words("needs"), self._rng
        if code != "COURSES":
            line: str = rng.choice(lexicon["lines"][code])
            return line.replace("{time}", str(rng.choice((9, 10, 11, 14, 15, 16)))).replace(
                "{n}", str(rng.randint(2, 4))
            )
        shopping = lexicon["courses"]
        items = ", ".join(rng.sample(shopping["items"], rng.randint(4, 9)))
        parts = (
            items[:1].upper() + items[1:] + ".",
            rng.choice(shopping["shops"]),
            rng.choice(shopping["ways"]),
        )
        return " ".join(part for part in parts if part)

    def give_to_the_desk(self) -> None:
        """Owner and next action of every open need of today; qualified ones were qualified soon after they
        came."""
        rng, staff = self._rng, self._staff
        for need in self.asks.today:
            need.owner = rng.choices((staff["lucie"], staff["solene"]), (3, 1))[0]
            need.next_action_at = max(
                need.received_at + FIRST_ACTION_WITHIN[Urgency(need.urgency)],
                self._at - timedelta(minutes=40)
                if rng.random() < 0.12
                else self._at + timedelta(minutes=rng.randint(5, 240)),
            )
            if need.state != NeedState.NEW:
                latest = need.proposed_at - timedelta(minutes=3) if need.proposed_at else self._at
                need.qualified_at = min(need.received_at + timedelta(minutes=rng.randint(2, 50)), latest)
        for need in self.asks.today:
            need.next_action = _NEXT_ACTION[NeedState(need.state)]


_NEXT_ACTION = {
    NeedState.NEW: "Qualifier la demande",
    NeedState.QUALIFIED: "Proposer un bénévole",
    NeedState.PROPOSED: "Attendre la réponse du bénévole",
    NeedState.ASSIGNED: "Vérifier que l’aide a eu lieu",
    NeedState.IN_PROGRESS: "Vérifier que l’aide a eu lieu",
    NeedState.DONE: "Rappeler la personne",
    NeedState.POSTPONED: "Rappeler la personne",
}
