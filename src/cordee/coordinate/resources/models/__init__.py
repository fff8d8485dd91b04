"""Nouns of the places and of the people sheltered there."""

from cordee.coordinate.resources.models.choices import (
    Access,
    NextSolution,
    OpeningKind,
    PlaceKind,
    PlaceState,
)
from cordee.coordinate.resources.models.places import DatedOpening, GuardianKey, Place
from cordee.coordinate.resources.models.shelter import ShelteredFamily

__all__ = [
    "Access",
    "DatedOpening",
    "GuardianKey",
    "NextSolution",
    "OpeningKind",
    "Place",
    "PlaceKind",
    "PlaceState",
    "ShelteredFamily",
]
