"""The words of French street names and their short forms; ASCII lower case, as ``unidecode`` leaves them.

From usage on envelopes, signs and cadastral files, not from one standard: what people type follows none. A form
that is also a word of its own (« prés », « chat ») has no place here: it would make two streets one.
"""

from __future__ import annotations

from unidecode import unidecode

_KIND_TABLE = """
allée: all allees            avenue: av ave aven avn          boulevard: bd bld blvd boul boulv bvd
carrefour: carr              chaussée: chau                   chemin: ch che chem chm chemins
cité:                        clos:                            côte:
cour:                        cours: crs                       domaine: dom
esplanade: esp espl          faubourg: fg fbg fbrg            galerie:
hameau: ham                  impasse: imp impas               lieudit: ld
lotissement: lot             mail:                            montée: mte
parc:                        passage: psg                     place: pl plc
placette:                    pont:                            promenade: prom
quai: qu q quais             quartier: quart                  résidence: res resid
rocade:                      rondpoint: rpt                   route: rte rt routes
rue: r rues                  ruelle: rle                      sente:
sentier: sen                 square: sq squ                   traverse: trav
venelle: ven                 villa: vla                       voie:
za:                          zi:
"""

_WORD_TABLE = """
abbé: abb                    amiral: aml amir                 beaux: bx
capitaine: cne cpt           chemin: ch                       colonel: col cl
commandant: cdt cmdt         docteur: dr doct                 église: egl
faubourg: fg fbg             général: gal gen genl            grand: gd
grande: gde                  grandes: gdes                    grands: gds
hôpital: hop                 ingénieur: ing                   libération: lib
lieutenant: lt ltn           madame: mme                      mademoiselle: mlle
maréchal: mal marech         monseigneur: mgr                 notre-dame: nd
petit: ptit                  petite: pte                      président: pdt prdt
professeur: pr prof          république: rep republ           saint: st
sainte: ste                  saintes: stes                    saints: sts
sergent: sgt                 vieille: vlle                    vieux: vx
"""

_MONTH_TABLE = """
janvier: janv     février: fev fevr     mars:          avril: avr       mai:              juin:
juillet: juil     août:                 septembre: sept octobre: oct    novembre: nov     décembre: dec
"""


def _table(text: str) -> dict[str, str]:
    """Form to full word, the full word included. A word ends with a colon, its short forms follow."""
    forms: dict[str, str] = {}
    full = ""
    for token in unidecode(text).split():
        if token.endswith(":"):
            full = token[:-1]
        forms[token.removesuffix(":")] = full
    return forms


KINDS = _table(_KIND_TABLE)
"""Kind of street, by any of its forms."""

WORDS = {form: full.replace("-", " ") for form, full in _table(_WORD_TABLE).items()}
"""Full word, by short form, anywhere in a name."""

MONTHS = _table(_MONTH_TABLE)

_SPELT = "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
SPELT_DAYS = {word: str(day) for day, word in enumerate(_SPELT.split(), start=1)} | {"1er": "1"}

_ARTICLES = "de du des d la le les l a au aux en et"
ARTICLES = frozenset(_ARTICLES.split())

LONG_KINDS = sorted({kind for kind in KINDS.values() if len(kind) >= 4})
"""Kinds long enough to be recognised with a fault in them."""

_EVERYDAY_KINDS = "rue avenue boulevard place chemin allee impasse route quai square ruelle"
SURE_KINDS = frozenset(
    {form for form, kind in KINDS.items() if kind in _EVERYDAY_KINDS.split() and len(form) > 2}
    | {"av", "bd", "pl"}
)
"""Words that start a street even after something else (« résidence Les Lilas 12 rue de la Gare »)."""

_SUFFIXES = "bis ter quater quinquies a b c e f g h"
SUFFIXES = frozenset(_SUFFIXES.split())
"""What follows a door number; « d », « l », « r » are rather the article or the « rue » that come next."""

_COMPLEMENTS = """
bat batiment apt appt app appart appartement etage esc escalier digicode interphone code rdc bp cs chez hall
entree logement log chambre
"""
COMPLEMENTS = frozenset(_COMPLEMENTS.split())
"""Words that start what is not the street any more."""
