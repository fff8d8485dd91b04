"""The verdict on one case under the protocols in force: the strictest wins, and says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.engine.protocol.cases import Beneficiary, Case, Goods, Place, Team
from cordee.engine.protocol.findings import CATALOGUE, TABLE, Finding
from cordee.engine.protocol.gates import catalogue_findings, orders, protocol_findings
from cordee.engine.protocol.hard_rules import hard_findings
from cordee.engine.protocol.hours import ALL_DAY, Hours, intersection
from cordee.engine.protocol.protocols import Protocol, Status, in_force, in_order


@dataclass(frozen=True, order=True)
class Reason:
    """Why, in French, and on what ground; not `confirmed` when it rests on a value the town has not confirmed."""

    sentence: str
    source: str
    rule: str
    confirmed: bool


@dataclass(frozen=True, order=True)
class Condition:
    """Something to respect, in French, with its source."""

    sentence: str
    source: str


@dataclass(frozen=True)
class Verdict:
    """The answer to one case.

    `hard`: nobody may override it. `conditions` bind; `advice` helps where nothing binds. `documents` are codes of
    papers to print. `alternative` is the code of an activity this volunteer could do instead. `proposed_hours` are
    the hours of the day when it may be done on the spot, empty when hours change nothing. `not_in_force` names the
    protocols that did not count: out of their dates, or replaced by a later version.
    """

    status: Status
    hard: bool
    reasons: tuple[Reason, ...]
    conditions: tuple[Condition, ...]
    advice: tuple[Condition, ...]
    documents: tuple[str, ...]
    alternative: str | None
    proposed_hours: Hours
    protocols: tuple[str, ...]
    not_in_force: tuple[str, ...]


def _findings(case: Case, protocols: Sequence[Protocol]) -> list[Finding]:
    found = [*hard_findings(case), *catalogue_findings(case)]
    for protocol in protocols:
        found += protocol_findings(case, protocol)
    return found


def _reasons(found: Sequence[Finding], status: Status) -> tuple[Reason, ...]:
    """The strictest first; what is milder than a verdict tells nobody why, unless it would bar on its own."""
    least = min(status, Status.REMOTE_ONLY)
    told = {
        (-one.status, not one.hard, Reason(one.sentence, one.source, one.rule, one.confirmed))
        for one in found
        if one.status >= least
    }
    reasons = tuple(reason for _, _, reason in sorted(told))
    return reasons or (Reason("Rien ne s’y oppose", CATALOGUE, "catalogue", True),)


def _orders(
    case: Case, protocols: Sequence[Protocol], status: Status
) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """What binds and what is only advised; nothing when nothing is done."""
    binding: set[Condition] = set()
    advised: set[Condition] = set()
    if status == Status.SUSPENDED:
        return (), ()
    for protocol in protocols:
        cell, sentences = orders(case, protocol)
        if status == Status.REMOTE_ONLY and cell.status != Status.REMOTE_ONLY:
            continue  # conditions of what nobody will do on the spot
        kept = advised if cell.status == Status.ALLOWED else binding
        kept |= {Condition(sentence, protocol.name) for sentence in sentences}
    return tuple(sorted(binding)), tuple(sorted(advised - binding))


def _documents(case: Case, protocols: Sequence[Protocol], status: Status) -> tuple[str, ...]:
    if not case.on_site or status > Status.CONDITIONS:
        return ()
    papers = {code for protocol in protocols for code in protocol.value("travel_doc") or ()}
    if case.frame != "neighbourly":
        papers.add("ORDRE_MISSION")
    if case.activity == "PRET_NUMERIQUE":
        papers.add("CONTRAT_PRET")
    if case.payment == "cash":
        papers.add("RECU_ARGENT")
    return tuple(sorted(papers))


def allowed_hours(activity: str, form: str | None, *, outdoor: bool, protocols: Iterable[Protocol]) -> Hours:
    """Hours that every protocol leaves to an activity done on the spot."""
    hours = ALL_DAY
    for protocol in protocols:
        hours = intersection(hours, protocol.hours_of(activity, form, outdoor=outdoor))
    return hours


def _proposed_hours(case: Case, protocols: Sequence[Protocol], found: Sequence[Finding]) -> Hours:
    if not case.on_site or any(one.status > Status.CONDITIONS and not one.about_hours for one in found):
        return ()
    hours = allowed_hours(case.activity, case.form, outdoor=case.outdoor, protocols=protocols)
    return () if hours == ALL_DAY else hours


def _alternative(
    case: Case, protocols: Sequence[Protocol], found: Sequence[Finding], status: Status
) -> str | None:
    """An activity offered by what bars this one, and that the same volunteer may do under the same protocols."""
    if status < Status.REMOTE_ONLY or (status == Status.REMOTE_ONLY and case.subject.can_be_remote):
        return None
    offered = {one.alternative for one in found if one.status == status and one.alternative}
    for code in ACTIVITIES:
        if code not in offered or code == case.activity:
            continue
        other = replace(
            case, activity=code, remote=None, form=None, payment="none", register_release=None,
            beneficiary=Beneficiary(), goods=Goods(), team=Team(), place=Place(zone=case.place.zone),
        )  # fmt: skip
        if max(one.status for one in (*_findings(other, protocols), _NOTHING)) <= Status.CONDITIONS:
            return code
    return None


_NOTHING = Finding(Status.ALLOWED, "catalogue", "", CATALOGUE)


def decide(case: Case, protocols: Iterable[Protocol]) -> Verdict:
    """The verdict on one case; the order and repetition of protocols never change it.

    Protocols not in force when the slot starts do not count (those of a case without a day all do).
    """
    given = in_order(protocols)
    at = case.slot.starts_at if case.slot else None
    counting = in_force(given, at)
    found = _findings(case, counting)
    status = max((one.status for one in found), default=Status.ALLOWED)
    conditions, advice = _orders(case, counting, status)
    if status == Status.CONDITIONS:
        own = {
            Condition(one.sentence, one.source) for one in found if one.status == status and one.rule != TABLE
        }
        conditions = tuple(sorted({*conditions, *own}))
    return Verdict(
        status=status,
        hard=any(one.hard for one in found if one.status == status),
        reasons=_reasons(found, status),
        conditions=conditions,
        advice=advice,
        documents=_documents(case, counting, status),
        alternative=_alternative(case, counting, found, status),
        proposed_hours=_proposed_hours(case, counting, found),
        protocols=tuple(protocol.name for protocol in counting),
        not_in_force=tuple(protocol.name for protocol in given if protocol not in counting),
    )
