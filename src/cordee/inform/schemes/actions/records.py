"""Writing a scheme, checking it, showing it to everybody, taking it away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.models import CrisisKind
from cordee.ground.people.models import Account
from cordee.ground.people.rules.links import read_link
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.people.rules.words.folding import words_of
from cordee.ground.territory.models import current_commune
from cordee.inform.schemes.models import Audience, Authority, Scheme, SchemeState
from cordee.inform.schemes.rules.starters import starters
from cordee.inform.schemes.rules.telephones import read_service_phone
from cordee.inform.schemes.rules.validity import check_dates, check_publishable

_WRITTEN = (
    "title", "what", "audiences", "steps", "phone", "link", "authority", "authority_name", "crises", "valid_from",
    "valid_until", "check_on",
)  # fmt: skip
MOST_STEPS = 12


@dataclass(frozen=True)
class SchemeFacts:
    """What is typed of a scheme; the same words as ``Scheme``."""

    title: str
    what: str
    authority: str
    audiences: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    phone: str = ""
    link: str = ""
    authority_name: str = ""
    crises: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    check_on: date | None = None


def _known(codes: Iterable[str], possible: list[Any]) -> list[str]:
    """The codes that exist, in the order of the list."""
    asked = set(codes)
    return [code for code in possible if code in asked]


def _put(scheme: Scheme, facts: SchemeFacts) -> list[str]:
    """Write what was typed on the row; the names of what changed. Raises ``Refused`` with the field."""
    if not facts.title.strip():
        raise Refused("Il manque l’intitulé.", field="title")
    if not facts.what.strip():
        raise Refused("Dites en une ou deux phrases ce que c’est.", field="what")
    if facts.authority not in Authority.values:
        raise Refused("Choisissez dans la liste.", field="authority")
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        raise Refused("La fin vient avant le début : vérifiez les deux dates.", field="valid_until")
    steps = [step.strip() for step in facts.steps if step.strip()]
    if len(steps) > MOST_STEPS:
        raise Refused(f"{MOST_STEPS} étapes au plus : personne n’en suit davantage.", field="steps")
    before = {name: getattr(scheme, name) for name in _WRITTEN}
    scheme.title, scheme.what = facts.title.strip(), facts.what.strip()
    scheme.title_key = words_of(scheme.title)[:160]
    scheme.audiences = _known(facts.audiences, Audience.values)
    scheme.crises = _known(facts.crises, CrisisKind.values)
    scheme.steps = steps
    scheme.phone = read_service_phone(facts.phone, field="phone")
    scheme.link = read_link(facts.link, field="link")
    scheme.authority, scheme.authority_name = facts.authority, facts.authority_name.strip()
    scheme.valid_from, scheme.valid_until = facts.valid_from, facts.valid_until
    scheme.check_on = facts.check_on
    return [name for name in _WRITTEN if getattr(scheme, name) != before[name]]


def _held(scheme: Scheme) -> Scheme:
    """The row, locked for the time of a change."""
    found: Scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    return found


def _kept(scheme: Scheme, verb: str, *, by: Account, at: datetime, **facts: Any) -> Scheme:
    scheme.changed_at, scheme.version = at, scheme.version + 1
    scheme.save()
    leave_trace(verb=verb, subject=scheme, by=by, commune_code=current_commune(), at=at, **facts)
    return scheme


@transaction.atomic
def record_scheme(*, facts: SchemeFacts, by: Account, at: datetime) -> Scheme:
    """Write a scheme down, as a draft only the desk sees. Raises ``Refused`` with the field that caused it."""
    check_can(by, Permission.INFORM_PUBLISH)
    scheme = Scheme.new(changed_at=at)
    _put(scheme, facts)
    scheme.save()
    leave_trace(verb="record_scheme", subject=scheme, by=by, commune_code=current_commune(), at=at)
    return scheme


@transaction.atomic
def change_scheme(*, scheme: Scheme, facts: SchemeFacts, version: int, by: Account, at: datetime) -> Scheme:
    """Correct a scheme; everybody reads the correction at once. ``version`` is the one the agent read.

    Raises ``Refused`` when a colleague wrote meanwhile, or when a published scheme would miss what it must say.
    """
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(scheme)
    if found.version != version:
        raise Refused(
            "Un collègue a modifié cette fiche pendant que vous écriviez : relisez-la, puis recopiez vos changements."
        )
    changed = _put(found, facts)
    if not changed:
        return found
    if found.state == SchemeState.PUBLISHED:
        check_publishable(found, timezone.localdate(at))
    return _kept(found, "change_scheme", by=by, at=at, fields=changed)


@transaction.atomic
def publish_scheme(*, scheme: Scheme, check_on: date | None, by: Account, at: datetime) -> Scheme:
    """Show a draft to everybody: whoever publishes says it was verified today, and when to look again.

    Raises ``Refused`` with the field.
    """
    check_can(by, Permission.INFORM_PUBLISH)
    found, today = _held(scheme), timezone.localdate(at)
    if found.state == SchemeState.PUBLISHED:
        raise Refused("Ce dispositif est déjà publié.")
    if found.state == SchemeState.WITHDRAWN:
        raise Refused("Ce dispositif est retiré : remettez-le d’abord.")
    found.check_on = check_on
    check_publishable(found, today)
    found.state, found.published_at = SchemeState.PUBLISHED, at
    found.verified_on, found.verified_by = today, by
    return _kept(found, "publish_scheme", by=by, at=at)


@transaction.atomic
def unpublish_scheme(*, scheme: Scheme, by: Account, at: datetime) -> Scheme:
    """Undo a publication: a draft again, read by the desk alone. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(scheme)
    if found.state != SchemeState.PUBLISHED:
        raise Refused("Ce dispositif n’est pas publié.")
    found.state, found.published_at = SchemeState.DRAFT, None
    return _kept(found, "unpublish_scheme", by=by, at=at)


@transaction.atomic
def verify_scheme(*, scheme: Scheme, check_on: date | None, by: Account, at: datetime) -> Scheme:
    """Say it is still true, verified today, and when to look again. Raises ``Refused`` with the field."""
    check_can(by, Permission.INFORM_PUBLISH)
    found, today = _held(scheme), timezone.localdate(at)
    if found.state != SchemeState.PUBLISHED:
        raise Refused("Ce dispositif n’est pas publié : publier, c’est le vérifier.")
    check_dates(valid_from=found.valid_from, valid_until=found.valid_until, check_on=check_on, today=today)
    found.verified_on, found.verified_by, found.check_on = today, by, check_on
    return _kept(found, "verify_scheme", by=by, at=at)


@transaction.atomic
def withdraw_scheme(*, scheme: Scheme, why: str, by: Account, at: datetime) -> Scheme:
    """Take it away from everybody, with the reason. Raises ``Refused`` without one, or when it is away already."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(scheme)
    if found.state == SchemeState.WITHDRAWN:
        raise Refused("Ce dispositif est déjà retiré.")
    if not why.strip():
        raise Refused("Dites pourquoi : un collègue le lira dans six mois.", field="why")
    found.former_state, found.state, found.withdrawn_why = found.state, SchemeState.WITHDRAWN, why.strip()
    return _kept(found, "withdraw_scheme", by=by, at=at)


@transaction.atomic
def put_back_scheme(*, scheme: Scheme, by: Account, at: datetime) -> Scheme:
    """Undo a withdrawal: where it was; a draft when it could not be published today. Raises ``Refused``."""
    check_can(by, Permission.INFORM_PUBLISH)
    found = _held(scheme)
    if found.state != SchemeState.WITHDRAWN:
        raise Refused("Ce dispositif n’est pas retiré.")
    found.state = SchemeState(found.former_state or SchemeState.DRAFT)
    if found.state == SchemeState.PUBLISHED:
        try:
            check_publishable(found, timezone.localdate(at))
        except Refused:
            found.state, found.published_at = SchemeState.DRAFT, None
    found.former_state, found.withdrawn_why = "", ""
    return _kept(found, "put_back_scheme", by=by, at=at)


@transaction.atomic
def propose_schemes(*, by: Account, at: datetime) -> int:
    """Add the lines of the starter list the town does not have, as drafts to verify; how many were added."""
    check_can(by, Permission.INFORM_PUBLISH)
    have = set(Scheme.objects.exclude(code="").values_list("code", flat=True))
    rows = []
    for code, one in starters().items():
        if code in have:
            continue
        scheme = Scheme.new(code=code, changed_at=at)
        _put(
            scheme,
            SchemeFacts(
                title=one.title, what=one.what, authority=one.authority, audiences=one.audiences, steps=one.steps,
                phone=one.phone, link=one.link, authority_name=one.authority_name, crises=one.crises,
            ),
        )  # fmt: skip
        rows.append(scheme)
    Scheme.objects.bulk_create(rows, ignore_conflicts=True)
    leave_trace(
        verb="propose_schemes",
        subject="schemes",
        by=by,
        commune_code=current_commune(),
        at=at,
        created=len(rows),
    )
    return len(rows)
