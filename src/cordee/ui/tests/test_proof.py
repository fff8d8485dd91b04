"""The sum of the public forms: good once, for two hours, and nothing else is taken for it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
import time_machine
from altcha import Challenge, Payload, solve_challenge
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as pace
from hypothesis import strategies as st

from cordee.ui.proof import LASTS, new_challenge, read_proof


@pytest.fixture(autouse=True)
def _a_short_sum(settings):
    settings.PROOF_OF_WORK = 4


def done(challenge: str, **changes) -> str:
    """What a browser sends once its sum is done."""
    given = Challenge.from_dict(json.loads(challenge))
    sent = Payload(given, solve_challenge(given)).to_dict()
    sent["challenge"]["parameters"] |= changes
    return base64.b64encode(json.dumps(sent).encode()).decode()


def test_a_sum_done_is_a_proof_with_a_name_of_its_own():
    now = timezone.now()
    proofs = {read_proof(done(new_challenge(at=now))) for _ in range(5)}
    assert None not in proofs and len({proof.digest for proof in proofs}) == 5
    assert all(0 <= (now + LASTS - proof.until).total_seconds() < 1 for proof in proofs)


def test_an_easier_sum_a_longer_life_or_another_key_is_not_a_proof(settings):
    sent = new_challenge(at=timezone.now())
    assert read_proof(done(sent)) is not None
    for changes in (
        {"expiresAt": 2_000_000_000},
        {"cost": 1, "algorithm": "SHA-256"},
        {"keySignature": None},
    ):
        assert read_proof(done(sent, **changes)) is None
    settings.SECRET_KEY = "another installation"
    assert read_proof(done(sent)) is None


def test_the_challenge_alone_does_not_give_its_answer_away():
    sent = json.loads(new_challenge(at=timezone.now()))
    prefix = sent["parameters"]["keyPrefix"]
    for guess in (prefix, prefix + "00" * 16, ""):
        forged = {"challenge": sent, "solution": {"counter": 3, "derivedKey": guess}}
        assert read_proof(base64.b64encode(json.dumps(forged).encode()).decode()) is None


def test_after_two_hours_the_sum_counts_no_more():
    sent = done(new_challenge(at=timezone.now()))
    with time_machine.travel(timezone.now() + LASTS + timedelta(seconds=2)):
        assert read_proof(sent) is None


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "challenge solution parameters signature counter derivedKey cost salt nonce".split()
            ),
            inner,
            max_size=5,
        )
    ),
)


@pace(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=300) | ANY_JSON.map(lambda value: base64.b64encode(json.dumps(value).encode()).decode())
)
def test_nonsense_is_no_proof_and_breaks_nothing(text):
    assert read_proof(text) is None


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 900, '{"challenge":' * 100])
def test_what_chokes_a_reader_of_json_is_no_proof(value):
    assert read_proof(base64.b64encode(value.encode()).decode()[:2000]) is None
