"""What the town tells everybody: the page of the crisis, one message with its versions, the archive."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from cordee.coordinate.resources.models import PlaceState
from cordee.coordinate.resources.selectors.places import public_places
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.territory.models import Municipality
from cordee.inform.bulletins.models import RIGHT_TO_LEFT, Bulletin, Language
from cordee.inform.bulletins.rules.channels.cap import MEDIA_TYPE, cap_xml
from cordee.inform.bulletins.rules.channels.feeds import as_json, atom, calendar, cap_feed, rss
from cordee.inform.bulletins.rules.labels import LABELS
from cordee.inform.bulletins.rules.states import in_force
from cordee.inform.bulletins.selectors.announcements import (
    announcement_of,
    announcements_of,
    source_of,
    speaker,
)
from cordee.inform.bulletins.selectors.bulletins import (
    bulletins_in_force,
    bulletins_over,
    is_outdated,
    public_line,
)
from cordee.portal.home.selectors.front import open_news
from cordee.ui.access import public
from cordee.ui.wording import until

_NONCE = b"@@nonce@@"
_MOST_PLACES = 12


@dataclass(frozen=True)
class _Drawn:
    parts: list[bytes]
    until: float


_drawn: dict[tuple[str, str], _Drawn] = {}
"""The crisis page of each town and language as it was drawn: a whole town opens it in the same minute."""


def forget_drawn() -> None:
    """Draw the crisis pages again at the next visit."""
    _drawn.clear()


def _kept(request: HttpRequest, key: tuple[str, str], draw: Callable[[], str]) -> HttpResponse:
    """The page kept ``HOME_CACHE_SECONDS``, with each visitor's own nonce in it: no session, no cookie."""
    kept_for, now = settings.HOME_CACHE_SECONDS, time.monotonic()
    nonce, known = str(request.csp_nonce).encode(), _drawn.get(key)  # type: ignore[attr-defined]
    if not kept_for or known is None or now >= known.until:
        known = _drawn[key] = _Drawn(draw().encode().replace(nonce, _NONCE).split(_NONCE), now + kept_for)
    response = HttpResponse(nonce.join(known.parts))
    response.headers["Cache-Control"] = f"public, max-age={kept_for}"
    return response


def _told(bulletin: Bulletin, language: str, town: Municipality) -> dict[str, Any]:
    """A bulletin in a language, or in French when nobody translated it."""
    found = next((one for one in bulletin.translations.all() if one.language == language), None)
    words, spoken = (found, language) if found else (bulletin, "fr")
    labels, number = LABELS[spoken], bulletin.phone or town.phone
    before, _, after = labels.call.partition("{}")
    end = timezone.localtime(bulletin.expires_at)
    return {
        "bulletin": bulletin,
        "language": spoken,
        "direction": "rtl" if spoken in RIGHT_TO_LEFT else "ltr",
        "labels": labels,
        "until": capfirst(until(end)) if spoken == "fr" else labels.until.format(f"{end:%d/%m}, {end:%H:%M}"),
        "number": number,
        "number_shown": display_phone(number) if number else "",
        "call_before": before,
        "call_after": after,
        "title": words.title,
        "action": words.action,
        "details": words.details,
        "places": words.places,
        "outdated": found is not None and is_outdated(found, bulletin),
        "reviewed_by": labels.reviewed.format(found.reviewed_by) if found and found.reviewed_by else "",
        "source": source_of(bulletin),
    }


def _languages(bulletins: list[Bulletin]) -> list[tuple[str, str]]:
    """The languages somebody wrote at least one of these in, French first."""
    written = {one.language for bulletin in bulletins for one in bulletin.translations.all()}
    return [("fr", "Français"), *((code, label) for code, label in Language.choices if code in written)]


@public
@require_safe
def crisis(request: HttpRequest, language: str = "fr") -> HttpResponse:
    """What to know and do now, the gravest first; nothing to run, nothing to wait for (domain.md § 6.1: under 50 KB)."""
    if language != "fr" and language not in Language.values:
        raise Http404
    town: Municipality = request.municipality  # type: ignore[attr-defined]

    def draw() -> str:
        now = timezone.now()
        found = bulletins_in_force(at=now)
        open_places = [line for line in public_places(at=now) if line.state != PlaceState.CLOSED]
        context = {
            "told": [_told(one, language, town) for one in found],
            "news": open_news(now=now),
            "language": language,
            "languages": _languages(found),
            "places": open_places[:_MOST_PLACES],
            "more_places": max(0, len(open_places) - _MOST_PLACES),
            "now": now,
        }
        return render_to_string("home/crisis.html", context, request)

    return _kept(request, (town.pk, language), draw)


@public
@require_safe
def bulletin(request: HttpRequest, number: int, language: str = "fr") -> HttpResponse:
    """One message: its last version, those before it and why they changed."""
    line = public_line(number)
    if line is None:
        raise Http404
    shown, now = line.shown, timezone.now()
    languages = _languages([shown])
    if language not in dict(languages):
        raise Http404
    context = {
        "one": _told(shown, language, request.municipality),  # type: ignore[attr-defined]
        "bulletin": shown,
        "holds": in_force(shown, now),
        "to_come": shown.published_at and shown.starts_at > now,
        "before": list(reversed(line.before)),
        "language": language,
        "languages": languages,
    }
    response = render(request, "home/bulletin.html", context)
    response.headers["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def bulletins_archive(request: HttpRequest) -> HttpResponse:
    """What is over, replaced or cancelled."""
    page = Paginator(bulletins_over(at=timezone.now()), 30).get_page(request.GET.get("page"))
    return render(request, "home/bulletins.html", {"page": page})


_FEEDS = {
    "rss.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
    "cap.xml": "application/atom+xml",
    "messages.json": "application/json",
    "agenda.ics": "text/calendar",
}


def _fed(request: HttpRequest, name: str) -> str | bytes:
    now, town = timezone.now(), speaker()
    told = announcements_of(bulletins_in_force(at=now))
    address = town.address + request.path
    if name == "rss.xml":
        return rss(told, speaker=town, address=address)
    if name == "atom.xml":
        return atom(told, speaker=town, address=address)
    if name == "cap.xml":
        return cap_feed(told, speaker=town, address=address, cap_address=lambda one: f"{one.page}cap.xml")
    if name == "agenda.ics":
        return calendar(told, speaker=town)
    return json.dumps(as_json(told, speaker=town, at=now), ensure_ascii=False)


@public
@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """The messages in force for a feed reader, the town's own site, a calendar or another warning system."""
    if name not in _FEEDS:
        raise Http404
    response = HttpResponse(_fed(request, name), content_type=f"{_FEEDS[name]}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=60"
    # Public words, for any site that shows them.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def bulletin_cap(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """One message as a CAP 1.2 alert; once cancelled, as the message that takes it back."""
    line = public_line(number)
    if line is None:
        raise Http404
    return HttpResponse(cap_xml(announcement_of(line.shown)), content_type=f"{MEDIA_TYPE}; charset=utf-8")
