"""Answering people about their data: a request and its clock, objection, erasure."""

from __future__ import annotations

import json
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction

from cordee.ground.audit.actions import Actor, leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.actions.consents import forget_consents
from cordee.ground.people.actions.erasure_list import write_erasures_down
from cordee.ground.people.models import (
    Account,
    EntryKey,
    GlassBreak,
    Person,
    Protection,
    ReceivedSheet,
    RightChannel,
    RightKind,
    RightOutcome,
    RightRequest,
)
from cordee.ground.people.ports import erasures, objections, obstacles_to_erasing
from cordee.ground.people.rules.mentions import marks_of
from cordee.ground.people.rules.names import name_key
from cordee.ground.vault.actions import settle_files

ERASED_NAME = "Personne effacée"


@transaction.atomic
def open_right_request(
    *, person: Person, kind: str, channel: str, received_on: date, by: Actor, at: datetime,
    identity_checked: str = "", note: str = "",
) -> RightRequest:  # fmt: skip
    """Write down a request: the month begins the day it came (RGPD art. 12(3)). Raises ``Refused`` with the field."""
    if kind not in RightKind.values:
        raise Refused("Choisissez ce qui est demandé.", field="kind")
    if channel not in RightChannel.values:
        raise Refused("Choisissez par où la demande est venue.", field="channel")
    if received_on > at.date():
        raise Refused("Ce jour n’est pas encore venu.", field="received_on")
    request = RightRequest.objects.create(
        person=person,
        kind=kind,
        channel=channel,
        received_on=received_on,
        due_on=received_on + relativedelta(months=1),
        identity_checked=identity_checked.strip()[:80],
        note=note.strip()[:500],
        opened_by=by if isinstance(by, Account) else None,
    )
    leave_trace(
        verb="open_right_request", subject=request, by=by, commune_code=request.commune_id, at=at,
        right=kind, channel=channel,
    )  # fmt: skip
    return request


@transaction.atomic
def check_identity(*, request: RightRequest, how: str, by: Account, at: datetime) -> RightRequest:
    """Note how one made sure of who asks: nothing is given or erased before. Raises ``Refused``."""
    if not how.strip():
        raise Refused("Dites comment l’identité a été vérifiée.", field="identity_checked")
    request.identity_checked = how.strip()[:80]
    request.save(update_fields=["identity_checked"])
    leave_trace(verb="check_identity", subject=request, by=by, commune_code=request.commune_id, at=at)
    return request


def check_ready(request: RightRequest) -> None:
    """Raise ``Refused`` when the request is answered, or nobody made sure of who asks."""
    if request.answered_at is not None:
        raise Refused("Cette demande a déjà sa réponse.")
    if not request.identity_checked:
        raise Refused("Vérifiez d’abord l’identité de la personne qui demande.", field="identity_checked")


@transaction.atomic
def answer_right_request(
    *, request: RightRequest, outcome: str, by: Account, at: datetime, note: str = ""
) -> RightRequest:
    """Say that the answer was given: the clock stops. A refusal is explained. Raises ``Refused``."""
    check_ready(request)
    if outcome not in RightOutcome.values:
        raise Refused("Choisissez la réponse donnée.", field="outcome")
    if outcome != RightOutcome.DONE and not note.strip():
        raise Refused("Écrivez les motifs donnés à la personne.", field="note")
    request.outcome, request.answered_at, request.answered_by = outcome, at, by
    if note.strip():
        request.note = note.strip()[:500]
    request.save()
    leave_trace(
        verb="answer_right_request",
        subject=request,
        by=by,
        commune_code=request.commune_id,
        at=at,
        state=outcome,
    )
    return request


@transaction.atomic
def accept_objection(*, request: RightRequest, by: Account, at: datetime) -> None:
    """Stop using what is kept (art. 21): no volunteer is proposed, no message leaves, an offer of help is closed."""
    check_ready(request)
    for object_to in objections():
        object_to(request.person, at)
    leave_trace(
        verb="accept_objection", subject=request.person, by=by, commune_code=request.commune_id, at=at
    )
    answer_right_request(request=request, outcome=RightOutcome.DONE, by=by, at=at)


@transaction.atomic
def erase_person(*, request: RightRequest, by: Account, at: datetime) -> None:
    """Forget a person everywhere, for good; figures stay, the log keeps numbers and hashes.

    Raises ``Refused`` while a request or a mission is going on.
    """
    check_ready(request)
    person = Person.objects.select_for_update().get(pk=request.person_id)
    obstacles = obstacles_to_erasing(person)
    if obstacles:
        raise Refused(" ".join(obstacles))
    for one in [*Person.objects.filter(merged_into=person), person]:
        forget_everywhere(one, by=by, at=at, verb="erase_person")
    request.refresh_from_db()
    answer_right_request(request=request, outcome=RightOutcome.DONE, by=by, at=at)
    transaction.on_commit(settle_files)
    transaction.on_commit(write_erasures_down, robust=True)


def forget_everywhere(person: Person, *, by: Actor, at: datetime, verb: str) -> None:
    """Have every room forget one row of a person, the notes of their own requests too; inside the caller’s transaction."""
    for erase in erasures():
        erase(person, at)
    for request in RightRequest.objects.filter(person=person).exclude(note=""):
        request.note = ""
        request.save(update_fields=["note"])
    leave_trace(verb=verb, subject=person, by=by, commune_code=person.commune_id, at=at)


def forget_identity(person: Person, at: datetime) -> None:
    """Leave a row without anybody in it, for figures and the log to stand on."""
    _forget_in_sheets(person)
    forget_consents(person)
    EntryKey.objects.filter(person=person).delete()
    Protection.objects.filter(person=person).delete()
    GlassBreak.objects.filter(person=person).delete()
    person.protected = False
    person.first_name, person.last_name = "", ERASED_NAME
    person.name_key = name_key("", f"efface {person.pk}")
    person.birth_on = person.birth_year = None
    person.phone = person.phone_alt = person.email = ""
    person.language, person.contact_by = "fr", "phone"
    person.erased_at = at
    person.save()


def _forget_in_sheets(person: Person) -> None:
    """Cells of lists that speak of the person: the line’s outcome stays."""
    marks = marks_of(person)
    for sheet in ReceivedSheet.objects.all():
        touched = False
        for line in sheet.report:
            said = json.dumps(line, ensure_ascii=False)
            if marks.number_in(said) or marks.full_name_in(said):
                line.pop("cells", None)
                line["messages"] = []
                touched = True
        if touched:
            sheet.save(update_fields=["report"])
