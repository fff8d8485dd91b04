"""Activities named in free words: « colis alimentaire, chiens » offered, « plus rien à manger » asked."""
# ruff: noqa: E501 – a family of words reads better on one line.

from __future__ import annotations

import re
from dataclasses import dataclass

from cordee.engine.protocol.activities import ACTIVITIES, ON_SITE_TRUST
from cordee.ground.people.rules.words.folding import fold, words_of

# Read in this order, the first that matches a piece of text names it: the narrow before the wide.
_WORDS: tuple[tuple[str, str], ...] = (
    ("INFO_TERRAIN", r"affich\w*|tracts?|boitage|flyers?|boites? aux lettres|porte[- ]a[- ]porte|informer"),
    ("ANIMAUX", r"chiens?|chats?|chiots?|animal|animaux|veto|veterinaire|croquettes"),
    ("MEDICAMENTS", r"medicaments?|medocs?|pharmaci\w*|ordonnances?|traitements?"),
    ("REPAS", r"repas|plateaux?|gamelles?|cuisin\w*|livrer? a manger"),
    ("AIDE_ALIMENTAIRE", r"colis|aide alimentaire|epicerie (sociale|solidaire)|banque alimentaire|denrees|distribution"),
    (
        "COURSES",
        (r"courses?|commissions|ravitaill\w*|supermarche|supermarket|drive|provisions|alimentation|achats?|"
        r"(plus )?rien a manger|plus (de quoi|a) manger|frigo vide|de quoi manger|faim|manger"),
    ),
    ("GARDE_ENFANTS", r"garder? (d'|des |les |l'|mes |ses )?(enfants?|bebes?)|baby[- ]?sitt\w*|enfants?|nounou|creche"),
    ("SOUTIEN_SCOLAIRE", r"devoirs?|scolaires?|tutorat|soutien (en )?(maths?|francais)|cours particuliers|lecons?|ecole"),
    ("TRANSPORT_SOIGNANT", r"(transport\w*|conduire|emmener|vehiculer)\b.*\b(soignants?|infirmi\w+|personnel soignant)"),
    (
        "TRANSPORT_PERSONNE",
        (r"transport\w*|conduire|conduite|emmener|amener|accompagne\w*|chauffeur|covoiturage|vehiculer|taxi|trajets?|"
        r"rdv|rendez[- ]vous|deplacements?"),
    ),
    ("MASQUES", r"masques?|coutur\w*|coudre"),
    ("PRET_NUMERIQUE", r"pret(er)? (d'|de |du |un |une )*(ordi\w*|tablettes?|materiel|imprimante)"),
    ("AIDE_NUMERIQUE", r"informatiques?|ordi(nateur)?s?|internet|numeriques?|smartphones?|tablettes?|wifi|visio\w*|mails?"),
    ("DEMARCHES", r"attestations?|formulaires?|papiers?|administratifs?|administratives?|demarches?|courriers?|impots?|caf|dossiers?|remplir"),
    ("HEBERGEMENT", r"heberge\w*|loger|logements?|chambres?|relogement|un toit"),
    ("NETTOYAGE", r"nettoy\w*|debla\w*|deblai\w*|boue|pelles?|debarrass\w*"),
    ("EAU_FROID", r"ventilateurs?|couvertures?|bouteilles? d'eau|packs? d'eau|eau|canicule|grand froid|chauffage d'appoint"),
    ("ACCUEIL_CARE", r"centre d'accueil|accueil|gymnase|permanences?"),
    ("DON_NATURE", r"collectes?|tri(er)? (de |des |les )?(dons|vetements)|dons?|vetements|meubles|jouets"),
    ("VISITE_CONVIVIALITE", r"visites?|tenir compagnie|compagnie|domicile"),
    ("VISITE_PORTE", r"veille|leve(e|r) de doute|passer voir"),
    ("APPEL_CONVIVIALITE", r"appels?|appeler|telephon\w*|ecoute|parler|discut\w*|seule?|seuls|solitude|isole\w*|s'ennuie|convivial\w*|bavard\w*"),
)  # fmt: skip
_RULES = [(code, re.compile(rf"\b(?:{words})\b")) for code, words in _WORDS]
_EVERYTHING = re.compile(
    r"\b(tout|toutes?|tous|n'importe|peu importe|polyvalente?|ce qu'il faut|ou il faut|indifferent)\b"
)
_EXCEPT = re.compile(r"\b(?:sauf|hors|excepte|mais pas|pas de|pas)\b")
_BETWEEN = re.compile(r"[,;/+&\n|•]|\s-\s|\bet\b|\bou\b|\bpuis\b|\bainsi que\b")

EVERYTHING: tuple[str, ...] = tuple(
    code
    for code, activity in ACTIVITIES.items()
    if not activity.staff_only
    and activity.min_trust <= ON_SITE_TRUST
    and not activity.requires_vehicle
    and activity.mode
)
"""What « tout » opens: every activity at a distance or at the door. Those with checks of their own are asked
by name.
"""


@dataclass(frozen=True)
class ActivityWords:
    """What a cell offers: codes in catalogue order, whether « tout » was said, and the pieces
    not understood.
    """

    codes: tuple[str, ...]
    everything: bool
    unknown: tuple[str, ...]


def activity_of(text: str) -> str:
    """Code of the activity a short piece of text names, ``""`` when none."""
    folded = fold(text)
    return next((code for code, words in _RULES if words.search(folded)), "")


def pieces_of(text: str) -> list[str]:
    """The things a cell lists, as written."""
    folded, start, pieces = fold(text), 0, []
    for match in _BETWEEN.finditer(folded):
        pieces.append(text[start : match.start()])
        start = match.end()
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if words_of(piece)]


def activities_offered(text: str) -> ActivityWords:
    """Read what a volunteer offers: « tout sauf chiens », « courses + pharmacie »."""
    refusal = _EXCEPT.search(fold(text))
    said, without = (text[: refusal.start()], text[refusal.end() :]) if refusal else (text, "")
    codes, unknown, everything = set(), [], False
    for piece in pieces_of(said):
        code = activity_of(piece)
        if code:
            codes.add(code)
        elif _EVERYTHING.search(fold(piece)):
            everything = True
        else:
            unknown.append(piece)
    if everything:
        codes.update(EVERYTHING)
    codes -= {activity_of(piece) for piece in pieces_of(without)}
    return ActivityWords(tuple(code for code in ACTIVITIES if code in codes), everything, tuple(unknown))


def activities_asked(text: str) -> list[tuple[str, str]]:
    """Read what somebody asks for: (code, words) of each thing, in the order written.

    A piece that names nothing goes with the one before it (« courses et du pain » is one errand); when no
    piece names anything the list is empty.
    """
    asked: list[tuple[str, str]] = []
    waiting = ""
    for piece in pieces_of(text):
        code = activity_of(piece)
        if code and not any(code == known for known, _ in asked):
            asked.append((code, f"{waiting}, {piece}" if waiting else piece))
            waiting = ""
        elif asked:
            asked[-1] = (asked[-1][0], f"{asked[-1][1]}, {piece}")
        else:
            waiting = f"{waiting}, {piece}" if waiting else piece
    return [(asked[0][0], text.strip())] if len(asked) == 1 else asked
