"""Pages the law asks for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordee.ui.access import public


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Accessibility statement (loi du 11 février 2005, art. 47; décret 2019-768)."""
    return render(request, "home/accessibility.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """« Vos données » : what is kept, why, how long, for whom, and one's rights (RGPD art. 13 and 14)."""
    return render(request, "home/privacy.html")
