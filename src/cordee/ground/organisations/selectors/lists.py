"""The partners of the town as an agent looks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.organisations.models import (
    ConventionPaper,
    Organisation,
    OrganisationKind,
    OrganisationState,
)
from cordee.ground.organisations.rules.conventions import WARN_DAYS
from cordee.ground.organisations.rules.identifiers import folded_name
from cordee.ground.papers.models import Paper


@dataclass(frozen=True)
class OrganisationFilter:
    """What the agent asked to see; ``ending``: a convention or an insurance ends within thirty days, or is over."""

    text: str = ""
    state: str = ""
    kind: str = ""
    activity: str = ""
    ending: bool = False


def _ending(today: date) -> Q:
    soon = today + timedelta(days=WARN_DAYS)
    return Q(state=OrganisationState.ACTIVE) & (Q(valid_until__lte=soon) | Q(insurance_until__lte=soon))


def filtered_organisations(wanted: OrganisationFilter, *, today: date) -> QuerySet[Organisation]:
    """Those that match, by name. Every word must be in the name, the RNA or the SIRET."""
    found = Organisation.objects.select_related("contact", "insurance_seen_by")
    for word in wanted.text.split()[:5]:
        folded = folded_name(word)
        match = Q(name__icontains=word) | Q(rna__icontains=word) | Q(siret__contains=word)
        found = found.filter(match | Q(name_key__contains=folded) if folded else match)
    if wanted.state == "expired":
        found = found.filter(state=OrganisationState.ACTIVE, valid_until__lt=today)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.ending:
        found = found.filter(_ending(today))
    if wanted.activity in ACTIVITIES:
        bit = 1 << ACTIVITIES[wanted.activity].bit
        found = found.annotate(covered=F("activity_bits").bitand(bit)).filter(
            Q(covered__gt=0) | Q(activity_bits=0)
        )
    return found


def ending_count(*, today: date) -> int:
    """How many under convention have a convention or an insurance that ends within thirty days, or is over."""
    return Organisation.objects.filter(_ending(today)).count()


def organisation_by_id(organisation_id: int) -> Organisation | None:
    """One partner of the town in scope."""
    return (
        Organisation.objects.select_related("contact", "insurance_seen_by").filter(pk=organisation_id).first()
    )


def organisations_to_join(*, keep: int | None = None) -> list[Organisation]:
    """Those a volunteer may be linked to, by name; ``keep`` stays whatever its state, for a file already linked."""
    stopped = (OrganisationState.SUSPENDED, OrganisationState.ENDED)
    return list(Organisation.objects.filter(~Q(state__in=stopped) | Q(pk=keep)))


def organisations_to_ring() -> list[Organisation]:
    """Those under convention, associations of civil security first, then by name, with whom to ring; one query."""
    found = Organisation.objects.filter(state=OrganisationState.ACTIVE).select_related("contact")
    return sorted(found, key=lambda one: one.kind != OrganisationKind.CIVIL_SECURITY)


def every_organisation() -> list[tuple[int, str]]:
    """(key, name) of them all, by name: whose volunteers to look at, even of one that ended."""
    return list(Organisation.objects.values_list("pk", "name"))


def same_names(name: str, *, but: int | None = None) -> list[Organisation]:
    """Others under the same name, capitals and accents apart."""
    return list(Organisation.objects.filter(name_key=folded_name(name)).exclude(pk=but))


def conventions_of(organisation: Organisation) -> list[Paper]:
    """Conventions prepared for it, newest first."""
    rows = ConventionPaper.objects.filter(organisation=organisation).values("paper")
    return list(Paper.objects.select_related("issued_by").filter(pk__in=rows).order_by("-pk"))


def convention_of(organisation: Organisation, paper_id: int) -> Paper | None:
    """The paper, when it is one of its conventions."""
    return next((paper for paper in conventions_of(organisation) if paper.pk == paper_id), None)
