"""Streets with their doors: curves inside each district, odd numbers on the left, even numbers on the
right."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from cordee.config.demo.ground import Ground, centre_of, to_degrees
from cordee.config.demo.lexicon import words
from cordee.config.demo.sizes import TownSize

NEIGHBOUR_STREET = "rue des Tilleuls"
"""A street every demonstration town has: the story of Mme Rolland begins at its number 12."""


@dataclass(frozen=True)
class Door:
    """One address: its street and number, and where it is (WGS 84). ``district`` is a row of the ground's
    districts."""

    street: int
    number: int
    suffix: str
    latitude: float
    longitude: float
    district: int


@dataclass(frozen=True)
class Street:
    """A street: its full name, as written on the corner, and its line in metres."""

    name: str
    district: int
    line: LineString


@dataclass(frozen=True)
class StyleRule:
    """How a style of district is built: metres between parallel streets, lengths of streets (least, most),
    how much they bend (metres), metres between two doors of one side, metres from the middle of the street to
    a door, and how many people live behind one door compared with the others."""

    gap: float
    least: float
    most: float
    bend: float
    between: float
    back: float
    people: float


STYLES = {
    "old": StyleRule(95, 110, 340, 34, 9, 6, 1.2),
    "grid": StyleRule(125, 220, 620, 14, 14, 10, 1.1),
    "garden": StyleRule(115, 160, 430, 30, 16, 12, 0.9),
    "estate": StyleRule(150, 160, 420, 44, 20, 16, 2.1),
    "rural": StyleRule(0, 120, 380, 25, 42, 16, 0.8),
}


def _weave(shape: BaseGeometry, rule: StyleRule, rng: Random) -> Iterator[LineString]:
    """Pieces of a warped grid inside a shape: the streets a district could have, longest blocks first
    come."""
    centre = centre_of(shape)
    reach = math.dist(shape.bounds[:2], shape.bounds[2:]) / 2
    tilt = rng.uniform(0, math.pi / 2)
    waves = [(rng.uniform(380, 760), rng.uniform(0, math.tau)) for _ in range(2)]
    for turned in (0.0, math.pi / 2):
        ux, uy = math.cos(tilt + turned), math.sin(tilt + turned)
        offset = -reach + rng.uniform(0, rule.gap)
        while offset < reach:
            points = []
            for step in range(int(2 * reach / 18) + 1):
                along = -reach + 18 * step
                x, y = centre.x + along * ux - offset * uy, centre.y + along * uy + offset * ux
                sway = [
                    rule.bend * math.sin(math.tau * (x if k else y) / length + phase)
                    for k, (length, phase) in enumerate(waves)
                ]
                points.append((x + sway[0], y + sway[1]))
            for part in shapely.get_parts(shapely.intersection(LineString(points), shape)):
                yield from _cut(part, rule, rng)
            offset += rule.gap * rng.uniform(0.85, 1.2)


def _cut(line: BaseGeometry, rule: StyleRule, rng: Random) -> Iterator[LineString]:
    start = 0.0
    while isinstance(line, LineString) and line.length - start >= rule.least:
        end = min(start + rng.uniform(rule.least, rule.most), line.length)
        yield substring(line, start, end)
        start = end


def _lanes(shape: BaseGeometry, rule: StyleRule, count: int, rng: Random) -> Iterator[LineString]:
    """Country lanes and hamlets: short winding lines set down far from each other."""
    west, south, east, north = shape.bounds
    set_down: list[Point] = []
    far = 420.0
    for _ in range(6000):
        if len(set_down) == count:
            return
        start = Point(rng.uniform(west, east), rng.uniform(south, north))
        if not shape.contains(start) or any(start.distance(other) < far for other in set_down):
            far = max(90.0, far * 0.998)
            continue
        heading = rng.uniform(0, math.tau)
        points = [(start.x, start.y)]
        for _ in range(int(rng.uniform(rule.least, rule.most) / 30)):
            heading += rng.gauss(0, 0.22)
            points.append((points[-1][0] + 30 * math.cos(heading), points[-1][1] + 30 * math.sin(heading)))
        line = LineString(points)
        if shape.contains(line):
            set_down.append(start)
            yield line


def _names(theme: str, style: str, count: int, taken: set[str], rng: Random) -> list[str]:
    """Names for the streets of a district; a theme that runs out borrows from the others."""
    lexicon = words("streets")
    kinds = lexicon["kinds"][style]
    stems = list(lexicon["themes"][theme])
    borrowed = [
        stem
        for other in sorted(lexicon["themes"])
        if other not in {theme, "lanes", "roads"}
        for stem in lexicon["themes"][other]
    ]
    rng.shuffle(stems)
    rng.shuffle(borrowed)
    if style == "rural":
        borrowed = lexicon["themes"]["roads"] + borrowed
    names: list[str] = []
    while len(names) < count:
        for stem in (*stems, *stems, *borrowed):
            if len(names) == count:
                return names
            if stem == "Nationale":
                kind = "rue"
            elif stem in lexicon["themes"]["roads"]:
                kind = "route"
            else:
                kind = rng.choices(list(kinds), list(kinds.values()))[0]
            name = f"{kind} {stem}"
            if name not in taken:
                taken.add(name)
                names.append(name)
    return names


def _doors(
    line: LineString, street: int, district: int, rule: StyleRule, stretch: float, rng: Random
) -> Iterator[Door]:
    between = rule.between * stretch
    number, along = 1, min(8.0, line.length / 4)
    while along < line.length - 3:
        here, ahead = line.interpolate(along), line.interpolate(min(along + 2, line.length))
        dx, dy = ahead.x - here.x, ahead.y - here.y
        norm = math.hypot(dx, dy) or 1.0
        for side in (0, 1):
            if rng.random() < 0.06:
                continue
            back = (rule.back + rng.uniform(-2, 3)) * (1 if side == 0 else -1)
            slide = rng.uniform(-0.2, 0.2) * between
            x = here.x - dy / norm * back + dx / norm * slide
            y = here.y + dx / norm * back + dy / norm * slide
            for suffix in ("", "bis") if rng.random() < 0.03 else ("",):
                latitude, longitude = to_degrees(x + (4 if suffix else 0), y)
                yield Door(street, number + side, suffix, latitude, longitude, district)
        number += 2
        along += between


def draw_streets(size: TownSize, ground: Ground, rng: Random) -> tuple[list[Street], list[Door]]:
    """Draw the streets of a town (as many as ``size.streets``) and their doors (about ``size.doors``)."""
    wet = ground.river.buffer(25)
    dry = [shapely.difference(district.shape.buffer(-18), wet) for district in ground.districts]
    share = [
        (0.05 if district.style == "rural" else 1.0) * math.sqrt(shape.area) / STYLES[district.style].most
        for district, shape in zip(ground.districts, dry, strict=True)
    ]
    rural = max(3, round(size.streets * (0.09 if size.name != "small" else 0.3)))
    share = [
        0.0 if district.style == "rural" else part
        for district, part in zip(ground.districts, share, strict=True)
    ]
    taken: set[str] = set()
    lines: list[tuple[int, LineString]] = []
    for index, (district, shape) in enumerate(zip(ground.districts, dry, strict=True)):
        rule = STYLES[district.style]
        if district.style == "rural":
            lines += [(index, line) for line in _lanes(shape, rule, size.streets - len(lines), rng)]
            continue
        wanted = round((size.streets - rural) * share[index] / sum(share))
        drawn = list(_weave(shape, rule, rng))
        rng.shuffle(drawn)
        lines += [
            (index, line)
            for line in sorted(drawn[:wanted], key=lambda line: (line.coords[0], line.coords[-1]))
        ]
    length_by_door = sum(
        2 * line.length / STYLES[ground.districts[index].style].between for index, line in lines
    )
    stretch = length_by_door * 0.96 / size.doors

    streets: list[Street] = []
    doors: list[Door] = []
    for index, district in enumerate(ground.districts):
        mine = [line for where, line in lines if where == index]
        names = _names(district.theme, district.style, len(mine), taken, rng)
        for name, line in zip(names, mine, strict=True):
            streets.append(Street(name, index, line))
    _name_the_neighbour_street(streets, ground)
    for number, street in enumerate(streets):
        doors += _doors(
            street.line,
            number,
            street.district,
            STYLES[ground.districts[street.district].style],
            stretch,
            rng,
        )
    return streets, doors


def _name_the_neighbour_street(streets: list[Street], ground: Ground) -> None:
    """Give the longest street of Les Tilleuls (else of the first district) the name the user guides know."""
    home = next(
        (index for index, district in enumerate(ground.districts) if district.name == "Les Tilleuls"), 0
    )
    chosen = max(
        (i for i, street in enumerate(streets) if street.district == home),
        key=lambda i: streets[i].line.length,
    )
    bearer = next((i for i, street in enumerate(streets) if street.name == NEIGHBOUR_STREET), None)
    if bearer is not None:
        streets[bearer] = replace(streets[bearer], name=streets[chosen].name)
    streets[chosen] = replace(streets[chosen], name=NEIGHBOUR_STREET)
