"""What the catalogue and one protocol say of a case, finding by finding."""

from collections.abc import Callable, Iterator

from cordee.engine.protocol.cases import Case
from cordee.engine.protocol.findings import CATALOGUE, CHOICE, TABLE, Finding
from cordee.engine.protocol.hard_rules import ADULT, FRIENDLY_CALL, WITH_AN_ADULT, YOUNGEST
from cordee.engine.protocol.hours import ALL_DAY, contain, hours_phrase
from cordee.engine.protocol.protocols import Cell, Protocol, Status

PREFERENCE = "Préférence déclarée : agir à distance"

PASSED_ON = frozenset({"DON_NATURE", "PRET_NUMERIQUE"})
"""Activities whose objects go from one home to another."""


def _plain(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _age_of_catalogue(case: Case) -> Iterator[Finding]:
    volunteer, asked = case.volunteer, case.subject.min_age
    if volunteer is None:
        return
    if volunteer.years is None:
        if asked > YOUNGEST:
            yield Finding(Status.SUSPENDED, "age", f"Âge à demander : il faut {asked} ans", CATALOGUE)
    elif volunteer.years < asked:
        beside_adult = volunteer.adult_pair and case.activity in WITH_AN_ADULT and volunteer.years >= YOUNGEST
        if beside_adult:
            yield Finding(
                Status.CONDITIONS,
                "age",
                "Avant 18 ans : en binôme avec un adulte, qui seul tient l’argent",
                CATALOGUE,
            )
        else:
            yield Finding(
                Status.SUSPENDED, "age", f"Il faut {asked} ans pour {case.subject.short_label}", CATALOGUE
            )


def _catalogue_team(case: Case) -> Iterator[Finding]:
    size, asked = case.team.size, case.subject.team_min
    if size is not None and size < asked:
        led = " avec chef d’équipe" if "team_leader" in case.subject.checks else ""
        yield Finding(Status.SUSPENDED, "team", f"équipe ≥ {asked}{led}", CATALOGUE)
    if case.team.leader is False and "team_leader" in case.subject.checks:
        yield Finding(Status.SUSPENDED, "team", "Il faut un chef d’équipe", CATALOGUE)


def catalogue_findings(case: Case) -> Iterator[Finding]:
    """What holds under every protocol, and which a person may still override."""
    yield from _age_of_catalogue(case)
    yield from _catalogue_team(case)
    if case.goods.best_before and case.day and case.day > case.goods.best_before:
        yield Finding(
            Status.CONDITIONS,
            "best_before",
            f"Date de durabilité passée ({case.goods.best_before:%d/%m/%Y}) : contrôle visuel avant de donner",
            "DDM : guide des dons alimentaires",
        )
    if case.on_site and case.volunteer and case.volunteer.remote_only:
        yield Finding(Status.REMOTE_ONLY, "preference", PREFERENCE, CHOICE, alternative=FRIENDLY_CALL)


class _Judge:
    """One case under one protocol."""

    def __init__(self, case: Case, protocol: Protocol) -> None:
        self.case = case
        self.protocol = protocol
        self.cell: Cell = protocol.cell(case.activity, case.form, remote=not case.on_site)
        self.bound = protocol.covers(outdoor=case.outdoor)

    def found(
        self, status: Status, parameter: str, sentence: str, *, hours: bool = False, call: bool = False
    ) -> Finding:
        known = self.protocol.parameters.get(parameter)
        return Finding(
            status=status,
            rule=parameter,
            sentence=sentence,
            source=f"{self.protocol.name} – {known.source if known else self.protocol.source}",
            hard=self.cell.hard and status == Status.SUSPENDED,
            confirmed=known.confirmed if known else True,
            about_hours=hours,
            alternative=FRIENDLY_CALL if call else None,
        )

    def table(self) -> Finding:
        subject, cell = self.case.subject, self.cell
        said = f" ({cell.message})" if cell.message else ""
        return Finding(
            status=cell.status,
            rule=TABLE,
            sentence=f"{subject.label} : {cell.status.label.lower()}{said}",
            source=f"{self.protocol.name} – {self.protocol.source}",
            hard=cell.hard,
            alternative=cell.alternative,
        )

    def age(self) -> Iterator[Finding]:
        """An age that the protocol keeps from acting on the spot."""
        if self.case.volunteer is None:
            return
        years, value = self.case.volunteer.years, self.protocol.value
        low = value("age_min")
        top = value("age_max_onsite") if self.bound else None
        advised = value("age_max_advised") if self.bound else None
        if years is None:
            for name, limit in (("age_min", low), ("age_max_onsite", top)):
                if limit is not None:
                    yield self.found(Status.REMOTE_ONLY, name, "Âge à demander avant toute action sur place")
            return
        if low is not None and years < low and not (self.case.volunteer.adult_pair and low <= ADULT):
            yield self._age_finding("age_min", f"âge < {low}")
        if top is not None and years > top:
            yield self._age_finding("age_max_onsite", f"âge > {top}")
        if advised is not None and years > advised:
            yield self.found(
                Status.CONDITIONS,
                "age_max_advised",
                f"Au-delà de {advised} ans, déconseillé : choix libre après information",
            )

    def _age_finding(self, name: str, said: str) -> Finding:
        return self.found(
            Status.REMOTE_ONLY, name, f"{said} pour les actions sur place (paramètre du protocole)", call=True
        )

    def volunteer(self) -> Iterator[Finding]:
        """What the volunteer said, or lacks."""
        volunteer, value = self.case.volunteer, self.protocol.value
        if volunteer is None:
            return
        if volunteer.at_risk and value("at_risk_onsite") == "remote":
            # The sentence of a mere preference: nobody reads a state of health here.
            yield self.found(Status.REMOTE_ONLY, "at_risk_onsite", PREFERENCE, call=True)
        if volunteer.at_risk and value("at_risk_onsite") == "advice":
            yield self.found(
                Status.CONDITIONS, "at_risk_onsite", "Rappeler que chacun peut refuser, sans motif"
            )
        if value("training") == "trained_only" and not volunteer.trained:
            yield self.found(
                Status.REMOTE_ONLY,
                "training",
                "Sur place : réservistes, association agréée et agents seulement",
                call=True,
            )

    def hours(self) -> Iterator[Finding]:
        """A slot outside the hours, or too long."""
        slot = self.case.slot
        allowed = self.protocol.hours_of(self.case.activity, self.case.form, outdoor=self.case.outdoor)
        if slot is None:
            return
        if not contain(allowed, slot.start, slot.end):
            yield self.found(
                Status.SUSPENDED, "hours", f"Créneau suspendu : possible {hours_phrase(allowed)}", hours=True
            )

    def limits(self) -> Iterator[Finding]:
        """What is planned beside what the protocol allows at most."""
        slot, team, place = self.case.slot, self.case.team, self.case.place
        longest = self.cell.max_continuous_h or (
            self.protocol.value("max_continuous_h") if self.bound else None
        )
        farthest = self.protocol.value("max_radius_km")
        if self.cell.max_radius_km is not None:
            farthest = self.cell.max_radius_km
        rows: tuple[tuple[str, float | None, float | None, str], ...] = (
            ("max_group", team.size, self.protocol.value("max_group"), "{} personnes ensemble au plus"),
            ("passengers", team.passengers, self.protocol.value("passengers"), "{} passager au plus"),
            ("max_radius_km", place.distance_km, farthest, "À {} km au plus du domicile"),
            (
                "max_continuous_h",
                (slot.end - slot.start) / 60 if slot else None,
                longest,
                "{} h au plus d’affilée",
            ),
        )
        for name, planned, most, sentence in rows:
            if planned is not None and most is not None and planned > most:
                yield self.found(Status.SUSPENDED, name, sentence.format(_plain(most)))
        if team.size is not None and team.size < self.cell.team_min:
            led = " avec chef d’équipe" if self.cell.leader else ""
            yield self.found(Status.SUSPENDED, "team_min", f"équipe ≥ {self.cell.team_min}{led}")
        if self.cell.leader and team.leader is False:
            yield self.found(Status.SUSPENDED, "team_min", "Il faut un chef d’équipe")

    def home(self) -> Iterator[Finding]:
        """Going into a home."""
        if self.case.place.enters_home and self.protocol.value("indoor_visit") == "no":
            yield self.found(Status.SUSPENDED, "indoor_visit", "Ne pas entrer dans le logement")
        if self.case.place.enters_home and self.protocol.value("indoor_visit") == "conditions":
            longest = self.protocol.value("indoor_max_min")
            least = f", {_plain(longest)} minutes au plus" if longest else ""
            yield self.found(
                Status.CONDITIONS, "indoor_visit", f"Entrer seulement en cas de nécessité{least}"
            )


ON_SITE: tuple[Callable[[_Judge], Iterator[Finding]], ...] = (
    _Judge.age, _Judge.volunteer, _Judge.hours, _Judge.limits, _Judge.home,
)  # fmt: skip


def protocol_findings(case: Case, protocol: Protocol) -> Iterator[Finding]:
    """The table of the protocol, then what its parameters say of an action on the spot."""
    judge = _Judge(case, protocol)
    yield judge.table()
    if case.on_site:
        for gate in ON_SITE:
            yield from gate(judge)


def orders(case: Case, protocol: Protocol) -> tuple[Cell, tuple[str, ...]]:
    """The cell that holds, and its conditions with those of the parameters, in French."""
    cell = protocol.cell(case.activity, case.form, remote=not case.on_site)
    if not case.on_site:
        return cell, cell.conditions
    value, said = protocol.value, list(cell.conditions)
    bound = protocol.covers(outdoor=case.outdoor)
    equipment = cell.ppe | (value("ppe") or frozenset())
    said += [f"Prévoir : {one}" for one in equipment]
    if value("distance_m"):
        said.append(f"Rester à {_plain(value('distance_m'))} m au moins")
    if value("contactless") and "D" in case.subject.mode:
        said.append("Remise sans contact" + (" conseillée" if value("contactless") == "advised" else ""))
    longest = cell.max_continuous_h or (value("max_continuous_h") if bound else None)
    if longest:
        said.append(f"{_plain(longest)} h au plus d’affilée")
    if value("break_min_per_h") and bound:
        said.append(f"{_plain(value('break_min_per_h'))} minutes de pause par heure")
    if value("max_group"):
        said.append(f"{value('max_group')} personnes ensemble au plus")
    if value("quarantine_h") and case.activity in PASSED_ON:
        said.append(f"Isoler les objets {_plain(value('quarantine_h'))} heures")
    if value("agency_lead"):
        said.append("Sous la conduite d’une association agréée de sécurité civile")
    said += value("instructions") or ()
    allowed = protocol.hours_of(case.activity, case.form, outdoor=case.outdoor)
    if allowed != ALL_DAY:
        said.append(f"Possible {hours_phrase(allowed)}")
    return cell, tuple(said)
