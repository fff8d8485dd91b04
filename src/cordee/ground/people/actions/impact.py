"""Writing the impact assessment, version after version."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cordee.ground.audit.actions import leave_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, ImpactDecision, ImpactStudy, Level
from cordee.ground.people.rules.impact import LEVELS, WORDS, check_can_validate, feared_events, parts
from cordee.ground.people.rules.permissions import Permission, check_can
from cordee.ground.people.selectors.impact import frozen_house, security_measures
from cordee.ground.territory.selectors import municipality_in_scope

LONGEST = 8000


@transaction.atomic
def write_study(
    *,
    texts: dict[str, str],
    risks: dict[str, dict[str, Any]],
    opinion: str,
    opinion_on: date | None,
    decision: str,
    decided_by: str,
    decided_on: date | None,
    next_review_on: date | None,
    by: Account,
    at: datetime,
) -> ImpactStudy:
    """Keep the draft, opening a version when the last one is validated. ``texts`` and ``risks`` are shaped as in
    ``ImpactStudy``; what is missing may come later. Raises ``Refused`` with the field for a level that does not exist."""
    check_can(by, Permission.IMPACT)
    if decision and decision not in ImpactDecision.values:
        raise Refused("Choisissez la décision du responsable.", field="decision")
    draft = ImpactStudy.objects.select_for_update().filter(validated_at=None).first()
    if draft is None:
        last = ImpactStudy.objects.order_by("-version").first()
        draft = ImpactStudy(version=last.version + 1 if last else 1)
    draft.texts = {part.code: texts.get(part.code, "").strip()[:LONGEST] for part in parts()}
    draft.risks = {event.code: _risk(event.code, risks.get(event.code, {})) for event in feared_events()}
    draft.opinion, draft.opinion_on = opinion.strip()[:4000], opinion_on
    draft.decision, draft.decided_by = decision, decided_by.strip()[:120]
    draft.decided_on, draft.next_review_on = decided_on, next_review_on
    draft.written_at, draft.written_by = at, by
    draft.save()
    leave_trace(
        verb="write_impact_study",
        subject=draft,
        by=by,
        commune_code=draft.commune_id,
        at=at,
        version=draft.version,
    )
    return draft


def _risk(event: str, said: dict[str, Any]) -> dict[str, Any]:
    for name in LEVELS:
        if said.get(name, 0) not in {0, *Level.values}:
            raise Refused("Choisissez un niveau.", field=f"{event}_{name}")
    levels: dict[str, Any] = {name: said.get(name, 0) for name in LEVELS}
    return levels | {name: str(said.get(name, "")).strip()[:LONGEST] for name in WORDS}


@transaction.atomic
def validate_study(*, study: ImpactStudy, by: Account, at: datetime) -> ImpactStudy:
    """Sign the draft: it never changes again, with the register and the measures of that day. Raises ``Refused`` with the
    field of what is missing."""
    check_can(by, Permission.IMPACT)
    check_can_validate(study, timezone.localtime(at).date())
    study.frozen = frozen_house(municipality_in_scope(), security_measures(at=at))
    study.validated_at, study.validated_by = at, by
    study.save()
    leave_trace(
        verb="validate_impact_study",
        subject=study,
        by=by,
        commune_code=study.commune_id,
        at=at,
        version=study.version,
    )
    return study
