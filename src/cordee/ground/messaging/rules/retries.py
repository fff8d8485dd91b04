"""When to try again, and when to stop trying."""

from __future__ import annotations

from datetime import timedelta

FIRST_RETRY = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
MAX_ATTEMPTS = 12
# A worker renews the lease of what it is sending every few seconds; silent for this long, it is held dead.
LEASE = timedelta(seconds=60)
LATE_AFTER = timedelta(minutes=5)


def wait_before_retry(attempts: int, jitter: float) -> timedelta:
    """Time to wait after ``attempts`` tries (1 or more): 30 s, doubled each time, at most 30 min.

    ``jitter`` in [0, 1) spreads the retries over 75 to 125 % of that, so that a thousand messages refused
    together do not come back together.
    """
    doubled = FIRST_RETRY * 2 ** min(max(attempts, 1) - 1, 10)
    return min(doubled * (0.75 + 0.5 * jitter), LONGEST_WAIT)
