"""Turns of a large neighbourhood search: stops taken out by strings, put back where they add least (see ``compiled``).

A round is a row of ``stops``. Whatever is put back passes three sieves: loads, exactly; windows, by the earliest leaving and
the latest beginning of each stop; then, for the cheapest places only, every tie between two moments (time on board, cold
chain, length of the round), exactly.
"""

from typing import Any, NamedTuple

import numba
import numpy as np

EPS = 1e-9
FAR = 1e9
"""Minutes or metres of a way that does not exist."""
ABSENT = 1e9
"""What a point of weight left aside costs, metres: more than any round."""
STRING = 10
"""Stops of the longest string taken out of one round."""
STRINGS = 0.7
"""Share of the turns that take strings out; the others take requests that are near one another."""
MAKE_ROOM = 0.3
"""Share of these that begin around somebody left aside."""
FEW = 24
"""Vehicles that are all asked for every insertion."""
BLINK = np.uint64(6)
"""An insertion overlooks so many rounds in 256: what never varies never finds anything else."""


class Town(NamedTuple):
    """A problem as arrays: m modes, p places, n nodes, r requests, v vehicles, u units of load."""

    metres: Any  # (m, p, p)
    minutes: Any  # (m, p, p)
    place: Any  # (n,)
    early: Any  # (n,)
    late: Any  # (n,)
    service: Any  # (n,)
    change: Any  # (n, u) what a node adds on board; a job was loaded at the start
    tie: Any  # (r,) longest from the beginning of the pick-up (of the round for a job) to the delivery
    drop: Any  # (r,) node of the delivery, -1 for a job
    request: Any  # (n,)
    weight: Any  # (r,)
    near: Any  # (r, k) requests from the nearest on
    start: Any  # (v,)
    end: Any  # (v,)
    mode: Any  # (v,)
    low: Any  # (v,)
    high: Any  # (v,)
    longest: Any  # (v,)
    capacity: Any  # (v, u)
    twin: Any  # (v,) vehicles of the same number are interchangeable
    may: Any  # (v, r)


class Fleet(NamedTuple):
    """Rounds and what they still allow. `leave`, `latest` and `load` are by rank, the start place being rank 0."""

    stops: Any  # (v, n)
    count: Any  # (v,)
    leave: Any  # (v, n + 2)
    latest: Any  # (v, n + 2)
    load: Any  # (v, n + 1, u)
    metres: Any  # (v,)
    version: Any  # (v,) another number whenever a round changes
    home: Any  # (r,) vehicle, -1 when left aside


class Desk(NamedTuple):
    """Scratch paper of one search."""

    moment: Any  # (n + 2,)
    gap: Any  # (n + 2,)
    bound: Any  # (n + 2,)
    rank: Any  # (n,)
    ties: Any  # (n + 2, 2)
    most: Any  # (n + 2,)
    tried: Any  # (n,)
    known: Any  # (r, v) version an insertion was priced for
    added: Any  # (r, v) FAR when there is no place
    floor: Any  # (r, v) no place adds less than this, when none was found
    ranks: Any  # (r, v, 2)
    versions: Any  # (1,) last number given
    dice: Any  # (1,) state of the draws
    out: Any  # (r,)
    touched: Any  # (v,)
    asked: Any  # (v,) rounds to ask first
    stale: Any  # (v,) rounds changed since the best was written down


@numba.njit(cache=True)
def _draw(desk):
    """A word of 64 bits (xorshift*, Vigna 2016)."""
    word = desk.dice[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    desk.dice[0] = word
    return word * np.uint64(2685821657736338717)


@numba.njit(cache=True)
def _uniform(desk):
    return np.float64(_draw(desk) >> np.uint64(11)) / 9007199254740992.0


@numba.njit(cache=True)
def _below(desk, most):
    return min(np.int64(_uniform(desk) * most), most - 1)


@numba.njit(cache=True)
def drivable(town, desk, vehicle, stops, count):
    """Whether moments exist that keep every window and tie of a round; its load is not looked at."""
    mode, low, high = town.mode[vehicle], town.low[vehicle], town.high[vehicle]
    moment, gap, bound = desk.moment, desk.gap, desk.bound
    minutes = town.minutes[mode]
    here, stay, tied = town.start[vehicle], 0.0, 0
    moment[0], bound[0] = low, high
    if town.longest[vehicle] < FAR:
        desk.ties[0, 0], desk.ties[0, 1], desk.most[0] = 0, count + 1, town.longest[vehicle]
        tied = 1
    for k in range(count):
        node = stops[k]
        place = town.place[node]
        gap[k + 1] = stay + minutes[here, place]
        now = max(moment[k] + gap[k + 1], town.early[node])
        if now > town.late[node] + EPS:
            return False
        moment[k + 1], bound[k + 1] = now, town.late[node]
        here, stay = place, town.service[node]
        request = town.request[node]
        desk.rank[node] = k + 1
        if town.tie[request] < FAR and (town.drop[request] == node or town.drop[request] < 0):
            desk.ties[tied, 0] = desk.rank[request] if town.drop[request] == node else 0
            desk.ties[tied, 1], desk.most[tied] = k + 1, town.tie[request]
            tied += 1
    last = count + 1
    gap[last] = stay + minutes[here, town.end[vehicle]]
    moment[last], bound[last] = moment[count] + gap[last], high
    if moment[last] > high + EPS:
        return False
    if tied == 0:
        return True
    for k in range(last - 1, -1, -1):
        bound[k] = min(bound[k], bound[k + 1] - gap[k + 1])
    for _ in range(tied + 1):
        still = True
        for k in range(tied):
            rank, due = desk.ties[k, 0], moment[desk.ties[k, 1]] - desk.most[k]
            if due > moment[rank] + EPS:
                if due > bound[rank] + EPS:
                    return False
                still = False
                while rank <= last and due > moment[rank] + EPS:
                    moment[rank] = due
                    rank += 1
                    if rank <= last:
                        due += gap[rank]
        if still:
            return True
    return False


@numba.njit(cache=True)
def refresh(town, fleet, desk, vehicle):
    """Write down again what one round allows."""
    count, mode = fleet.count[vehicle], town.mode[vehicle]
    stops, load = fleet.stops[vehicle], fleet.load[vehicle]
    leave, latest = fleet.leave[vehicle], fleet.latest[vehicle]
    minutes, metres = town.minutes[mode], town.metres[mode]
    units = town.capacity.shape[1]
    for unit in range(units):
        aboard = 0
        for k in range(count):
            if town.drop[town.request[stops[k]]] < 0:
                aboard -= town.change[stops[k], unit]
        load[0, unit] = aboard
        for k in range(count):
            aboard += town.change[stops[k], unit]
            load[k + 1, unit] = aboard
    here, far = town.start[vehicle], 0.0
    leave[0] = town.low[vehicle]
    for k in range(count):
        node = stops[k]
        place = town.place[node]
        leave[k + 1] = max(leave[k] + minutes[here, place], town.early[node]) + town.service[node]
        far += metres[here, place]
        here = place
    if count:
        far += metres[here, town.end[vehicle]]
    fleet.metres[vehicle] = far
    there, late = town.end[vehicle], town.high[vehicle]
    latest[count + 1] = late
    for k in range(count - 1, -1, -1):
        node = stops[k]
        place = town.place[node]
        late = min(town.late[node], late - minutes[place, there] - town.service[node])
        latest[k + 1] = late
        there = place
    desk.versions[0] += 1
    fleet.version[vehicle] = desk.versions[0]


@numba.njit(cache=True)
def _longer(fleet, desk, vehicle, first, second, up, down):
    """The round with a request put in, on the scratch paper: how many stops it has."""
    stops, tried = fleet.stops[vehicle], desk.tried
    at = 0
    for k in range(fleet.count[vehicle] + 1):
        if k == first:
            tried[at] = up
            at += 1
        if k == second and down >= 0:
            tried[at] = down
            at += 1
        if k < fleet.count[vehicle]:
            tried[at] = stops[k]
            at += 1
    return at


@numba.njit(cache=True)
def price(town, fleet, desk, vehicle, request, most):
    """Metres added by the cheapest place for a request in a round, FAR when none adds less than `most`."""
    if desk.known[request, vehicle] == fleet.version[vehicle] and (
        desk.added[request, vehicle] < FAR or desk.floor[request, vehicle] >= most
    ):
        return desk.added[request, vehicle]
    best, at_first, at_second = most, 0, 0
    if not town.may[vehicle, request]:
        best = most = FAR
    elif town.drop[request] < 0:
        best, at_first = _price_job(town, fleet, desk, vehicle, request, most)
    else:
        best, at_first, at_second = _price_shipment(town, fleet, desk, vehicle, request, most)
    if best >= most:
        best = FAR
    desk.known[request, vehicle] = fleet.version[vehicle]
    desk.added[request, vehicle], desk.floor[request, vehicle] = best, most
    desk.ranks[request, vehicle, 0], desk.ranks[request, vehicle, 1] = at_first, at_second
    return best


@numba.njit(cache=True)
def _price_job(town, fleet, desk, vehicle, request, best):
    count, mode = fleet.count[vehicle], town.mode[vehicle]
    stops, load = fleet.stops[vehicle], fleet.load[vehicle]
    leave, latest = fleet.leave[vehicle], fleet.latest[vehicle]
    minutes, metres = town.minutes[mode], town.metres[mode]
    here, stay, units = town.place[request], town.service[request], town.capacity.shape[1]
    found = 0
    before = town.start[vehicle]
    for k in range(count + 1):
        for unit in range(units):
            if load[k, unit] - town.change[request, unit] > town.capacity[vehicle, unit]:
                return best, found
        after = town.place[stops[k]] if k < count else town.end[vehicle]
        added = metres[before, here] + metres[here, after] - (metres[before, after] if count else 0.0)
        begin = max(leave[k] + minutes[before, here], town.early[request])
        if begin > town.late[request] + EPS:
            return best, found
        fits = begin + stay + minutes[here, after] <= latest[k + 1] + EPS
        if fits and added < best:
            longer = _longer(fleet, desk, vehicle, k, -1, request, -1)
            if drivable(town, desk, vehicle, desk.tried, longer):
                best, found = added, k
        before = after
    return best, found


@numba.njit(cache=True)
def _price_shipment(town, fleet, desk, vehicle, up, best):
    count, mode, down = fleet.count[vehicle], town.mode[vehicle], town.drop[up]
    stops, load = fleet.stops[vehicle], fleet.load[vehicle]
    leave, latest = fleet.leave[vehicle], fleet.latest[vehicle]
    minutes, metres = town.minutes[mode], town.metres[mode]
    board, alight, units = town.place[up], town.place[down], town.capacity.shape[1]
    at_first, at_second = 0, 0
    for i in range(count + 1):
        before = town.place[stops[i - 1]] if i else town.start[vehicle]
        after = town.place[stops[i]] if i < count else town.end[vehicle]
        begin = max(leave[i] + minutes[before, board], town.early[up])
        if begin > town.late[up] + EPS:
            break
        straight = metres[before, after] if count else 0.0
        boarding = metres[before, board] + metres[board, after] - straight
        gone, here = begin + town.service[up], board
        aboard = 0.0
        for j in range(i, count + 1):
            fits = True
            for unit in range(units):
                if load[j, unit] + town.change[up, unit] > town.capacity[vehicle, unit]:
                    fits = False
            if not fits:
                break
            then = town.place[stops[j]] if j < count else town.end[vehicle]
            if aboard + minutes[here, alight] + town.service[up] <= town.tie[up] + EPS:
                begin = max(gone + minutes[here, alight], town.early[down])
                if begin > town.late[down] + EPS:
                    break
                if begin + town.service[down] + minutes[alight, then] <= latest[j + 1] + EPS:
                    if i == j:
                        added = (
                            metres[before, board] + metres[board, alight] + metres[alight, then] - straight
                        )
                    else:
                        added = boarding + metres[here, alight] + metres[alight, then] - metres[here, then]
                    if added < best and drivable(
                        town, desk, vehicle, desk.tried, _longer(fleet, desk, vehicle, i, j, up, down)
                    ):
                        best, at_first, at_second = added, i, j
            if j == count:
                break
            arrive = max(gone + minutes[here, then], town.early[stops[j]])
            if arrive > latest[j + 1] + EPS:
                break
            aboard += minutes[here, then] + town.service[stops[j]]
            here, gone = then, arrive + town.service[stops[j]]
    return best, at_first, at_second


@numba.njit(cache=True)
def _twin_before(town, fleet, vehicle):
    """Whether an unused vehicle like this unused one was already looked at."""
    if fleet.count[vehicle]:
        return False
    other = vehicle - 1
    while other >= 0 and town.twin[other] == town.twin[vehicle]:
        if fleet.count[other] == 0:
            return True
        other -= 1
    return False


@numba.njit(cache=True)
def _best_round(town, fleet, desk, request):
    """The vehicle to which a request adds least, -1 when none can take it.

    In a large fleet, unused vehicles and the rounds of its nearest neighbours are asked first. When nobody takes it,
    everybody is asked, and nobody overlooked.
    """
    vehicles = len(fleet.count)
    best, chosen = FAR, -1
    desk.asked[:] = vehicles <= FEW
    if vehicles > FEW:
        for k in range(town.near.shape[1]):
            vehicle = fleet.home[town.near[request, k]]
            if vehicle >= 0:
                desk.asked[vehicle] = True
        for vehicle in range(vehicles):
            if fleet.count[vehicle] == 0:
                desk.asked[vehicle] = True
    for everybody in range(2):
        for vehicle in range(vehicles):
            if not everybody and (not desk.asked[vehicle] or (_draw(desk) >> np.uint64(56)) < BLINK):
                continue
            if _twin_before(town, fleet, vehicle):
                continue
            added = price(town, fleet, desk, vehicle, request, best)
            if added < best:
                best, chosen = added, vehicle
        if chosen >= 0:
            break
    return chosen


@numba.njit(cache=True)
def put_back(town, fleet, desk, waiting, first, last):
    """Put waiting[first:last] back one by one, each where it adds least."""
    for k in range(first, last):
        request = waiting[k]
        vehicle = _best_round(town, fleet, desk, request)
        if vehicle < 0:
            continue
        first_rank, second_rank = desk.ranks[request, vehicle, 0], desk.ranks[request, vehicle, 1]
        count = _longer(fleet, desk, vehicle, first_rank, second_rank, request, town.drop[request])
        for rank in range(count):
            fleet.stops[vehicle, rank] = desk.tried[rank]
        fleet.count[vehicle] = count
        fleet.home[request] = vehicle
        desk.touched[vehicle] = True
        refresh(town, fleet, desk, vehicle)


@numba.njit(cache=True)
def _take(town, fleet, desk, vehicle):
    """Close a round up around the requests whose home was just taken away."""
    kept = 0
    for k in range(fleet.count[vehicle]):
        node = fleet.stops[vehicle, k]
        if fleet.home[town.request[node]] == vehicle:
            fleet.stops[vehicle, kept] = node
            kept += 1
    fleet.count[vehicle] = kept
    desk.touched[vehicle] = True
    refresh(town, fleet, desk, vehicle)


@numba.njit(cache=True)
def _take_strings(town, fleet, desk, pivot, mean_out):
    """Strings of stops of neighbouring rounds (Christiaens & Vanden Berghe 2020); how many requests are out."""
    rounds, stops = 0, 0
    for vehicle in range(len(fleet.count)):
        if fleet.count[vehicle]:
            rounds += 1
            stops += fleet.count[vehicle]
    longest = min(float(STRING), stops / rounds)
    strings = np.int64(1 + _uniform(desk) * max(0.0, 4.0 * mean_out / (1.0 + longest) - 1.0))
    out = 0
    for k in range(-1, town.near.shape[1]):
        if strings == 0:
            break
        centre = pivot if k < 0 else town.near[pivot, k]
        vehicle = fleet.home[centre]
        if vehicle < 0 or desk.touched[vehicle]:
            continue
        count = fleet.count[vehicle]
        length = 1 + _below(desk, np.int64(min(longest, float(count))))
        at = 0
        other_end = town.drop[centre] >= 0 and _uniform(desk) < 0.5
        node = town.drop[centre] if other_end else centre
        while fleet.stops[vehicle, at] != node:
            at += 1
        begin = max(0, at - _below(desk, length))
        begin = min(begin, count - length)
        for rank in range(begin, begin + length):
            request = town.request[fleet.stops[vehicle, rank]]
            if fleet.home[request] >= 0:
                fleet.home[request] = -1
                desk.out[out] = request
                out += 1
        _take(town, fleet, desk, vehicle)
        strings -= 1
    return out


@numba.njit(cache=True)
def _take_related(town, fleet, desk, served, most):
    """Requests near one another in place and time, wherever they are driven (Shaw 1998)."""
    wanted = 1 + _below(desk, min(most, len(served)))
    pivot = served[_below(desk, len(served))]
    out = 0
    desk.out[0] = pivot
    width = town.near.shape[1]
    tries = 0
    while out < wanted and tries < 4 * wanted:
        tries += 1
        request = (
            pivot if out == 0 else town.near[pivot, min(np.int64(width * _uniform(desk) ** 3), width - 1)]
        )
        vehicle = fleet.home[request]
        if vehicle < 0:
            continue
        fleet.home[request] = -1
        desk.out[out] = request
        out += 1
        desk.touched[vehicle] = True
        if width == 0:
            break
    for vehicle in range(len(fleet.count)):
        if desk.touched[vehicle]:
            _take(town, fleet, desk, vehicle)
    return out


@numba.njit(cache=True)
def copy_round(source, target, vehicle):
    """One round and what it allows, from one fleet to another."""
    count = source.count[vehicle]
    for k in range(count):
        target.stops[vehicle, k] = source.stops[vehicle, k]
    for k in range(count + 2):
        target.leave[vehicle, k] = source.leave[vehicle, k]
        target.latest[vehicle, k] = source.latest[vehicle, k]
    for k in range(count + 1):
        for unit in range(source.load.shape[2]):
            target.load[vehicle, k, unit] = source.load[vehicle, k, unit]
    target.count[vehicle] = count
    target.metres[vehicle] = source.metres[vehicle]
    target.version[vehicle] = source.version[vehicle]


@numba.njit(cache=True)
def _order(town, desk, waiting, count):
    """An order of insertion: drawn, or the tightest windows, the longest ways or the earliest first."""
    way = _below(desk, 5)
    for k in range(count - 1, 0, -1):
        other = _below(desk, k + 1)
        waiting[k], waiting[other] = waiting[other], waiting[k]
    if way < 2:
        return
    for k in range(1, count):
        request, at = waiting[k], k
        value = _rank_of(town, request, way)
        while at and _rank_of(town, waiting[at - 1], way) > value:
            waiting[at] = waiting[at - 1]
            at -= 1
        waiting[at] = request


@numba.njit(cache=True)
def _rank_of(town, request, way):
    if way == 2:
        return town.late[request] - town.early[request]
    if way == 3:
        down = town.drop[request] if town.drop[request] >= 0 else request
        return (
            -town.metres[0, town.place[request], town.place[down]]
            - town.metres[0, town.start[0], town.place[request]]
        )
    return town.early[request]


@numba.njit(cache=True)
def cost_of(town, fleet):
    """Metres, and what is left aside."""
    total = 0.0
    for vehicle in range(len(fleet.count)):
        total += fleet.metres[vehicle]
    for request in range(len(fleet.home)):
        if fleet.home[request] < 0:
            total += ABSENT * town.weight[request]
    return total


@numba.njit(cache=True)
def turn_over(town, trial, current, best, desk, turns, heat, mean_out):
    """Take out and put back `turns` times; worse rounds are accepted by the heat, metres (simulated annealing)."""
    requests, vehicles = len(trial.home), len(trial.count)
    cost, record = cost_of(town, current), cost_of(town, best)
    served = np.empty(requests, np.int64)
    waiting = np.empty(requests, np.int64)
    for _ in range(turns):
        count, missing = 0, requests
        for request in range(requests):
            if current.home[request] >= 0:
                served[count] = request
                count += 1
            else:
                missing -= 1
                served[missing] = request
        if count == 0:
            return
        desk.touched[:] = False
        if _uniform(desk) < STRINGS:
            pivot = served[_below(desk, count)]
            if missing < requests and _uniform(desk) < MAKE_ROOM:
                pivot = served[missing + _below(desk, requests - missing)]
            out = _take_strings(town, trial, desk, pivot, mean_out)
        else:
            out = _take_related(town, trial, desk, served[:count], np.int64(2 * mean_out))
        # Fewer stops on a way without shortcut can still arrive later: prove what is left.
        sound = True
        for vehicle in range(vehicles):
            if desk.touched[vehicle] and not drivable(
                town, desk, vehicle, trial.stops[vehicle], trial.count[vehicle]
            ):
                sound = False
        if sound:
            for k in range(out):
                waiting[k] = desk.out[k]
            left = out
            for request in range(requests):
                if current.home[request] < 0:
                    waiting[left] = request
                    left += 1
            _order(town, desk, waiting, left)
            put_back(town, trial, desk, waiting, 0, left)
            after = cost_of(town, trial)
            sound = after < cost - heat * np.log(max(_uniform(desk), 1e-12))
        if sound:
            cost = after
            for vehicle in range(vehicles):
                if desk.touched[vehicle]:
                    copy_round(trial, current, vehicle)
                    desk.stale[vehicle] = True
            current.home[:] = trial.home
            if cost < record - EPS:
                record = cost
                for vehicle in range(vehicles):
                    if desk.stale[vehicle]:
                        copy_round(current, best, vehicle)
                        desk.stale[vehicle] = False
                best.home[:] = current.home
        else:
            for vehicle in range(vehicles):
                if desk.touched[vehicle]:
                    copy_round(current, trial, vehicle)
            trial.home[:] = current.home
