"""When a convention is open, and the words for when it is not (domain.md § 1.4)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.models import Organisation, OrganisationState
from cordee.ground.papers.rules.words import written_day

WARN_DAYS = 30
"""How long before its end a convention or an insurance is shown as ending."""


def open_on(day: date, prefix: str = "") -> Q:
    """Organisations whose convention is open on a day; ``prefix`` leads to them from another table."""
    return Q(
        **{
            f"{prefix}state": OrganisationState.ACTIVE,
            f"{prefix}valid_until__gte": day,
        }
    )


def why_closed(organisation: Organisation, day: date) -> str:
    """« la convention avec X a pris fin le … », empty while it is open on that day."""
    named = f"la convention avec {organisation.name}"
    if organisation.state == OrganisationState.PROPOSED:
        return f"{named} n’est pas encore signée"
    if organisation.state == OrganisationState.SUSPENDED:
        return f"{named} est suspendue{_since(organisation)}"
    if organisation.state == OrganisationState.ENDED:
        on = timezone.localtime(organisation.ended_at).date() if organisation.ended_at else None
        return f"{named} a pris fin" + (f" le {written_day(on)}" if on else "")
    if organisation.valid_until is not None and organisation.valid_until < day:
        over = organisation.valid_until < timezone.localdate()
        return f"{named} {'a pris' if over else 'prend'} fin le {written_day(organisation.valid_until)}"
    return ""


def _since(organisation: Organisation) -> str:
    if organisation.suspended_at is None:
        return ""
    return f" depuis le {written_day(timezone.localtime(organisation.suspended_at).date())}"


def is_open(organisation: Organisation, day: date) -> bool:
    """Whether its volunteers may be asked for something that happens on that day."""
    return not why_closed(organisation, day)


def check_may_join(organisation: Organisation | None) -> None:
    """Volunteers are linked to an organisation that has not stopped. Raises ``Refused``."""
    if organisation is None:
        raise Refused("Choisissez l’association qui mandate cette personne.", field="organisation")
    if organisation.state in {OrganisationState.SUSPENDED, OrganisationState.ENDED}:
        raise Refused(
            f"Pas maintenant : {why_closed(organisation, timezone.localdate())}.", field="organisation"
        )


def ends_soon(last: date | None, today: date) -> bool:
    """True from thirty days before the last day, and after it."""
    return last is not None and last - today <= timedelta(days=WARN_DAYS)


def state_words(organisation: Organisation, today: date) -> tuple[str, str]:
    """The state in a word or two, and the tone of its badge; a convention that ran out says so by itself."""
    if organisation.state == OrganisationState.ACTIVE:
        if organisation.valid_until is not None and organisation.valid_until < today:
            return "convention échue", "danger"
        if ends_soon(organisation.valid_until, today):
            return "bientôt échue", "warn"
        return "sous convention", "ok"
    tones = {OrganisationState.PROPOSED: "info", OrganisationState.SUSPENDED: "danger"}
    state = OrganisationState(organisation.state)
    return str(state.label), tones.get(state, "neutral")
