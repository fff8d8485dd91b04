"""What a bilan tells (domain.md § 8.10), what it hides, and when everybody may read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import AfterActionReport, Crisis
from cordee.ground.crisis.rules.private_words import Hit
from cordee.ground.crisis.rules.situation import LEAST_SHOWN

LONGEST_PART = 3000
MOST_TASKS = 40
MOST_FAILURES = 40
LONGEST_FAILURE = 300
HIDDEN = "moins de 5 ou masqué"

PARTS: dict[str, tuple[str, str]] = {
    "summary": ("En bref", "Ce qui s’est passé, en quelques phrases : c’est ce que le conseil lit d’abord."),
    "worked": ("Ce qui a bien marché", "Ce qu’il faut refaire la prochaine fois."),
    "feedback": ("Ce qu’en disent bénévoles et personnes aidées", "Sans nom : « une bénévole », « une personne aidée »."),
    "costs": ("Ce que cela a coûté", "Heures d’agents, achats, véhicules, dons."),
    "pcs": ("À changer dans le plan communal de sauvegarde", "Annuaire, lieux, moyens, procédures."),
}  # fmt: skip
"""Each free text: its title, and what is expected there."""


def hidden_cells(*columns: Sequence[int], also: Sequence[bool] = ()) -> list[bool]:
    """Which rows are hidden so that no cell between one and four can be read, nor found from the total of its column.

    Rows with such a cell in any column, and those of ``also``, are hidden; then others, the smallest first, until more than
    one is hidden and, in each column, the hidden ones together are five or more. When that cannot be, all are.
    """
    rows = list(zip(*columns, strict=True))
    hidden = [any(0 < count < LEAST_SHOWN for count in row) for row in rows]
    hidden = [small or shut for small, shut in zip(hidden, also or hidden, strict=True)]
    if not any(hidden):
        return hidden
    for place in sorted(
        (place for place, shut in enumerate(hidden) if not shut),
        key=lambda one: (not any(rows[one]), rows[one]),
    ):
        kept = [row for row, shut in zip(rows, hidden, strict=True) if shut]
        if len(kept) > 1 and all(sum(column) >= LEAST_SHOWN for column in zip(*kept, strict=True)):
            break
        hidden[place] = True
    return hidden


def district_cells(rows: Sequence[tuple[str, int, int]]) -> list[list[str]]:
    """[district, received, helped] in words from the exact (district, received, helped).

    « Helped » is hidden too where it would tell how many were not, when those are under five.
    """
    asked, served = [row[1] for row in rows], [row[2] for row in rows]
    received = hidden_cells(asked)
    helped = hidden_cells(
        served, [all_ - some for all_, some in zip(asked, served, strict=True)], also=received
    )
    return [
        [
            name,
            HIDDEN if received[place] else str(asked[place]),
            HIDDEN if helped[place] else str(served[place]),
        ]
        for place, (name, _, _) in enumerate(rows)
    ]


def can_write_bilan(report: AfterActionReport) -> bool:
    """True until it is published."""
    return report.published_at is None


def check_write_bilan(report: AfterActionReport) -> None:
    """Raise ``Refused`` where ``can_write_bilan`` is false."""
    if not can_write_bilan(report):
        raise Refused("Ce bilan est publié : il ne change plus. Seul le plan d’action se coche encore.")


def check_draft(crisis: Crisis) -> None:
    """Raise ``Refused`` for an exercise: what it made is wiped, nothing of it happened."""
    if crisis.exercise:
        raise Refused("Un exercice n’a pas de bilan public : notez-en les leçons dans la main courante.")


def check_bilan_texts(texts: dict[str, str], failures: Collection[str]) -> None:
    """Raise ``Refused`` with the field when something is too long or of no part."""
    for part, words in texts.items():
        if part not in PARTS:
            raise Refused("Cette partie n’existe pas.")
        if len(words) > LONGEST_PART:
            raise Refused(f"{LONGEST_PART} caractères au plus.", field=part)
    if len(failures) > MOST_FAILURES or any(len(one) > LONGEST_FAILURE for one in failures):
        raise Refused(
            f"{MOST_FAILURES} lignes au plus, de {LONGEST_FAILURE} caractères au plus.", field="failures"
        )


def check_task(*, what: str, owner: str, due_on: date | None) -> None:
    """Raise ``Refused`` when a line of the action plan lacks what, who or when."""
    if not what.strip() or not owner.strip() or due_on is None:
        raise Refused("Une action se dit en entier : quoi, quelle fonction en répond, pour quand.")


def check_publish_bilan(
    report: AfterActionReport, crisis: Crisis, *, hits: Collection[Hit], unnamed: int
) -> None:
    """Raise ``Refused`` as long as everybody may not read it: the event goes on, nothing is said, a request has no
    successor, or somebody is found in it.
    """
    check_write_bilan(report)
    check_draft(crisis)
    if crisis.ended_at is None:
        raise Refused("Closez d’abord la crise : un bilan se publie quand elle est finie.")
    if not report.texts.get("summary", "").strip():
        raise Refused("Écrivez au moins « En bref ».", field="summary")
    if unnamed:
        some = "demande ouverte n’a" if unnamed == 1 else "demandes ouvertes n’ont"
        raise Refused(f"{unnamed} {some} personne pour la suite : dites qui reprend chacune.")
    if hits:
        times = "un passage désigne" if len(hits) == 1 else f"{len(hits)} passages désignent"
        raise Refused(f"{times} quelqu’un : retirez ce qui est montré, puis publiez.".capitalize())
