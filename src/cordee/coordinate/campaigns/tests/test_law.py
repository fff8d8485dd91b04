"""Whatever callers do, in whatever order: everybody is in exactly one place, and nobody is forgotten in any."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordee.coordinate.campaigns.actions.calling import open_next, record_outcome, release_batch, take_batch
from cordee.coordinate.campaigns.actions.preparing import pause_campaign, resume_campaign
from cordee.coordinate.campaigns.models import BESIDE, CampaignEntry, EntryState, EntryStep, Outcome
from cordee.coordinate.campaigns.rules.outcomes import allowed_outcomes
from cordee.coordinate.campaigns.selectors.board import batch_in_hand, open_step, standing_counts
from cordee.coordinate.campaigns.tests.factories import a_campaign
from cordee.coordinate.campaigns.tests.saying import a_said
from cordee.coordinate.campaigns.tests.test_calling import AT
from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Role

PEOPLE = 5
ACTS = st.tuples(
    st.sampled_from(["take", "open", "say", "say_again", "release", "do_step", "pause", "resume"]),
    st.integers(0, 2),
    st.sampled_from(Outcome),
    st.integers(0, 150),
)


class Play:
    """A campaign and three callers."""

    def __init__(self, chief, callers) -> None:
        self.chief, self.callers, self.at = chief, callers, AT
        self.campaign = a_campaign(AT, chief, PEOPLE, colour="red")
        self.said: list[tuple] = []
        self.talking: dict[int, CampaignEntry] = {}

    def act(self, name: str, who: int, outcome: Outcome, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        with suppress(Refused):
            getattr(self, name)(who, outcome)

    def take(self, who, _outcome):
        take_batch(campaign=self.campaign, by=self.callers[who], at=self.at, size=2)

    def open(self, who, _outcome):
        batch = batch_in_hand(self.campaign, by=self.callers[who], at=self.at)
        if batch is not None:
            entry = open_next(batch=batch, by=self.callers[who], at=self.at)
            if entry is not None:
                self.talking[who] = entry

    def say(self, who, outcome):
        if who in self.talking:
            entry = self.talking.pop(who)
            given = {
                "entry": entry,
                "said": a_said(outcome, self.at),
                "key": f"{entry.pk}-{len(self.said)}-clé",
                "by": self.callers[who],
            }
            self.said.append(given)
            record_outcome(**given, at=self.at)

    def say_again(self, _who, _outcome):
        if self.said:
            record_outcome(**self.said[-1], at=self.at)

    def release(self, who, _outcome):
        batch = batch_in_hand(self.campaign, by=self.callers[who], at=self.at)
        if batch is not None:
            release_batch(batch=batch, by=self.callers[who], at=self.at)

    def do_step(self, _who, outcome):
        entry = CampaignEntry.objects.filter(campaign=self.campaign, state=EntryState.ESCALATED).first()
        if entry is not None and outcome in allowed_outcomes(open_step(entry).kind):
            self.said.append({})
            record_outcome(
                entry=entry,
                said=a_said(outcome, self.at),
                key=f"{entry.pk}-{len(self.said)}-pas",
                by=self.chief,
                at=self.at,
            )

    def pause(self, _who, _outcome):
        pause_campaign(campaign=self.campaign, by=self.chief, at=self.at)

    def resume(self, _who, _outcome):
        resume_campaign(campaign=self.campaign, by=self.chief, at=self.at)

    def check(self):
        assert standing_counts(self.campaign, at=self.at).total == PEOPLE
        for entry in CampaignEntry.objects.filter(campaign=self.campaign):
            held = EntryStep.objects.filter(entry=entry, done_at=None).exclude(kind__in=BESIDE)
            waits = entry.state in {EntryState.SCHEDULED, EntryState.ESCALATED}
            assert [step.owner_id is not None for step in held] == ([True] if waits else [])
        opened = CampaignEntry.objects.filter(
            campaign=self.campaign, calling_since__isnull=False, lease_until__gt=self.at
        )
        callers = [entry.batch.caller_id for entry in opened.select_related("batch")]
        assert len(callers) == len(set(callers))


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(ACTS, min_size=5, max_size=25))
def test_states_always_sum_and_whoever_waits_has_an_owner_and_an_hour(account, acts):
    play = Play(account(Role.CCAS_MANAGER), [account(Role.CALLER, name=f"a{one}") for one in range(3)])
    for act in acts:
        play.act(*act)
        play.check()
