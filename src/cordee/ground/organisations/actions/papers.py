"""The convention between the town and a partner, on paper (domain.md § 8.2)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cordee.engine.protocol.activities import ACTIVITIES
from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.models import ConventionPaper, Organisation
from cordee.ground.organisations.rules.identifiers import numbers_in_words
from cordee.ground.papers.actions.papers import issue_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.content import Draft
from cordee.ground.papers.rules.words import written_day
from cordee.ground.people.models import Account

SIGNED_BY = ["Pour l’association", "Pour le maire"]


@transaction.atomic
def print_convention(
    *,
    organisation: Organisation,
    representative: str,
    starts_on: date,
    ends_on: date,
    signer: str,
    by: Account,
    at: datetime,
) -> Paper:
    """A numbered convention, filled from the file, ready to be read again and signed; empty words leave a line to complete.

    Signing is noted apart, when it is done. Raises ``Refused`` when it would end before it begins.
    """
    if ends_on <= starts_on:
        raise Refused("La fin vient après le début.", field="ends_on")
    values = {
        "association": organisation.name,
        "identifiant": numbers_in_words(rna=organisation.rna, siret=organisation.siret),
        "siège": organisation.seat,
        "représentant": representative,
        "activités": ", ".join(ACTIVITIES[code].label.lower() for code in organisation.activities),
        "assureur": organisation.insurer,
        "début": written_day(starts_on),
        "fin": written_day(ends_on),
        "signataire": signer,
    }
    draft = Draft(
        PaperKind.PARTNER, values=values, facts=[("Association", organisation.name)], signatures=SIGNED_BY
    )
    paper = issue_paper(draft=draft, person=None, by=by, at=at)
    ConventionPaper.objects.create(organisation=organisation, paper=paper)
    return paper
