"""Words that tell who somebody is, known by their shape: a number, an e-mail, « Mme Durand », « Camille Durand ».

By the shape alone: a text compared with the files would tell whoever writes it who is in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cordee.ground.people.rules.words.folding import fold

_DIALLED = re.compile(r"\+?\d(?:[\s.\-/()\u00a0\u202f]*\d){8,}")
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*")
_NAME = r"[^\W\d_][\w’'\-]*"
_SHORT_CIVILITY = re.compile(rf"(?i:\b(?:mmes?|mlles?|mr|dr)\b\.?|\bm\.)[\s\u00a0\u202f]+({_NAME})")
_CIVILITY = re.compile(
    rf"(?i:\b(?:monsieur|madame|mademoiselle|docteure?|ma[iî]tre))[\s\u00a0\u202f]+({_NAME})"
)
_CALLED = re.compile(
    rf"(?i:\b(?:je m['’]appelle|mon nom est|mon pr[ée]nom est|s['’]appelle|se nomme))[\s\u00a0]+({_NAME})"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BETWEEN = re.compile(r"[ \u00a0\u202f]+|[’']")
_PARTICLES = frozenset("ben d da de del des di du el la le van von".split())
_NOBODY = frozenset(
    "a au aux d de des du en est et l la le les ou qui que x maire mairesse tout tous".split()
)
_ORDINARY = frozenset(
    "a ai alors apres au aucun aux avant avec avez avons c ce ces cette chez combien comment d dans de "
    "depuis des doit dois du elle elles en est et etes faut il ils j je jusqu l la le les leur lors ma "
    "mais mes mon n ne ni nos notre nous on ont ou par peut peut-on peut-il peut-elle peuvent peux plus "
    "pour pourquoi puis-je qu quand que quel quelle quelles quels qui quoi s sa sans se ses si son sont "
    "sous sur ta te tes ton tu un une va vers vos votre vous y".split()
)
_PLACES = frozenset(
    "allee avenue boulevard centre chemin clinique clos college cour cours creche ecole eglise espace "
    "foyer gare gymnase halle hopital immeuble impasse jardin lotissement lycee maison marche mediatheque parc "
    "parking passage place pont port quai quartier residence rond-point route rue salle square stade "
    "theatre tour villa ville".split()
)
_PUBLIC = frozenset(
    "action agence aide alimentaire allocations amis arc assurance banque caisse carte catholique cheque "
    "civile civique coeur communal communale conseil croix departement departemental eau emploi energie "
    "etat familiales fonds france frais freres gaz impots jours logement loire maine mairie maladie meteo "
    "mission mutualite national nationale notre ordre pass petits pole populaire poste prefecture prime "
    "prevention protection public rappel region reserve restos rouge saint sainte sante secours securite "
    "service services social sociale solidaires solidarite tempo travail tresor urgence urgences vert "
    "vitale voisins".split()
)


def somebody_in(text: str, *, spared: Iterable[str] = ()) -> str:
    """What in a text looks like somebody, as it is written; ``""`` when nothing does.

    ``spared`` are public names: the town, its districts, its partners. Rather one name too many than one that is kept:
    whoever writes is told how to write it otherwise.
    """
    for shape in (_MAIL, _DIALLED):
        if found := shape.search(text):
            return found[0].strip()
    shown = _without(text, spared)
    for shape in (_CALLED, _SHORT_CIVILITY):
        for found in shape.finditer(shown):
            if fold(found[1]) not in _NOBODY:
                return found[0].strip()
    for found in _CIVILITY.finditer(shown):
        if found[1][0].isupper() and fold(found[1]) not in _NOBODY:
            return found[0].strip()
    return _names_side_by_side(shown)


def _without(text: str, spared: Iterable[str]) -> str:
    for phrase in sorted(filter(str.strip, spared), key=len, reverse=True):
        text = re.sub(
            rf"(?<!\w){re.escape(phrase)}(?!\w)", lambda one: "." * len(one[0]), text, flags=re.IGNORECASE
        )
    return text


def _names_side_by_side(text: str) -> str:
    """« Camille Durand », « DURAND Camille », « Marie Le Goff »: neither a street nor something public."""
    words = list(_WORD.finditer(text))
    for place, first in enumerate(words):
        last = _next_name(text, words, place)
        if last is None or _names_a_place(words, place):
            continue
        if _may_be_names(first[0], last[0]):
            return text[first.start() : last.end()]
    return ""


def _next_name(text: str, words: list[re.Match[str]], place: int) -> re.Match[str] | None:
    """The word after this one, particles (« de », « Le ») left out, when nothing but spaces stands between."""
    for after in range(place + 1, len(words)):
        if not _BETWEEN.fullmatch(text[words[after - 1].end() : words[after].start()]):
            return None
        if fold(words[after][0]) not in _PARTICLES:
            return words[after]
    return None


def _may_be_names(first: str, second: str) -> bool:
    """Both begin with a capital, one at least is no abbreviation, and none is a word of every day or of a public body."""
    if not (first[0].isupper() and second[0].isupper()) or (first.isupper() and second.isupper()):
        return False
    parts = {part for word in (first, second) for part in fold(word).replace("œ", "oe").split("-")}
    return fold(first) not in _ORDINARY and fold(second) not in _ORDINARY and not parts & _PUBLIC


def _names_a_place(words: list[re.Match[str]], place: int) -> bool:
    """« rue Jean Jaurès », « école de la Chapelle Noire »: a place is said, here or just before, small words apart."""
    before = place - 1
    while before >= 0 and fold(words[before][0]) in _NOBODY:
        before -= 1
    return fold(words[place][0]) in _PLACES or (before >= 0 and fold(words[before][0]) in _PLACES)
