"""Campaigns for tests."""

from __future__ import annotations

from datetime import timedelta

from cordee.coordinate.campaigns.actions.preparing import Plan, launch_campaign, prepare_campaign
from cordee.coordinate.campaigns.models import CallCampaign
from cordee.coordinate.campaigns.selectors.sources import Target


def targets(count: int, **given) -> list[Target]:
    """So many people, a third of each priority."""
    return [
        Target(
            **{
                "source_key": f"test:{number}",
                "name": f"Personne {number:04d}",
                "phones": (f"+3363998{number:04d}",),
                "priority": number % 3 + 1,
                **given,
            }
        )
        for number in range(count)
    ]


def a_draft(at, by, count: int = 12, people=None, **given) -> CallCampaign:
    """A draft of a heatwave campaign on a list."""
    plan = Plan(
        **{
            "title": "Canicule de juillet",
            "kind": "heatwave",
            "trigger": "vigilance",
            "trigger_ref": "Vigilance orange 2026-07-16",
            "trigger_on": at.date(),
            "source": "list",
            "purpose": "prendre des nouvelles pendant la canicule",
            "destroy_on": (at + timedelta(days=20)).date(),
            **given,
        }
    )
    return prepare_campaign(plan=plan, targets=targets(count) if people is None else people, by=by, at=at)


def a_campaign(at, by, count: int = 12, people=None, callers: int = 2, **given) -> CallCampaign:
    """The same, launched."""
    return launch_campaign(campaign=a_draft(at, by, count, people, **given), callers=callers, by=by, at=at)
