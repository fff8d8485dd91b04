"""When to stop: the solvers' own stop rules, shared between the stages of one planning."""

from typing import Protocol

from pyvrp.stop import MaxRuntime


class Stop(Protocol):
    """Told the best cost so far; True ends the search."""

    def __call__(self, best_cost: int) -> bool:
        """Whether to stop."""
        ...


def seconds_from_now(seconds: float) -> Stop:
    """A rule that ends the search `seconds` after this call."""
    rule = MaxRuntime(max(0.0, seconds))
    rule(0)  # its watch starts at the first question
    return rule


class Either:
    """Stops as soon as one of the rules says so."""

    def __init__(self, *rules: Stop) -> None:
        self.rules = rules

    def __call__(self, best_cost: int) -> bool:
        """Whether any rule stops."""
        return any(rule(best_cost) for rule in self.rules)


class Share:
    """How much of some seconds has gone since it was made, by steps of two hundredths: 0 to 1."""

    def __init__(self, seconds: float, steps: int = 50) -> None:
        self.rules = [seconds_from_now(seconds * step / steps) for step in range(1, steps + 1)]
        self.passed = 0

    def __call__(self) -> float:
        """The share, never less than before."""
        while self.passed < len(self.rules) and self.rules[self.passed](0):
            self.passed += 1
        return self.passed / len(self.rules)
