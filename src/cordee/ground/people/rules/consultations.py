"""« Qui a consulté mon dossier ? »: the pages of the trace, told as reasons a person understands."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "need": "suivre votre demande",
    "file": "tenir votre fiche à jour",
    "renew_word": "changer votre mot de reconnaissance",
    "call": "vous répondre au téléphone",
    "recognise": "reconnaître votre numéro à l’appel",
    "messages": "lire un SMS reçu de vous",
    "rights": "répondre à votre demande sur vos données",
    "volunteer": "suivre votre offre de bénévole",
    "volunteer_edit": "corriger votre offre de bénévole",
    "volunteers_to_ring": "vous appeler",
    "visits": "vous annoncer une visite",
    "duplicates": "vérifier que deux dossiers ne sont pas le vôtre",
    "papers": "préparer vos papiers de bénévole",
    "paper": "imprimer un de vos papiers",
    "check": "vérifier votre badge",
    "places_near": "chercher un lieu ouvert près de chez vous",
    "place": "joindre qui garde un lieu",
    "place_edit": "tenir la page du lieu que vous gardez",
    "shelter": "tenir la liste du centre d’accueil",
    "shelter_print": "imprimer la liste du centre d’accueil",
    "family": "préparer la suite de votre accueil",
    "entry": "tenir votre inscription au registre de solidarité",
    "entries": "consulter le registre de solidarité",
}
"""By page of the trace."""
ACTS: dict[str, str] = {
    "show_recognition_word": "vous dire le mot de reconnaissance",
    "hand_over_file": "vous remettre votre dossier",
    "break_glass": "ouvrir en urgence votre dossier protégé",
    "show_address": "venir vous aider",
}
"""By verb of the trace, when it says more than the page."""


def reason_of(verb: str, page: str) -> str:
    """Why a file was opened, in words; a page of a later version is told plainly rather than hidden."""
    return ACTS.get(verb) or REASONS.get(page) or "consulter votre dossier"
