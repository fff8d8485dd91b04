"""Signing in and out."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from cordee.ground.people.rules.access import requires
from cordee.ground.people.rules.permissions import Permission
from cordee.portal.desk.forms.sign_in import SignInForm
from cordee.portal.desk.views.shell import agent, first_place
from cordee.ui.access import public


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for e-mail and password; Django's own view does the work, axes counts the wrong tries."""
    response = LoginView.as_view(
        template_name="desk/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
    )(request)
    if isinstance(response, TemplateResponse):
        response.render()
    response.headers["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    return redirect("desk:sign_in")


@requires(Permission.DESK)
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page this role may open."""
    return redirect(first_place(agent(request)))
