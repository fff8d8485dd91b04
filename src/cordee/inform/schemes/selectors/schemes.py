"""Schemes as the desk and everybody see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cordee.ground.crisis.models import CrisisKind
from cordee.ground.crisis.selectors.crises import open_crises
from cordee.ground.people.rules.links import host_of
from cordee.ground.people.rules.words.folding import words_of
from cordee.inform.schemes.models import Audience, Scheme, SchemeState
from cordee.inform.schemes.rules.starters import starters
from cordee.inform.schemes.rules.telephones import shown_service_phone
from cordee.inform.schemes.rules.validity import ends_or_is_due_soon, is_over, is_told, must_be_checked


@dataclass(frozen=True)
class SchemeFilter:
    """What was asked to see. ``state`` is a ``SchemeState``, ``due`` (to verify within thirty days) or ``over``."""

    text: str = ""
    audience: str = ""
    state: str = ""


@dataclass(frozen=True)
class SchemeLine:
    """A scheme on a day. ``told``: everybody reads it today; ``now``: it is for an event going on."""

    scheme: Scheme
    told: bool
    over: bool
    must_check: bool
    due_soon: bool
    now: bool

    @property
    def audiences(self) -> list[str]:
        """For whom, in words."""
        return [str(Audience(code).label) for code in self.scheme.audiences if code in Audience.values]

    @property
    def crises(self) -> list[str]:
        """The events it is told during, in words; always when empty."""
        return [str(CrisisKind(code).label) for code in self.scheme.crises if code in CrisisKind.values]

    @property
    def authority(self) -> str:
        """« la CAF », or its exact name when it was given."""
        return self.scheme.authority_name or self.scheme.get_authority_display()

    @property
    def phone_shown(self) -> str:
        """Its number as it is read aloud."""
        return shown_service_phone(self.scheme.phone) if self.scheme.phone else ""

    @property
    def host(self) -> str:
        """Where its link leads."""
        return host_of(self.scheme.link)

    @property
    def state_label(self) -> str:
        """« brouillon », « publié », « terminé »: what an agent needs to know at a glance."""
        if self.scheme.state != SchemeState.PUBLISHED:
            return str(self.scheme.get_state_display())
        if self.over:
            return "terminé"
        return "publié" if self.told else "publié, pas montré aujourd’hui"

    @property
    def tone(self) -> str:
        """Tone of its badge."""
        if self.scheme.state == SchemeState.WITHDRAWN:
            return "neutral"
        return "ok" if self.told else "warn"


def kinds_going_on(*, at: datetime) -> frozenset[str]:
    """Kinds of the real events open; one query. An exercise shows nothing to everybody."""
    return frozenset(one.kind for one in open_crises(now=at) if not one.exercise and one.started_at <= at)


def _line(scheme: Scheme, today: date, going_on: frozenset[str]) -> SchemeLine:
    return SchemeLine(
        scheme=scheme,
        told=is_told(scheme, today, going_on),
        over=is_over(scheme, today),
        must_check=must_be_checked(scheme, today),
        due_soon=ends_or_is_due_soon(scheme, today),
        now=not going_on.isdisjoint(scheme.crises),
    )


def scheme_by_id(scheme_id: int) -> Scheme | None:
    """One scheme of the town in scope."""
    return Scheme.objects.select_related("verified_by").filter(pk=scheme_id).first()


def scheme_line(scheme: Scheme, *, at: datetime) -> SchemeLine:
    """How one scheme stands."""
    return _line(scheme, timezone.localdate(at), kinds_going_on(at=at))


def _matches(scheme: Scheme, wanted: SchemeFilter) -> bool:
    if wanted.audience and not {wanted.audience, Audience.EVERYBODY} & set(scheme.audiences):
        return False
    words = words_of(wanted.text).split()[:5]
    told = (
        words_of(" ".join([scheme.title, scheme.what, *scheme.steps, scheme.authority_name])) if words else ""
    )
    return all(word in told for word in words)


def _lines(schemes: Iterable[Scheme], wanted: SchemeFilter, *, at: datetime) -> list[SchemeLine]:
    today, going_on = timezone.localdate(at), kinds_going_on(at=at)
    return [_line(one, today, going_on) for one in schemes if _matches(one, wanted)]


def public_schemes(wanted: SchemeFilter, *, at: datetime) -> list[SchemeLine]:
    """What everybody may read today, those of the events going on first; two queries.

    Whoever asks for one audience sees what is for everybody too.
    """
    lines = _lines(Scheme.objects.filter(state=SchemeState.PUBLISHED), wanted, at=at)
    return sorted((one for one in lines if one.told), key=lambda one: not one.now)


def public_scheme(scheme_id: int, *, at: datetime) -> SchemeLine | None:
    """One scheme as everybody reads it; ``None`` when it is not told today."""
    scheme = scheme_by_id(scheme_id)
    line = scheme_line(scheme, at=at) if scheme else None
    return line if line and line.told else None


_ORDER = {SchemeState.DRAFT: 0, SchemeState.PUBLISHED: 1, SchemeState.WITHDRAWN: 2}


def desk_schemes(wanted: SchemeFilter, *, at: datetime) -> list[SchemeLine]:
    """What the desk keeps, what is due first, then drafts, published ones, withdrawn ones; two queries."""
    rows = Scheme.objects.select_related("verified_by")
    if wanted.state in SchemeState.values:
        rows = rows.filter(state=wanted.state)
    lines = _lines(rows, wanted, at=at)
    if wanted.state == "due":
        lines = [one for one in lines if one.due_soon]
    elif wanted.state == "over":
        lines = [one for one in lines if one.over and one.scheme.state == SchemeState.PUBLISHED]
    return sorted(lines, key=lambda one: (not one.due_soon, _ORDER[SchemeState(one.scheme.state)]))


def due_count(*, at: datetime) -> int:
    """Published schemes to verify again, or that end, within thirty days."""
    today = timezone.localdate(at)
    return sum(ends_or_is_due_soon(one, today) for one in Scheme.objects.filter(state=SchemeState.PUBLISHED))


def starters_left() -> int:
    """Lines of the starter list the town does not have yet, withdrawn ones counted as had."""
    have = set(Scheme.objects.exclude(code="").values_list("code", flat=True))
    return sum(code not in have for code in starters())
