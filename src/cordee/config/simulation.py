"""How ``cordee simulate`` tells its figures: a table, JSON, and a drawing anybody can read, or hear read."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from xml.sax.saxutils import escape

from cordee.engine.asking.settings import AskingSettings
from cordee.engine.simulation.measures import summary
from cordee.engine.simulation.settings import Behaviour, TownSize
from cordee.engine.simulation.study import POLICIES, Run

Figures = dict[str, dict[str, float | None]]

_COLUMNS = (
    ("weight_share", "poids servi", 100),
    ("urgent_24h_share", "urgent 24 h", 100),
    ("u1_same_day_share", "U1 du jour", 100),
    ("served_share", "tous servis", 100),
    ("asks_per_served", "sollicit.", 1),
    ("opted_out_share", "départs", 100),
    ("never_called_share", "oubliés", 100),
    ("median_minutes_to_accepted", "médiane min", 1),
    ("p90_minutes_to_accepted", "9 sur 10 min", 1),
    ("gini_load", "Gini", 1),
    ("km_per_served", "km", 1),
)


def figures(runs: Sequence[Run]) -> dict[str, Figures]:
    """Mean and spread of each policy, in the order of the runs."""
    names = dict.fromkeys(run.policy for run in runs)
    return {name: summary([run.measures for run in runs if run.policy == name]) for name in names}


def as_json(
    runs: Sequence[Run],
    *,
    size: TownSize,
    behaviour: Behaviour,
    settings: AskingSettings,
    seeds: Sequence[int],
) -> dict[str, Any]:
    """Everything needed to read the figures and to obtain them again."""
    rows = []
    for name, found in figures(runs).items():
        row: dict[str, Any] = {"policy": name, "label": POLICIES[name][0]}
        row |= {key: value["mean"] for key, value in found.items()}
        if len(seeds) > 1:
            row["spread"] = {key: value["spread"] for key, value in found.items()}
        rows.append(row)
    bounds = {run.seed: asdict(run.bound) for run in runs}
    return {
        "policies": rows,
        "bound": [{"seed": seed, **bound} for seed, bound in bounds.items()],
        "parameters": {
            "town": asdict(size),
            "behaviour": asdict(behaviour),
            "asking": asdict(settings),
            "seeds": list(seeds),
        },
    }


def table_lines(runs: Sequence[Run], *, size: TownSize, seeds: Sequence[int]) -> list[str]:
    """The comparison as a table, one policy a line, and what the words mean."""
    french = f"{size.inhabitants:_}".replace("_", " ")
    crisis = f"{size.days} jours : {size.needs} demandes, {size.volunteers} bénévoles, {_draws(seeds)}."
    lines = [
        f"Ville de {french} habitants, {crisis}",
        "",
        f"{'':<24}" + "".join(f"{label:>13}" for _, label, _ in _COLUMNS),
    ]
    for name, found in figures(runs).items():
        cells = "".join(f"{_number(found[key]['mean'], scale):>13}" for key, _, scale in _COLUMNS)
        lines.append(f"{POLICIES[name][0]:<24}{cells}")
    lines += [
        "",
        "Poids servi : en part de ce que ferait une ville qui connaîtrait d’avance toutes les réponses.",
        "Sollicit. : messages et appels par demande servie. Oubliés : jamais sollicités ni venus sur la liste.",
        "Délais : sur toutes les demandes urgentes ; « jamais » quand elles sont trop nombreuses à rester sans réponse.",
    ]
    return lines


def _draws(seeds: Sequence[int]) -> str:
    return "un tirage" if len(seeds) == 1 else f"moyenne de {len(seeds)} tirages"


def _number(value: float | None, scale: int) -> str:
    if value is None:
        return "jamais" if scale == 1 else "–"
    if scale == 100:
        return f"{100 * value:.1f} %".replace(".", ",")
    return (f"{value:.0f}" if value >= 100 else f"{value:.2f}").replace(".", ",")


_INK, _PALE, _OURS, _THEIRS = "#1f2a2c", "#ddd4c3", "#0f5a57", "#7f7767"
_LEFT, _TOP, _STEP, _WIDE, _GAP = 210, 92, 54, 240, 60
_SPOKEN = 'role="img" aria-labelledby="title desc"'
_LETTERS = 'font-family="Arial, sans-serif" font-size="14"'
_TITLE = "Demandes servies selon la façon de solliciter"
_PANELS = (
    ("urgent_24h_share", "Urgentes, acceptées sous 24 h"),
    ("served_share", "Toutes urgences, servies"),
)


def drawing(runs: Sequence[Run], *, size: TownSize, seeds: Sequence[int]) -> str:
    """An SVG in two panels on one scale: urgent needs, and all of them; the values are also written out."""
    found = figures(runs)
    height = _TOP + _STEP * len(found) + 44
    width = _LEFT + 2 * _WIDE + _GAP + 70
    told = " ; ".join(
        f"{POLICIES[name][0]} : urgentes {_number(one['urgent_24h_share']['mean'], 100)}, "
        f"toutes {_number(one['served_share']['mean'], 100)}"
        for name, one in found.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {_SPOKEN} {_LETTERS}>',
        f'<title id="title">{_TITLE}</title>',
        f'<desc id="desc">{escape(told)}.</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(16, 30, _TITLE, size=18, bold=True),
        _text(
            16,
            52,
            f"{size.needs} demandes, {size.volunteers} bénévoles, {size.days} jours ; {_draws(seeds)}",
        ),
    ]
    for panel, (key, label) in enumerate(_PANELS):
        left = _LEFT + panel * (_WIDE + _GAP)
        parts.append(_text(left, _TOP - 14, label, bold=True))
        for tenth in (0, 50, 100):
            x = left + _WIDE * tenth / 100
            bottom = _TOP + _STEP * len(found)
            parts.append(f'<line x1="{x:g}" y1="{_TOP}" x2="{x:g}" y2="{bottom}" stroke="{_PALE}"/>')
            parts.append(_text(x, bottom + 20, f"{tenth} %", anchor="middle"))
        for row, (name, one) in enumerate(found.items()):
            parts += _bar(left, _TOP + _STEP * row, one[key], ours=name.startswith("cordee"))
    for row, name in enumerate(found):
        y = _TOP + _STEP * row + 31
        parts.append(_text(_LEFT - 12, y, POLICIES[name][0], anchor="end", bold=name == "cordee"))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bar(left: int, top: int, value: dict[str, float | None], *, ours: bool) -> list[str]:
    mean, spread = value["mean"], value["spread"]
    if mean is None:
        return [_text(left + 6, top + 31, "–")]
    long, middle = _WIDE * mean, top + 26
    parts = [
        f'<rect x="{left}" y="{top + 12}" width="{long:.1f}" height="28" fill="{_OURS if ours else _THEIRS}"/>'
    ]
    reach = _WIDE * (spread or 0.0)
    if reach:
        parts.append(
            f'<line x1="{left + long - reach:.1f}" y1="{middle}" x2="{left + long + reach:.1f}" y2="{middle}" '
            f'stroke="{_INK}" stroke-width="2"/>'
        )
    parts.append(_text(left + long + reach + 8, top + 31, _number(mean, 100)))
    return parts


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False, size: int = 14
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:g}" text-anchor="{anchor}" font-size="{size}" fill="{_INK}"{weight}>'
        f"{escape(words)}</text>"
    )
