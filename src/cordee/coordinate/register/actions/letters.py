"""The written acknowledgement: to the person concerned, whoever asked (domain.md § 2.3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cordee.coordinate.register.actions.opening import check_may, locked, move
from cordee.coordinate.register.models import LISTED_STATES, ClearanceScope, EntryState, Origin, RegisterEntry
from cordee.coordinate.register.rules.clearances import check_open_register
from cordee.coordinate.register.selectors.acknowledgements import AT_ONCE, to_send
from cordee.coordinate.register.selectors.entries import entry_by_id
from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.papers import issue_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.content import Draft
from cordee.ground.papers.rules.words import written_day
from cordee.ground.people.models import Account
from cordee.ground.people.rules.protection import check_open

_ASKED_BY = {Origin.SELF: "vous-même", Origin.REPRESENTATIVE: "votre représentant légal"}


@transaction.atomic
def issue_acknowledgement(*, entry_id: int, by: Account, at: datetime) -> Paper:
    """Print the letter, numbered, and stop the clock of eight days.

    Who asked for themselves is confirmed by it; whoever a third party had listed is told that they may refuse, and is
    confirmed once the letter is known to have come (``keeping.confirm_entry``). Raises ``Refused``.
    """
    check_may(by, at, scope=ClearanceScope.KEEP)
    return _issued(locked(entry_id), by=by, at=at)


def _issued(entry: RegisterEntry, *, by: Account, at: datetime) -> Paper:
    if entry.state not in LISTED_STATES:
        raise Refused("Cette personne n’est pas inscrite : il n’y a rien à lui accuser.")
    third = entry.origin == Origin.THIRD_PARTY
    asker = (
        f"{entry.third_name} ({entry.third_quality})"
        if third and entry.third_name
        else "une personne de votre entourage"
    )
    person = entry.person
    draft = Draft(
        PaperKind.LISTED_BY_OTHER if third else PaperKind.LISTED,
        values={
            "personne": person.full_name,
            "demandeur": asker if third else _ASKED_BY[Origin(entry.origin)],
            "numéro": str(entry),
            "inscrite": written_day((entry.listed_at or at).date()),
            "reçue": written_day(entry.requested_on),
        },
        facts=[
            ("Destinataire", person.full_name),
            (
                "Adresse",
                f"{entry.address} {entry.address_extra}, {entry.postcode} {entry.city}".replace(
                    " ,", ","
                ).strip(" ,"),
            ),
        ],
        signatures=["Le maire"],
    )
    paper = issue_paper(draft=draft, person=person, by=by, at=at)
    entry.acknowledged_at = entry.acknowledged_at or at
    entry.acknowledgement = paper
    if not third and entry.state == EntryState.ACTIVE:
        move(entry, EntryState.CONFIRMED, at)
    entry.save()
    leave_trace(
        verb="acknowledge_entry",
        subject=entry,
        by=by,
        commune_code=entry.commune_id,
        at=at,
        number=str(paper),
    )
    return paper


def issue_letters(*, by: Account, at: datetime) -> list[Paper]:
    """Print the letters still to send, ``AT_ONCE`` at most, the one due first at the head. Raises ``Refused``.

    Each is issued for itself, once, whoever prints beside: what could not be issued waits for the next time.
    """
    check_may(by, at, scope=ClearanceScope.KEEP)
    papers = []
    for key in list(to_send(timezone.localtime(at).date()).values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            entry = locked(key)
            if entry.acknowledged_at is None and entry.state in LISTED_STATES:
                papers.append(_issued(entry, by=by, at=at))
    if not papers:
        raise Refused("Toutes les lettres sont éditées.")
    return papers


def letter_of(*, entry_id: int, by: Account, at: datetime) -> Paper | None:
    """The last letter printed for an entry, to print it again. Raises ``Refused``, ``ObjectDoesNotExist``."""
    check_open_register(by, at)
    entry = entry_by_id(entry_id)
    check_open(entry.person)
    return entry.acknowledgement
