"""A new version of a protocol: which planned missions it judges anew, and which verdicts change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cordee.engine.protocol.cases import Case
from cordee.engine.protocol.decision import Verdict, decide
from cordee.engine.protocol.faults import BadCase
from cordee.engine.protocol.protocols import Protocol, in_force, in_order


@dataclass(frozen=True)
class Review:
    """One planned mission before and after; `changed` when anything a person would read differs in the ruling."""

    case: Case
    before: Verdict
    after: Verdict

    @property
    def changed(self) -> bool:
        """Whether the ruling differs: status, conditions, documents, hours or alternative."""
        return _ruling(self.before) != _ruling(self.after)


def _ruling(verdict: Verdict) -> tuple[object, ...]:
    # Sources name the version, which always differs: only what has to be done is compared.
    return (
        verdict.status,
        verdict.hard,
        frozenset(one.sentence for one in verdict.conditions),
        verdict.documents,
        verdict.alternative,
        verdict.proposed_hours,
    )


def _counting(case: Case, protocols: Sequence[Protocol]) -> frozenset[tuple[str, int]]:
    at = case.slot.starts_at if case.slot else None
    return frozenset((one.code, one.version) for one in in_force(protocols, at))


def reviews(
    before: Iterable[Protocol], after: Iterable[Protocol], cases: Iterable[Case]
) -> tuple[Review, ...]:
    """The coordinators' worklist: each mission that other versions govern from now on, judged again, once.

    A mission that took place before the new version starts keeps its own. BadCase when two missions share an id.
    """
    old, new = in_order(before), in_order(after)
    seen: set[str] = set()
    worklist = []
    for case in cases:
        if case.id in seen:
            raise BadCase(f"cas {case.id}", "id", "donné deux fois")
        seen.add(case.id)
        if _counting(case, old) != _counting(case, new):
            worklist.append(Review(case, decide(case, old), decide(case, new)))
    return tuple(worklist)


def changed_verdicts(
    before: Iterable[Protocol], after: Iterable[Protocol], cases: Iterable[Case]
) -> tuple[Review, ...]:
    """Among the missions to review, those whose ruling changes."""
    return tuple(review for review in reviews(before, after, cases) if review.changed)
