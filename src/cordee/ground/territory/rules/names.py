"""Names of communes: how they are compared, and the codes a commune answers to."""

from __future__ import annotations

import re

from unidecode import unidecode

_SHORT_FORMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}

# The three cities cut into municipal arrondissements (loi PLM, 31 December 1982): their addresses carry the
# arrondissement's INSEE code, never the city's.
_ARRONDISSEMENTS = {
    "75056": [str(code) for code in range(75101, 75121)],
    "69123": [str(code) for code in range(69381, 69390)],
    "13055": [str(code) for code in range(13201, 13217)],
}

_PHONE_REGIONS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip


def place_key(name: str) -> str:
    """The name of a commune as it is compared: no accent, no case, no hyphen, « St » written out.

    >>> place_key("ST-AUBIN s/ Loire"), place_key("Paris 1er Arrondissement"), place_key("ANGERS CEDEX 02")
    ('saint aubin sur loire', 'paris 1', 'angers')
    """
    text = unidecode(name).lower()
    text = re.sub(r"\bs/\s*", " sur ", text)
    text = re.sub(r"\bcedex\b.*", " ", text)
    words = [_SHORT_FORMS.get(word, word) for word in re.findall(r"[a-z0-9]+", text)]
    if len(words) > 1 and words[-1] in {"arrondissement", "arr", "ardt"}:
        words.pop()
    if len(words) > 1 and (rank := re.fullmatch(r"0?(\d{1,2})(?:er|e|eme|ieme)?", words[-1])):
        words[-1] = rank[1]
    return " ".join(words)


def arrondissement_codes(insee_code: str) -> list[str]:
    """INSEE codes of the municipal arrondissements of Paris, Lyon or Marseille; none elsewhere."""
    return list(_ARRONDISSEMENTS.get(insee_code, []))


def city_of_arrondissement(insee_code: str) -> str:
    """INSEE code of the city an arrondissement belongs to; the code itself for a commune."""
    return next((city for city, codes in _ARRONDISSEMENTS.items() if insee_code in codes), insee_code)


def phone_region(departement: str) -> str:
    """Numbering region of a département: ``FR`` on the mainland, ``RE`` in La Réunion, ``NC`` in New
    Caledonia…
    """
    return _PHONE_REGIONS.get(departement, "FR")
