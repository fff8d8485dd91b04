"""What the demonstration says of itself in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cordee.config.demo.sizes import DEMO_NAME, DEMO_PASSWORD, SIZES
from cordee.config.demo.staff import STAFF
from cordee.config.demo.writing import Written
from cordee.config.plans import proposal_lines, served_by_urgency, unserved_lines
from cordee.ground.assignments.rules.plans import TownPlan
from cordee.ground.needs.models import OPEN_STATES, Need, Urgency
from cordee.ground.needs.selectors.figures import time_to_help
from cordee.ground.territory.models import Address, District
from cordee.ground.volunteers.models import Volunteer
from cordee.ground.volunteers.selectors.lists import promises


def _number(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def town_lines(written: Written) -> Iterator[str]:
    """The town in a few lines, read in the database: inhabitants, map, needs by urgency, volunteers,
    delays."""
    size = SIZES[written.town]
    yield f"{DEMO_NAME} (commune fictive), {_number(size.inhabitants)} habitants, en pleine épidémie."
    yield f"  Graine {written.seed}, heures comptées à partir du {written.at.astimezone():%d/%m à %H h %M}."
    yield f"  {District.objects.count()} quartiers, {_number(Address.objects.count())} adresses."
    urgencies = Counter(
        Need.objects.filter(state__in=OPEN_STATES).order_by().values_list("urgency", flat=True)
    )
    told = ", ".join(f"U{urgency} : {urgencies[urgency]}" for urgency in Urgency.values)
    yield f"  {sum(urgencies.values())} demandes du jour ({told})."
    promise = promises(now=written.at)
    yield (
        f"  {_number(Volunteer.objects.count())} bénévoles, dont {_number(promise.cleared)} habilités ; "
        f"{promise.never_contacted} jamais contactés, {promise.late} au-delà des 48 h promises."
    )
    (whole, *_) = time_to_help(
        since=Need.objects.order_by("received_at").values_list("received_at", flat=True)[0]
    )
    if whole.request_to_accepted is not None and whole.request_to_done is not None:
        yield (
            f"  Délais médians constatés : {_hours(whole.request_to_accepted)} de la demande au oui, "
            f"{_hours(whole.request_to_done)} jusqu’à la porte."
        )


def _hours(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d}" if hours else f"{rest} min"


def plan_lines(plan: TownPlan, seconds: float) -> Iterator[str]:
    """What the matching found, urgent first, and why some found nobody."""
    whole = sum(served for _, served, _ in served_by_urgency(plan))
    yield (
        f"Qui aide qui : {plan.needs} demandes à pourvoir, {_number(plan.volunteers)} bénévoles joignables, "
        f"{len(plan.proposals)} propositions en {seconds:.1f} s ; {whole} demandes servies, "
        f"{plan.needs - whole} non."
    )
    for label, served, unserved in served_by_urgency(plan):
        if served or unserved:
            yield f"  {label:<28} {served:>4} servies   {unserved:>3} sans solution"
    yield "Les cinq premières propositions :"
    yield from proposal_lines(plan, 5)
    if plan.unserved:
        yield "Sans solution, et pourquoi :"
        yield from unserved_lines(plan, 5)
        if len(plan.unserved) > 5:
            yield f"  … et {len(plan.unserved) - 5} autres : « ./cordee match » les dit toutes."


def login_lines(url: str, folder: str) -> Iterator[str]:
    """The page, the accounts and where messages are written."""
    yield f"Page publique : {url}/      Bureau : {url}/bureau/"
    yield f"Comptes de démonstration (mot de passe pour tous : {DEMO_PASSWORD}) :"
    for one in STAFF:
        yield f"  {one.email:<22} {one.name:<18} {one.role.label:<30} {one.sees_first}"
    yield f"Aucun message ne part : les SMS et les courriels s’écrivent dans {folder}."
