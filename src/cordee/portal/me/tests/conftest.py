"""One's own pages under test: nothing remembered from one test to the next."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _each_test_starts_afresh(nothing_remembered: None) -> None:
    pass
