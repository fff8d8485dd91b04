"""What a person sees after too many wrong passwords."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
