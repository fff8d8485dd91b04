"""What a person sees after too many wrong passwords, or with a form the protection against forged ones refuses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cordee.ui.kept import kept_form


def too_many_attempts(request: HttpRequest, *_: Any) -> HttpResponse:
    """Answer 429 with a page that says how long to wait and whom to ask."""
    return render(
        request,
        "ui/message.html",
        {
            "heading": "Trop d’essais",
            "text": "Par sécurité, la connexion à ce compte est suspendue quinze minutes depuis ce poste. "
            "Le mot de passe oublié se redemande à la personne qui gère les comptes de la mairie.",
        },
        status=429,
    )


def form_not_recognised(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer 403 with a page that sends the form again, or says how to, without typing it twice."""
    return kept_form(request) or render(
        request,
        "ui/message.html",
        {
            "heading": "Ce formulaire n’a pas pu être envoyé",
            "text": "La page était ouverte depuis longtemps, ou votre navigateur refuse les cookies de ce site. Rien "
            "n’est enregistré. Revenez en arrière : ce que vous aviez tapé y est encore. Copiez les longs textes, "
            "rechargez la page, puis envoyez de nouveau.",
            "tone": "warn",
        },
        status=403,
    )
