"""The front page, the one a whole town opens in the same minute."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from cordee.ground.territory.models import Municipality
from cordee.portal.home.rules.wishes import WISHES
from cordee.portal.home.selectors.front import Figures, News, figures, open_news
from cordee.ui.access import public

_NONCE, _NEWS, _FIGURES = "@@nonce@@", "@@news@@", "@@figures@@"
_FRAME_SECONDS = 3600


def _face(town: Municipality) -> str:
    """What the frame of the page depends on: the town's own words and colours."""
    shown = (
        town.pk, town.name, town.tagline, town.phone, town.phone_hours, town.email, town.colour,
        town.logo_version, town.logo_type,
    )  # fmt: skip
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]


def _frame(request: HttpRequest, town: Municipality) -> str:
    """The page without what changes by the minute: nobody's data, made once per face of the town."""
    key = f"home-frame:{_face(town)}"
    frame: str | None = None if settings.DEBUG else cache.get(key)
    if frame is None:
        frame = render_to_string(
            "home/index.html",
            {"wishes": WISHES, "news_here": mark_safe(_NEWS), "figures_here": mark_safe(_FIGURES)},  # noqa: S308
            request,
        ).replace(str(request.csp_nonce), _NONCE)  # type: ignore[attr-defined]
        cache.set(key, frame, _FRAME_SECONDS)
    return frame


@lru_cache(maxsize=64)
def _news_html(news: tuple[News, ...]) -> str:
    """The same news give the same words: drawn once, not at each visit (half the cost of the page)."""
    return render_to_string("home/parts/news.html", {"news": news})


@lru_cache(maxsize=64)
def _figures_html(told: Figures) -> str:
    """The same figures give the same words."""
    return render_to_string("home/parts/figures.html", {"figures": told})


def _page(request: HttpRequest, town: Municipality) -> bytes:
    now = timezone.now()
    news, told = _news_html(open_news(now=now)), _figures_html(figures(now=now))
    return _frame(request, town).replace(_NEWS, news).replace(_FIGURES, told).encode()


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: no session, no cookie, no token. Kept ``HOME_CACHE_SECONDS``."""
    town: Municipality = request.municipality  # type: ignore[attr-defined]
    kept_for = settings.HOME_CACHE_SECONDS
    key = f"home-page:{_face(town)}"
    page: bytes | None = cache.get(key) if kept_for else None
    if page is None:
        page = _page(request, town)
        if kept_for:
            cache.set(key, page, kept_for)
    response = HttpResponse(page.replace(_NONCE.encode(), str(request.csp_nonce).encode()))  # type: ignore[attr-defined]
    response.headers["Cache-Control"] = f"public, max-age={kept_for}"
    return response
