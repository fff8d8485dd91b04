"""The mark a view carries to say who may open it, when the answer is « everybody »."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view as open to anyone; every route carries an `access`, so that none is open by forgetting."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
