"""The activities told to those who need them: the catalogue speaks to helpers."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.ground.needs.rules.activities import catalogue


@dataclass(frozen=True)
class Wish:
    """One thing a resident can ask for; ``prompt`` is the question asked once it is ticked."""

    code: str
    label: str
    icon: str
    money: bool
    prompt: str


# What is done on a site of the town (sorting gifts, posters, relief centre) is not asked for from home.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "COURSES",
        "Faire mes courses",
        "Qu’est-ce qu’il vous faut, et dans quel magasin ? Y a-t-il des packs d’eau ?",
    ),
    (
        "MEDICAMENTS",
        "Aller à la pharmacie",
        "Quelle pharmacie ? L’ordonnance y est-elle déjà ? N’écrivez aucun nom de médicament.",
    ),
    (
        "REPAS",
        "Recevoir des repas",
        "Pour combien de personnes, quels jours ? Une consigne (mixé, sans sel, sans porc) ?",
    ),
    (
        "APPEL_CONVIVIALITE",
        "Recevoir des appels, parler avec quelqu’un",
        "Quels jours et à quelles heures préférez-vous ?",
    ),
    (
        "TRANSPORT_PERSONNE",
        "Être conduit·e quelque part",
        "Où, quel jour, à quelle heure ? Avec une canne, un fauteuil pliable ?",
    ),
    ("ANIMAUX", "Promener ou nourrir un animal", "Quel animal, combien de fois par jour ?"),
    (
        "AIDE_NUMERIQUE",
        "De l’aide avec un ordinateur ou un téléphone",
        "Qu’est-ce qui vous arrête ? N’écrivez aucun mot de passe.",
    ),
    ("DEMARCHES", "Remplir un papier, une attestation", "Quel papier, pour quand ?"),
    ("EAU_FROID", "De l’eau, un ventilateur, des couvertures", "Qu’est-ce qui vous manque ?"),
    ("VISITE_CONVIVIALITE", "Recevoir une visite", "Quels jours préférez-vous ?"),
    ("AIDE_ALIMENTAIRE", "Recevoir un colis alimentaire", "Pour combien de personnes ?"),
    ("SOUTIEN_SCOLAIRE", "Aider un enfant dans son travail scolaire", "Quelle classe, quelles matières ?"),
    ("PRET_NUMERIQUE", "Emprunter un ordinateur ou une tablette", "Pour quoi faire, jusqu’à quand ?"),
    ("MASQUES", "Recevoir des masques en tissu", "Combien ?"),
    ("GARDE_ENFANTS", "Faire garder mes enfants (soignants)", "Quel âge, quels jours, quels horaires ?"),
    ("TRANSPORT_SOIGNANT", "Aller au travail (soignants)", "D’où à où, quels jours, à quelles heures ?"),
    ("HEBERGEMENT", "Être logé·e quelques jours", "Pour combien de personnes, à partir de quand ?"),
    (
        "NETTOYAGE",
        "Déblayer, nettoyer chez moi",
        "Qu’y a-t-il à faire ? L’eau et l’électricité marchent-elles ?",
    ),
)

WISHES: tuple[Wish, ...] = tuple(
    Wish(code, label, catalogue()[code].icon, catalogue()[code].money, prompt)
    for code, label, prompt in _WORDS
)
COMMON = 8
"""How many stand in the open; the others wait under « D’autres aides »."""

WISHES_BY_CODE = {wish.code: wish for wish in WISHES}
