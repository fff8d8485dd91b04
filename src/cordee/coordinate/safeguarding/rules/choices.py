"""What pages may know of the tables."""

from __future__ import annotations

from cordee.coordinate.safeguarding.models import SafeguardingReport, SafeguardingStep, StepKind

__all__ = ["SafeguardingReport", "SafeguardingStep", "StepKind"]
