"""The front page, the one a whole town opens in the same minute."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from cordee.ground.territory.models import Municipality
from cordee.inform.bulletins.selectors.bulletins import Headline, headlines
from cordee.portal.home.rules.wishes import WISHES
from cordee.portal.home.selectors.front import Figures, News, figures, open_news
from cordee.ui.access import public

_NONCE, _NEWS, _FIGURES = "@@nonce@@", "@@news@@", "@@figures@@"
_FRAME_SECONDS = 3600


_face = attrgetter(
    "pk", "name", "tagline", "phone", "phone_hours", "email", "colour", "logo_version", "logo_type"
)
"""What the frame of the page depends on: the town's own words and colours."""


def _frame(request: HttpRequest, town: Municipality) -> str:
    """The page without what changes by the minute: nobody's data, made once per face of the town."""
    key = "home-frame:" + hashlib.sha256(repr(_face(town)).encode()).hexdigest()[:24]
    frame: str | None = None if settings.DEBUG else cache.get(key)
    if frame is None:
        frame = render_to_string(
            "home/index.html",
            # The frame outlives an exercise: its banner comes with the news.
            {
                "wishes": WISHES,
                "news_here": mark_safe(_NEWS),  # noqa: S308
                "figures_here": mark_safe(_FIGURES),  # noqa: S308
                "exercise_on": None,
            },
            request,
        ).replace(str(request.csp_nonce), _NONCE)  # type: ignore[attr-defined]
        cache.set(key, frame, _FRAME_SECONDS)
    return frame


@lru_cache(maxsize=64)
def _news_html(news: tuple[News, ...], told: tuple[Headline, ...]) -> str:
    """The same news give the same words: drawn once, not at each visit (half the cost of the page)."""
    return render_to_string("home/parts/news.html", {"news": news, "headlines": told})


@lru_cache(maxsize=64)
def _figures_html(told: Figures) -> str:
    """The same figures give the same words."""
    return render_to_string("home/parts/figures.html", {"figures": told})


def _page(request: HttpRequest, town: Municipality) -> bytes:
    now = timezone.now()
    news = _news_html(open_news(now=now), headlines(at=now))
    told = _figures_html(figures(now=now))
    return _frame(request, town).replace(_NEWS, news).replace(_FIGURES, told).encode()


@dataclass(frozen=True)
class _Kept:
    """A page as it was drawn, cut where each visitor's nonce goes, and until when it is shown (monotonic seconds)."""

    face: tuple[object, ...]
    parts: list[bytes]
    until: float


_kept: dict[str, _Kept] = {}
"""The last page of each town, by its code: by far the most asked, so it is not even looked for in the cache."""


def forget_pages() -> None:
    """Draw every front page again at the next visit."""
    _kept.clear()


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: no session, no cookie, no token. Kept ``HOME_CACHE_SECONDS``."""
    town: Municipality = request.municipality  # type: ignore[attr-defined]
    kept_for, face, now = settings.HOME_CACHE_SECONDS, _face(town), time.monotonic()
    kept = _kept.get(town.pk)
    if not kept_for or kept is None or kept.face != face or now >= kept.until:
        parts = _page(request, town).split(_NONCE.encode())
        kept = _kept[town.pk] = _Kept(face, parts, now + kept_for)
    response = HttpResponse(str(request.csp_nonce).encode().join(kept.parts))  # type: ignore[attr-defined]
    response.headers["Cache-Control"] = f"public, max-age={kept_for}"
    return response
