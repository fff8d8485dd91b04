"""Large neighbourhood search with exact timing: what no library keeps (time on board, cold chain, breaks) is kept here.

Some tasks are taken out, then put back one by one where they add the fewest metres, the one that would regret waiting
most first (Ropke & Pisinger 2006). Every insertion is filtered by windows, then proven by `schedule`. Worse rounds are
accepted within a margin that shrinks (record-to-record travel, Dueck 1993), so that a seed gives one answer per number
of turns.
"""

from dataclasses import dataclass, field
from math import inf

import numpy as np

from cordee.engine.routing.nodes import RELOAD, Nodes, Sequence
from cordee.engine.routing.schedule import EPS, feasible
from cordee.engine.routing.stops import Stop

REGRET = 2
MARGIN = 0.03
"""How much longer than the best the current rounds may be, at first."""
TURNS = 400
"""Turns after which the margin has halved."""


@dataclass
class Rounds:
    """One sequence per vehicle, and the requests left aside; every sequence is feasible."""

    sequences: list[Sequence]
    absent: set[int]
    metres: list[float]

    def copy(self) -> "Rounds":
        """The same, free to change."""
        return Rounds([list(s) for s in self.sequences], set(self.absent), list(self.metres))

    def cost(self, nodes: Nodes) -> tuple[int, float]:
        """(weight left aside, metres): the smaller the better."""
        return sum(nodes.weights[request] for request in self.absent), sum(self.metres)


def rounds_of(nodes: Nodes, sequences: list[Sequence]) -> Rounds:
    """The most of what some sequences promise that can be driven: what cannot is set aside, the lightest first."""
    kept: list[Sequence] = []
    for vehicle, sequence in zip(nodes.problem.vehicles, sequences, strict=True):
        allowed = [n for n in sequence if n == RELOAD or nodes.may(vehicle, nodes.request_of(n))]
        kept.append(_possible(nodes, len(kept), _tidy(allowed)))
    present = {nodes.request_of(node) for sequence in kept for node in sequence if node != RELOAD}
    metres = [
        nodes.length(vehicle, sequence)
        for vehicle, sequence in zip(nodes.problem.vehicles, kept, strict=True)
    ]
    return Rounds(kept, set(nodes.requests) - present, metres)


def _tidy(sequence: Sequence) -> Sequence:
    """Without a reload that loads nothing."""
    tidy: Sequence = []
    for node in sequence:
        if node != RELOAD or (tidy and tidy[-1] != RELOAD):
            tidy.append(node)
    while tidy and tidy[-1] == RELOAD:
        tidy.pop()
    return tidy


def _possible(nodes: Nodes, row: int, sequence: Sequence) -> Sequence:
    vehicle = nodes.problem.vehicles[row]
    if not sequence or feasible(nodes, vehicle, sequence):
        return sequence
    kept: set[int] = set()
    found: Sequence = []
    requests = dict.fromkeys(nodes.request_of(node) for node in sequence if node != RELOAD)
    for request in sorted(requests, key=lambda r: -nodes.weights[r]):
        wanted = kept | {request}
        tried = _tidy([n for n in sequence if n == RELOAD or nodes.request_of(n) in wanted])
        if feasible(nodes, vehicle, tried):
            kept, found = wanted, tried
    return found


@dataclass
class _Room:
    """What a round still allows: earliest leaving and latest beginning of each of its stops, breaks left out."""

    sequence: Sequence
    place: list[int]
    leave: list[float]
    latest: list[float]
    early: list[float] = field(default_factory=list)
    service: list[float] = field(default_factory=list)


class Search:
    """Improves rounds of one problem. `seed` decides every draw."""

    def __init__(self, nodes: Nodes, seed: int) -> None:
        self.nodes, self.dice = nodes, np.random.default_rng(seed)
        self.rooms: dict[tuple[int, tuple[int, ...]], _Room] = {}
        self.known: dict[tuple[int, tuple[int, ...], int], tuple[float, Sequence]] = {}
        self.near: dict[int, list[int]] = {}

    def _neighbours(self, request: int) -> list[int]:
        if request not in self.near:
            self.near[request] = self._nearest(request)
        return self.near[request]

    def _nearest(self, request: int) -> list[int]:
        nodes = self.nodes
        metres = next(iter(nodes.metres.values()))

        def apart(other: int) -> float:
            ends = zip(nodes.nodes_of(request), nodes.nodes_of(other), strict=False)
            space = sum(metres[nodes.place[a]][nodes.place[b]] for a, b in ends)
            return space + 10.0 * abs(nodes.early[request] - nodes.early[other])

        return sorted((other for other in nodes.requests if other != request), key=apart)[:40]

    def run(self, rounds: Rounds, stop: Stop) -> Rounds:
        """The best rounds found before `stop`; never worse than those given."""
        best = current = self.filled(rounds.copy(), stop)
        turn = 0
        while not stop(int(best.cost(self.nodes)[1])):
            margin = MARGIN * 0.5 ** (turn / TURNS)
            trial = self.filled(self._emptied(current.copy()), stop)
            missing, metres = trial.cost(self.nodes)
            least, record = best.cost(self.nodes)
            if (missing, metres) < (least, record - EPS):
                best = current = trial
            elif missing <= least and metres < record * (1 + margin):
                current = trial
            turn += 1
            if len(self.known) > 200_000:
                self.known.clear()
                self.rooms.clear()
        return best

    def _emptied(self, rounds: Rounds) -> Rounds:
        served = [r for r in self.nodes.requests if r not in rounds.absent]
        if not served:
            return rounds
        most = max(2, min(len(served) // 3, 14))
        count = int(self.dice.integers(1, most + 1))
        pivot = served[int(self.dice.integers(len(served)))]
        out = {pivot}
        if self.dice.random() < 0.75:
            around = [r for r in self._neighbours(pivot) if r not in rounds.absent]
            while around and len(out) < count:
                out.add(around.pop(int(len(around) * self.dice.random() ** 4)))
        else:
            out |= {served[int(k)] for k in self.dice.integers(0, len(served), count)}
        for row, sequence in enumerate(rounds.sequences):
            shorter = [n for n in sequence if n == RELOAD or self.nodes.request_of(n) not in out]
            if len(shorter) < len(sequence):
                self._set(rounds, row, _tidy(shorter))
        rounds.absent |= out
        # Fewer stops on a way without shortcut can still arrive later: prove what is left, and set aside what fails.
        return rounds_of(self.nodes, rounds.sequences)

    def _set(self, rounds: Rounds, row: int, sequence: Sequence) -> None:
        rounds.sequences[row] = sequence
        rounds.metres[row] = self.nodes.length(self.nodes.problem.vehicles[row], sequence)

    def filled(self, rounds: Rounds, stop: Stop) -> Rounds:
        """Puts back every absent request that fits, the one with most to regret first."""
        waiting = set(rounds.absent)
        while waiting and not stop(0):
            chosen: tuple[tuple[float, float, int], int, int, Sequence] | None = None
            for request in sorted(waiting):
                offers = self._offers(rounds, request)
                if not offers:
                    waiting.discard(request)
                    continue
                others = sum(more[0] for more in offers[1:REGRET]) if len(offers) > 1 else 1e7
                regret = others - offers[0][0] * self.dice.uniform(0.9, 1.1)
                key = (float(self.nodes.weights[request]), regret, -request)
                if chosen is None or key > chosen[0]:
                    chosen = key, request, offers[0][1], offers[0][2]
            if chosen is None:
                break
            _, request, row, sequence = chosen
            self._set(rounds, row, list(sequence))
            waiting.discard(request)
            rounds.absent.discard(request)
        return rounds

    def _offers(self, rounds: Rounds, request: int) -> list[tuple[float, int, Sequence]]:
        offers = []
        seen: set[object] = set()
        for row, sequence in enumerate(rounds.sequences):
            vehicle = self.nodes.problem.vehicles[row]
            if not sequence:
                twin = (
                    vehicle.start,
                    vehicle.end,
                    vehicle.shift,
                    vehicle.capacity,
                    vehicle.skills,
                    vehicle.mode,
                )
                if (twin, vehicle.breaks, vehicle.max_minutes) in seen:
                    continue
                seen.add((twin, vehicle.breaks, vehicle.max_minutes))
            added, longer = self._insertion(row, sequence, request)
            if added < inf:
                offers.append((added, row, longer))
        return sorted(offers, key=lambda offer: offer[:2])

    def _insertion(self, row: int, sequence: Sequence, request: int) -> tuple[float, Sequence]:
        key = row, tuple(sequence), request
        if key not in self.known:
            self.known[key] = self._cheapest(row, sequence, request)
        return self.known[key]

    def _cheapest(self, row: int, sequence: Sequence, request: int) -> tuple[float, Sequence]:
        """(metres added, sequence) of the cheapest feasible place for a request; infinite when there is none."""
        nodes, vehicle = self.nodes, self.nodes.problem.vehicles[row]
        if not nodes.may(vehicle, request):
            return inf, []
        room = self._room(row, sequence)
        if nodes.is_job(request):
            options = self._job_options(row, room, request)
        else:
            options = self._shipment_options(row, room, request)
        drop = request + nodes.shipments
        for added, first, second in sorted(options):
            if nodes.is_job(request):
                head = [*sequence[:first], RELOAD] if second == RELOAD else sequence[:first]
                longer = [*head, request, *sequence[first:]]
            else:
                longer = [*sequence[:first], request, *sequence[first:second], drop, *sequence[second:]]
            if feasible(nodes, vehicle, longer):
                return added, longer
        return inf, []

    def _room(self, row: int, sequence: Sequence) -> _Room:
        key = row, tuple(sequence)
        if key in self.rooms:
            return self.rooms[key]
        nodes, vehicle = self.nodes, self.nodes.problem.vehicles[row]
        minutes = nodes.minutes[vehicle.mode]
        low, high = vehicle.hours
        place = [vehicle.start, *(nodes.place_of(vehicle, n) for n in sequence), vehicle.end]
        early = [low, *(low if n == RELOAD else nodes.early[n] for n in sequence), low]
        late = [high, *(high if n == RELOAD else nodes.late[n] for n in sequence), high]
        service = [0.0, *(0.0 if n == RELOAD else nodes.service[n] for n in sequence), 0.0]
        leave = [low]
        for k in range(1, len(place)):
            leave.append(max(leave[-1] + minutes[place[k - 1]][place[k]], early[k]) + service[k])
        latest = late[:]
        for k in range(len(place) - 2, -1, -1):
            latest[k] = min(latest[k], latest[k + 1] - minutes[place[k]][place[k + 1]] - service[k])
        room = _Room(sequence, place, leave, latest, early, service)
        self.rooms[key] = room
        return room

    def _job_options(self, row: int, room: _Room, job: int) -> list[tuple[float, int, int]]:
        nodes, vehicle = self.nodes, self.nodes.problem.vehicles[row]
        minutes, metres = nodes.minutes[vehicle.mode], nodes.metres[vehicle.mode]
        here, options = nodes.place[job], []
        for k in range(len(room.place) - 1):
            before, after = room.place[k], room.place[k + 1]
            start = max(room.leave[k] + minutes[before][here], nodes.early[job])
            fits = start <= nodes.late[job] + EPS
            if fits and start + nodes.service[job] + minutes[here][after] <= room.latest[k + 1] + EPS:
                added = (
                    metres[before][here] + metres[here][after] - metres[before][after] * bool(room.sequence)
                )
                options.append((added, k, 0))
        if room.sequence and room.sequence.count(RELOAD) + 1 < vehicle.max_trips:
            last = room.place[-2]
            there = metres[vehicle.start][here] + metres[here][vehicle.end]
            added = metres[last][vehicle.start] + there - metres[last][vehicle.end]
            options.append((added, len(room.sequence), RELOAD))
        return options

    def _shipment_options(self, row: int, room: _Room, pickup: int) -> list[tuple[float, int, int]]:
        nodes, mode = self.nodes, self.nodes.problem.vehicles[row].mode
        minutes, metres, drop = nodes.minutes[mode], nodes.metres[mode], pickup + nodes.shipments
        up, down, options = nodes.place[pickup], nodes.place[drop], []
        place, last, used = room.place, len(room.place) - 1, bool(room.sequence)
        for i in range(last):
            start = max(room.leave[i] + minutes[place[i]][up], nodes.early[pickup])
            if start > nodes.late[pickup] + EPS:
                continue
            leave, here = start + nodes.service[pickup], up
            boarding = metres[place[i]][up] + metres[up][place[i + 1]] - metres[place[i]][place[i + 1]] * used
            for j in range(i, last):
                begin = max(leave + minutes[here][down], nodes.early[drop])
                if begin > nodes.late[drop] + EPS:
                    break
                if begin + nodes.service[drop] + minutes[down][place[j + 1]] <= room.latest[j + 1] + EPS:
                    onward = metres[down][place[j + 1]]
                    if i == j:
                        added = (
                            metres[place[i]][up]
                            + metres[up][down]
                            + onward
                            - metres[place[i]][place[i + 1]] * used
                        )
                    else:
                        added = boarding + metres[place[j]][down] + onward - metres[place[j]][place[j + 1]]
                    options.append((added, i, j))
                arrive = max(leave + minutes[here][place[j + 1]], room.early[j + 1])
                if arrive > room.latest[j + 1] + EPS:
                    break
                here, leave = place[j + 1], arrive + room.service[j + 1]
        return options
