"""Reports for tests."""

from __future__ import annotations

from cordee.coordinate.safeguarding.actions.filing import file_report
from cordee.coordinate.safeguarding.models import SafeguardingReport
from cordee.coordinate.safeguarding.rules.reports import Filing


def a_report(at, by, **given) -> SafeguardingReport:
    """Somebody old is shouted at."""
    filing = Filing(
        **{
            "concern": "vulnerable",
            "about": "Mme Quérard, 3e étage",
            "facts": "Elle dit : « il garde ma carte et il crie ».",
            "place": "résidence du Port",
            "happened": "hier vers 18 h",
            **given,
        }
    )
    return file_report(filing=filing, by=by, at=at)
