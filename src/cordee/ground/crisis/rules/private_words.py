"""Finding somebody in a text that is about to be read by everybody: names, telephones, e-mails, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from unidecode import unidecode

_WORD = re.compile(r"[^\W_]+")
_DIALLED = re.compile(r"\+?\d(?:[\s.\-/()]*\d){8,}")
_MAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_LEAST_LETTERS = 2
_NATIONAL = 9
"""Digits of a French number without its first zero, however it is written."""

ORDINARY = frozenset(
    "aime aimee ami an ange avril bas beau beaux bel belle berger bien bois bon bonne bonnet boucher boulanger "
    "bourg brun brune camp cerise chevalier clair claire comte constant content court cousin d da dame de del des "
    "desire diligence dimanche dos doux du eau est et ete fleur fleurs fontaine forestier foret fort frais franc "
    "france gain garde gardien grand grande gras gros guerre guide hiver homme huit jardin jeudi jeune joli jour "
    "juillet juin la laine large le les lion long loup lundi ma mai main maire maison manche marchand marche "
    "mardi marin marine mars mer mercredi messager mille mine moine moulin mouton na neige neuf noel noir non "
    "nord nous olive or ou page pages parent paris pas pere perle petit petite pierre pins place plus pont port "
    "pre premier prince printemps prudence puits quatre renard riche riviere roche roi rose rouge rousse roux "
    "sabot saint sauvage savoie sec secours sept serein si soir soleil son source sud sur terre tour tous trois "
    "un va val vallee vendredi vert verte victoire vie vieux ville violette vrai".split()
)
"""Names that are words of every day: alone and without a capital they say nothing of anybody."""

RELATIONS = frozenset(
    "a ainee aide aines ami amie au aux beau belle cadet cadette chez compagne compagnon concierge conjoint conjointe "
    "cousin cousine de des domicile du elle en epouse epoux et ex famille femme fille filles fils frere freres gardien "
    "gardienne gendre grand grande infirmier infirmiere la le les leur lui m ma mari medecin mere mes mme mon monsieur "
    "madame neveu niece oncle ou par pere petit petite pharmacie pharmacien pharmacienne proche proches sa ses soeur "
    "soeurs soin son sur tante traitant tutelle tuteur tutrice un une veuf veuve voisin voisine voisins".split()
)
"""How somebody is told by what they are to another, « une voisine », « sa fille aînée »: nobody’s name."""


@dataclass
class PrivateWords:
    """What is known of people, folded: letters in lower case without accents, digits without what is between them.

    ``names`` one word each; ``full_names`` and ``addresses`` tuples of words; ``phones`` the last nine digits; ``emails``.
    """

    names: set[str] = field(default_factory=set)
    full_names: set[tuple[str, ...]] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    addresses: set[tuple[str, ...]] = field(default_factory=set)

    def add_name(self, *parts: str) -> None:
        """A first and a last name, or one string with both; found together in any order, and each alone."""
        words = folded_words(" ".join(parts))
        if len(words) > 1:
            self.full_names |= {tuple(words), tuple(reversed(words))}
        self.names |= {word for word in words if len(word) > _LEAST_LETTERS and not word.isdecimal()}
        # A double name, « Le Goff », says who somebody is though each of its words says nothing.
        self.full_names |= {tuple(both) for part in parts if len(both := folded_words(part)) > 1}

    def add_contact(self, told: str) -> None:
        """Somebody told in free words, « Anne Rolland (fille) », « une voisine »: the name only, if there is one."""
        self.add_name(" ".join(word for word in _WORD.findall(told) if folded(word) not in RELATIONS))

    def add_phone(self, number: str) -> None:
        """A number in any form."""
        digits = re.sub(r"\D", "", number)
        if len(digits) >= _NATIONAL:
            self.phones.add(digits[-_NATIONAL:])

    def add_email(self, email: str) -> None:
        """An e-mail."""
        if email:
            self.emails.add(email.casefold())

    def add_address(self, address: str) -> None:
        """A door: an address without any number is a street, which is nobody’s."""
        words = folded_words(address)
        if len(words) > 1 and any(word[0].isdigit() for word in words):
            self.addresses.add(tuple(words))


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is, as it was written, and where."""

    what: str
    written: str
    where: str


def folded(text: str) -> str:
    """Without accents, in lower case."""
    return unidecode(text).casefold()


def folded_words(text: str) -> list[str]:
    """Its words, folded."""
    return [folded(word) for word in _WORD.findall(text)]


def _without(text: str, spared: Iterable[str]) -> str:
    """The text with the town’s own words (its name, its districts) blanked, as many letters as before."""
    for phrase in sorted(spared, key=len, reverse=True):
        if phrase.strip():
            text = re.sub(
                rf"(?<!\w){re.escape(phrase)}(?!\w)",
                lambda found: " " * len(found[0]),
                text,
                flags=re.IGNORECASE,
            )
    return text


def _sequences(words: list[str], known: set[tuple[str, ...]]) -> list[tuple[int, int]]:
    """(first, past the last) of each run of words that is known, the longest of each start."""
    lengths = sorted({len(one) for one in known}, reverse=True)
    found = []
    for start in range(len(words)):
        for length in lengths:
            if start + length <= len(words) and tuple(words[start : start + length]) in known:
                found.append((start, start + length))
                break
    return found


def _worded(text: str, known: PrivateWords) -> list[tuple[str, str]]:
    spans = [(one.start(), one.end()) for one in _WORD.finditer(text)]
    written = [text[start:end] for start, end in spans]
    words = [folded(one) for one in written]
    found, taken = [], set()
    for what, kept in (("adresse", known.addresses), ("nom", known.full_names)):
        for first, past in _sequences(words, kept):
            found.append((what, text[spans[first][0] : spans[past - 1][1]]))
            taken |= set(range(first, past))
    for place, word in enumerate(words):
        if (
            place not in taken
            and word in known.names
            and (word not in ORDINARY or written[place][0].isupper())
        ):
            found.append(("nom", written[place]))
    return found


def people_found(text: str, known: PrivateWords, *, where: str, spared: Iterable[str] = ()) -> list[Hit]:
    """Everything of somebody in a text, whatever its case, accents and separators; ``spared`` is the town’s own words."""
    shown = _without(text, spared)
    found = [
        ("courriel", mail) for mail in _MAIL.findall(shown) if mail.casefold().strip(".") in known.emails
    ]
    for run in _DIALLED.findall(shown):
        digits = re.sub(r"\D", "", run)
        ends = range(_NATIONAL, len(digits) + 1)
        if any(digits[end - _NATIONAL : end] in known.phones for end in ends):
            found.append(("téléphone", run))
    found += _worded(shown, known)
    return [Hit(what, written, where) for what, written in dict.fromkeys(found)]
