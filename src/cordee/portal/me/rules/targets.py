"""Where a link or a sign-in may lead: one of our own pages, nothing else."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def local_path(wanted: str) -> str:
    """``wanted`` when it is a path of this site, else empty: nobody is sent elsewhere by our link."""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else ""


def page_of_target(target: str) -> str:
    """The page a key opens: ``assignment:12`` its mission, a path of ours itself, else one's space."""
    kind, _, key = target.partition(":")
    if kind == "assignment" and key.isdecimal():
        return reverse("me:mission", args=[int(key)])
    return local_path(target) or reverse("me:index")
