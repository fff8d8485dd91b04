"""Opening, moving, telling and closing a crisis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.logbook import note_in_logbook
from cordee.ground.crisis.actions.protocols import put_in_force
from cordee.ground.crisis.models import (
    Crisis,
    CrisisPhase,
    CrisisPlace,
    CrisisStep,
    EntryKind,
    FollowUp,
    Importance,
    LegalTrigger,
    PresetAnswer,
    VigilanceColour,
)
from cordee.ground.crisis.ports import say_crisis_closed, what_is_still_open
from cordee.ground.crisis.rules.crises import (
    ClosingTask,
    check_change,
    check_close,
    check_colour,
    check_move,
    check_not_twice,
    check_trigger,
    check_words,
)
from cordee.ground.crisis.rules.presets import Proposal, preset_of, proposal_named
from cordee.ground.crisis.selectors.crises import closing_guard, last_step_at, open_crises
from cordee.ground.people.models import Account
from cordee.ground.territory.models import District, Municipality, current_commune


def _state_words(phase: str, colour: str) -> str:
    words = CrisisPhase(phase).label
    return f"{words}, vigilance {VigilanceColour(colour).label}" if colour else words


def _add_step(crisis: Crisis, *, since: datetime, decided_by: str, by: Account, at: datetime) -> None:
    CrisisStep.objects.create(
        crisis=crisis, phase=crisis.phase, colour=crisis.colour, at=since, decided_by=decided_by, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip


def _stop_exercises(open_ones: Iterable[Crisis], *, by: Account, at: datetime) -> None:
    """Something true happens: no message may be held back any more. What the exercise made is wiped later, when asked."""
    for one in open_ones:
        if one.exercise:
            one.ended_at = max(at, one.started_at)
            one.save(update_fields=["ended_at", "updated_at"])
            leave_trace(verb="stop_exercise", subject=one, by=by, commune_code=current_commune(), at=at)


@transaction.atomic
def open_crisis(
    *,
    kind: str,
    title: str,
    phase: str,
    by: Account,
    at: datetime,
    public_message: str = "",
    source: str = "",
    colour: str = "",
    decided_by: str = "",
    exercise: bool = False,
    districts: Iterable[District] = (),
) -> Crisis:
    """Open an event, shown to everybody from now on unless it is an exercise; several may be open at once.

    A true one stops an exercise. The opening is the first line of its logbook. Raises ``Refused`` with the field.
    """
    check_words(kind=kind, title=title, phase=phase, public_message=public_message)
    check_colour(colour)
    title = title.strip()[:120]
    Municipality.objects.select_for_update().get(pk=current_commune())
    others = open_crises(now=at)
    check_not_twice(others, kind=kind, title=title, exercise=exercise)
    if not exercise:
        _stop_exercises(others, by=by, at=at)
    crisis = Crisis(
        kind=kind,
        title=title,
        phase=phase,
        colour=colour,
        public_message=public_message.strip(),
        source=source.strip()[:160],
        decided_by=decided_by.strip()[:120],
        exercise=exercise,
        opened_by=by,
        started_at=at,
    )
    crisis.save()
    _add_step(crisis, since=at, decided_by=crisis.decided_by, by=by, at=at)
    for district in districts:
        CrisisPlace.objects.create(crisis=crisis, district=district)
    leave_trace(
        verb="open_crisis",
        subject=crisis,
        by=by,
        commune_code=current_commune(),
        at=at,
        kind_of_event=kind,
        phase=phase,
        exercise=exercise,
    )
    decided = f" Décidé par {crisis.decided_by}." if crisis.decided_by else ""
    opened = "Exercice ouvert" if exercise else "Crise ouverte"
    note_in_logbook(
        text=f"{opened} : {crisis.get_kind_display()}, « {title} » ({_state_words(phase, colour)}).{decided}",
        by=by, at=at, crisis=crisis, kind=EntryKind.DECISION, importance=Importance.IMPORTANT,
    )  # fmt: skip
    return crisis


@transaction.atomic
def update_crisis(
    *,
    crisis: Crisis,
    kind: str,
    title: str,
    phase: str,
    public_message: str,
    source: str,
    by: Account,
    at: datetime,
) -> Crisis:
    """Change what is said of an open event; the trace names the columns, not the words. Raises ``Refused``."""
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    check_words(kind=kind, title=title, phase=phase, public_message=public_message)
    said = {
        "kind": kind,
        "title": title.strip()[:120],
        "phase": phase,
        "public_message": public_message.strip(),
        "source": source.strip()[:160],
    }
    changed = [name for name, value in said.items() if getattr(current, name) != value]
    if changed:
        for name in changed:
            setattr(current, name, said[name])
        current.save()
        leave_trace(
            verb="update_crisis",
            subject=current,
            by=by,
            commune_code=current_commune(),
            at=at,
            fields=changed,
            phase=phase,
        )
        if "phase" in changed:
            _tell_move(current, since=at, decided_by="", by=by, at=at)
        if "public_message" in changed:
            note_in_logbook(
                text="Message aux habitants mis à jour." if current.public_message else "Message aux habitants retiré.",
                by=by, at=at, crisis=current, kind=EntryKind.ACTION,
            )  # fmt: skip
    return current


def _tell_move(crisis: Crisis, *, since: datetime, decided_by: str, by: Account, at: datetime) -> None:
    _add_step(crisis, since=since, decided_by=decided_by, by=by, at=at)
    decided = f" Décidé par {decided_by}." if decided_by else ""
    note_in_logbook(
        text=f"« {crisis.title} » passe en {_state_words(crisis.phase, crisis.colour)}.{decided}",
        by=by, at=at, happened_at=since, crisis=crisis, kind=EntryKind.DECISION, importance=Importance.IMPORTANT,
    )  # fmt: skip


@transaction.atomic
def move_crisis(
    *, crisis: Crisis, phase: str, colour: str, decided_by: str, since: datetime, by: Account, at: datetime
) -> Crisis:
    """Change the phase or the colour of an open event, from a moment already come. Raises ``Refused`` with the field."""
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    check_move(
        current,
        phase=phase,
        colour=colour,
        decided_by=decided_by,
        since=since,
        last_at=last_step_at(current),
        at=at,
    )
    current.phase, current.colour = phase, colour
    current.save()
    leave_trace(
        verb="move_crisis",
        subject=current,
        by=by,
        commune_code=current_commune(),
        at=at,
        phase=phase,
        colour=colour,
    )
    _tell_move(current, since=since, decided_by=decided_by.strip()[:120], by=by, at=at)
    return current


@transaction.atomic
def found_crisis(
    *, crisis: Crisis, trigger: str, ref: str, on: date | None, decided_by: str, by: Account, at: datetime
) -> Crisis:
    """Write the legal ground of an event: what allows the town to act, which text, of which day. Raises ``Refused``."""
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    check_trigger(trigger=trigger, ref=ref, on=on, today=timezone.localtime(at).date())
    if not decided_by.strip():
        raise Refused("Indiquez qui décide : c’est cette personne qui en répond.", field="decided_by")
    current.trigger, current.trigger_ref, current.trigger_on = trigger, ref.strip()[:200], on
    current.decided_by = decided_by.strip()[:120]
    current.save()
    leave_trace(
        verb="found_crisis", subject=current, by=by, commune_code=current_commune(), at=at, trigger=trigger
    )
    note_in_logbook(
        text=f"Déclencheur : {LegalTrigger(trigger).label} ({current.trigger_ref}, du {on:%d/%m/%Y}). "
        f"Décidé par {current.decided_by}.",
        by=by, at=at, crisis=current, kind=EntryKind.DECISION, importance=Importance.IMPORTANT,
    )  # fmt: skip
    return current


@transaction.atomic
def place_crisis(*, crisis: Crisis, districts: Iterable[District], by: Account, at: datetime) -> Crisis:
    """Say which districts an event concerns; none is the whole town. Raises ``Refused`` once it is over."""
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    chosen = list(districts)
    CrisisPlace.objects.filter(crisis=current).exclude(district__in=chosen).delete()
    for district in chosen:
        CrisisPlace.objects.get_or_create(commune_id=current_commune(), crisis=current, district=district)
    leave_trace(
        verb="place_crisis",
        subject=current,
        by=by,
        commune_code=current_commune(),
        at=at,
        districts=len(chosen),
    )
    where = ", ".join(one.name for one in chosen) or "toute la commune"
    note_in_logbook(text=f"Zone concernée : {where}.", by=by, at=at, crisis=current, kind=EntryKind.DECISION)
    return current


@transaction.atomic
def answer_proposal(*, crisis: Crisis, code: str, adopted: bool, by: Account, at: datetime) -> Proposal:
    """Say yes or no to one thing the preset proposes; a yes puts a protocol in force or publishes a message.

    In an exercise the answer is kept and nothing true changes. Raises ``Refused``.
    """
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    proposal = proposal_named(current, code)
    if adopted and not current.exercise:
        _apply(proposal, current, by=by, at=at)
    PresetAnswer.objects.update_or_create(
        commune_id=current_commune(), crisis=current, code=code,
        defaults={"adopted": adopted, "answered_by": by, "answered_at": at},
    )  # fmt: skip
    leave_trace(
        verb="answer_proposal", subject=current, by=by, commune_code=current_commune(), at=at, proposal=code,
        adopted=adopted,
    )  # fmt: skip
    if not proposal.protocol or current.exercise:
        what = "retenu" if adopted else "écarté"
        note_in_logbook(
            text=f"{proposal.title} : {what}.", by=by, at=at, crisis=current, kind=EntryKind.DECISION
        )
    return proposal


def _apply(proposal: Proposal, crisis: Crisis, *, by: Account, at: datetime) -> None:
    if proposal.code == "message":
        crisis.public_message = preset_of(crisis.kind).message
        crisis.save()
    elif proposal.protocol:
        if not crisis.trigger_ref:
            raise Refused("Indiquez d’abord le déclencheur : un protocole cite le texte qui le fonde.")
        put_in_force(
            code=proposal.protocol, district=None, starts_at=at, ends_at=None, decided_by=crisis.decided_by,
            decided_on=crisis.trigger_on or timezone.localtime(at).date(), legal_ref=crisis.trigger_ref, parameters={},
            by=by, at=at,
        )  # fmt: skip


@transaction.atomic
def end_crisis(*, crisis: Crisis, by: Account, at: datetime) -> Crisis:
    """Close an event: the home page says so no more, needs and missions go on, what must follow is dated.

    Raises ``Refused`` when it is over, or while something is open that nobody else would take up.
    """
    current = Crisis.objects.select_for_update().get(pk=crisis.pk)
    check_change(current)
    if not current.exercise:
        check_close(closing_guard(current, what_is_still_open(current, at), now=at))
    current.ended_at = max(at, current.started_at)
    current.save()
    note_in_logbook(
        text=f"« {current.title} » est close.", by=by, at=at, crisis=current, kind=EntryKind.DECISION,
        importance=Importance.IMPORTANT,
    )  # fmt: skip
    tasks: list[ClosingTask] = [] if current.exercise else say_crisis_closed(current, at)
    FollowUp.objects.bulk_create(
        FollowUp.new(crisis=current, label=task.label[:200], due_on=task.due_on) for task in tasks
    )
    leave_trace(
        verb="end_crisis",
        subject=current,
        by=by,
        commune_code=current_commune(),
        at=at,
        follow_ups=len(tasks),
    )
    return current


@transaction.atomic
def tick_follow_up(*, follow_up: FollowUp, by: Account, at: datetime) -> FollowUp:
    """Say that something due after an event is done; said twice, it keeps its first date."""
    current: FollowUp = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if current.done_at is None:
        current.done_at, current.done_by = at, by
        current.save(update_fields=["done_at", "done_by"])
        leave_trace(verb="tick_follow_up", subject=current, by=by, commune_code=current_commune(), at=at)
    return current
