"""The mark a view carries when « everybody » may open it, and the word to the browser when somebody leaves."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view as open to anyone; every route carries an `access`, so that none is open by forgetting."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def nothing_left(response: HttpResponse) -> HttpResponse:
    """Have the browser forget the pages of whoever leaves, those behind the « back » button too; heard over HTTPS only.

    Not « storage »: the keyboard preference of the post is nobody’s.
    """
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
