"""What of an incoming SMS is left for a person to read."""

from __future__ import annotations

FOR_A_PERSON = ("", "refused", "fault", "stranger")
"""Codes of ``understood_as`` that mean that no rule of the house could act on the SMS."""

WHY_NOT_UNDERSTOOD = {
    "": "ni OUI, ni NON",
    "refused": "réponse impossible à suivre (place prise, mission passée…)",
    "fault": "arrivé pendant un incident",
    "stranger": "numéro inhabituel",
}
