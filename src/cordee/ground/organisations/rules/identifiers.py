"""The numbers that tell one organisation from another: RNA of an association, SIRET of an establishment."""

from __future__ import annotations

import re

from stdnum import luhn
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siret as siret_number

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.words.folding import words_of

_SEPARATORS = re.compile(r"[\s\u00a0\u202f.\-/]+")
_RNA = re.compile(r"W[0-9]{9}")


def folded_name(name: str) -> str:
    """The name as it is compared and sorted: without capitals, accents or punctuation."""
    return words_of(name)[:160]


def read_rna(typed: str, *, field: str = "rna") -> str:
    """« w 491 000 123 » as kept (``W491000123``), or nothing. Raises ``Refused``.

    W, the département (two digits, or 9 and one of overseas), an order number: nine digits, no key to check (arrêté du
    14 octobre 2009 portant création du répertoire national des associations).
    """
    number = _SEPARATORS.sub("", typed).upper()
    if not number:
        return ""
    if not _RNA.fullmatch(number):
        raise Refused(
            f"« {typed.strip()} » n’est pas un numéro RNA : la lettre W suivie de neuf chiffres, comme W491000123. Il "
            "figure sur le récépissé de la préfecture.",
            field=field,
        )
    return number


def read_siret(typed: str, *, field: str = "siret") -> str:
    """« 732 829 320 00074 » as kept (fourteen digits), or nothing. Raises ``Refused``.

    The key is Luhn’s, but for the establishments of La Poste, whose digits add up to a multiple of five (INSEE): ``stdnum``
    knows both.
    """
    number = _SEPARATORS.sub("", typed)
    if not number:
        return ""
    if not (number.isascii() and number.isdecimal()):
        raise Refused(
            f"« {typed.strip()} » n’est pas un SIRET : quatorze chiffres, sans lettre.", field=field
        )
    if len(number) == 9 and luhn.is_valid(number):
        raise Refused(
            "C’est un SIREN, de neuf chiffres : ajoutez les cinq chiffres de l’établissement (NIC).",
            field=field,
        )
    if len(number) != 14:
        raise Refused(f"Un SIRET compte quatorze chiffres : il y en a {len(number)}.", field=field)
    try:
        return str(siret_number.validate(number))
    except InvalidChecksum:
        raise Refused(
            "Un chiffre de ce SIRET doit être faux : sa clé ne tombe pas juste. Relisez-le.", field=field
        ) from None
    except ValidationError:
        raise Refused("Ce numéro n’est pas un SIRET.", field=field) from None


def shown_siret(siret: str) -> str:
    """« 732 829 320 00074 »."""
    return str(siret_number.format(siret)) if siret else ""


def numbers_in_words(*, rna: str, siret: str) -> str:
    """« RNA W491000123, SIRET 732 829 320 00074 », as papers say it."""
    told = [f"RNA {rna}" if rna else "", f"SIRET {shown_siret(siret)}" if siret else ""]
    return ", ".join(one for one in told if one)
