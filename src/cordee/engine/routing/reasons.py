"""Why a task is left aside, and what a round looks like, in French."""

from collections.abc import Iterable
from math import isfinite

from cordee.engine.routing.model import Job, Problem, Vehicle
from cordee.engine.routing.nodes import Nodes
from cordee.engine.routing.plan import Route, Unserved
from cordee.engine.routing.schedule import feasible
from cordee.engine.routing.verdicts import NO_MOMENT, Gate

PHRASES = {
    "skills": "Aucun bénévole de cette tournée n’a toutes les compétences demandées.",
    "protocol": "Les consignes en vigueur ne permettent à aucun bénévole de cette tournée d’y aller.",
    "protocol_hours": "Aux heures demandées, les consignes en vigueur ne permettent pas d’y aller.",
    "capacity": "C’est plus que ce que chaque véhicule disponible peut emporter en une fois.",
    "unreachable": "Aucun trajet connu ne mène à cette adresse avec les véhicules disponibles.",
    "hours": "Même seul dans sa tournée, aucun bénévole ne peut y être à l’heure demandée et rentrer à temps.",
    "full": "Les tournées sont pleines : d’autres passages, au moins aussi pressés ou plus proches, prennent la place.",
}


def unserved_tasks(nodes: Nodes, absent: Iterable[int]) -> tuple[Unserved, ...]:
    """Each request left aside with the reason that binds, in the order of the problem."""
    left = []
    for request in sorted(absent):
        code = _code(nodes, request)
        kind: str = nodes.kind(request)[0]
        left.append(
            Unserved("job" if kind == "job" else "shipment", nodes.task[request].id, code, PHRASES[code])
        )
    return tuple(left)


def _code(nodes: Nodes, request: int) -> str:
    asked = nodes.task[request].skills
    if NO_MOMENT in asked:
        return "protocol_hours"
    vehicles: list[Vehicle] = [v for v in nodes.problem.vehicles if asked <= v.skills]
    if not vehicles:
        skills = {skill for skill in asked if not isinstance(skill, Gate)}
        return "protocol" if any(skills <= v.skills for v in nodes.problem.vehicles) else "skills"
    vehicles = [vehicle for vehicle in vehicles if nodes.may(vehicle, request)]
    if not vehicles:
        return "capacity"
    alone = list(nodes.nodes_of(request))
    if any(feasible(nodes, vehicle, alone) for vehicle in vehicles):
        return "full"
    reached = any(isfinite(nodes.length(vehicle, alone)) for vehicle in vehicles)
    return "hours" if reached else "unreachable"


def clock(minutes: float) -> str:
    """« 8 h 05 » for 485 minutes after midnight."""
    whole = int(minutes + 1e-6)
    return f"{whole // 60 % 24} h {whole % 60:02d}"


def route_phrase(problem: Problem, route: Route) -> str:
    """One round in one French sentence: when it leaves and ends, how many stops, how far, what it must keep."""
    stops = [visit for visit in route.visits if visit.kind in ("job", "pickup", "drop")]
    tasks = [problem.job_by_id[v.id] if v.kind == "job" else problem.shipment_by_id[v.id] for v in stops]
    km = f"{route.metres / 1000:.1f}".replace(".", ",")
    count = len(stops)
    text = f"Départ à {clock(route.depart)}, retour à {clock(route.back)} : {count} arrêt{'s' * (count > 1)}, {km} km"
    notes = []
    if any(isinstance(task, Job) and isfinite(task.cold_minutes) for task in tasks):
        notes.append("la chaîne du froid est tenue")
    if any(not isinstance(task, Job) and isfinite(task.on_board) for task in tasks):
        notes.append("personne ne reste à bord plus longtemps que promis")
    if any(visit.kind == "break" for visit in route.visits):
        notes.append("la pause est prévue")
    reloads = sum(visit.kind == "reload" for visit in route.visits)
    if reloads:
        notes.append(f"{reloads} retour{'s' * (reloads > 1)} au départ pour recharger")
    return text + "".join(f", {note}" for note in notes) + "."
