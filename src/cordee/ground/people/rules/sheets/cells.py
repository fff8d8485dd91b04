"""One cell: its text, and the people and numbers written in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.phones import parse_phone
from cordee.ground.people.rules.words.folding import fold, words_of

Cell = str | int | float | bool | date | time | None
"""What a spreadsheet gives (a ``datetime`` is a ``date``)."""

_ERRORS = {
    "#n/a",
    "#ref!",
    "#value!",
    "#valeur!",
    "#div/0!",
    "#name?",
    "#nom?",
    "#null!",
    "#nul!",
    "#num!",
    "#nombre!",
}


def cell_text(cell: Cell) -> str:
    """The cell as one reads it: 610004515.0 is « 610004515 », a day is « 04/11/2026 », a formula error is
    empty.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell == cell and abs(cell) < 1e15 and cell == int(cell) else str(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    text = str(cell).replace("\u00a0", " ").replace("\u202f", " ").strip()
    return "" if text.lower() in _ERRORS else text


_FRENCH = r"(?:(?:\+|00)\s?33[\s.-]?(?:\(0\)[\s.-]?)?|\(?0\)?)[1-9](?:[\s.\-/]{0,2}\d{2}){4}"
# After a number comes another whole one, or no digit: « 06 12 34 56 78 90 » is a wrong number, not a right one and a rest.
_NUMBERS = re.compile(
    rf"(?<![\d+])(?:{_FRENCH}|[1-9](?:[\s.]?\d{{2}}){{4}}|(?:\+|00)[1-9](?:[\s().\-]{{0,2}}\d){{7,14}})"
    rf"(?:(?=[\s.\-/]+{_FRENCH}(?!\d))|(?![\s.\-]?\d))"
)
_THROUGH = re.compile(
    r"\b(voisine?s?|fils|fille|filles|mari|femme|epouse?|soeur|frere|mere|pere|neveu|niece|ami|amie|gardien(?:ne)?|"
    r"infirmiere?|aide a domicile|petite?[- ]fil(?:s|le)|belle[- "
    r"]\w+|gendre|curateur|tuteur|tutrice|famille|parents?)\b"
)


@dataclass(frozen=True)
class Phones:
    """Numbers of a cell in E.164: the person's own, another, and whose the other is (« voisine ») when it is
    said.
    """

    own: str = ""
    other: str = ""
    through: str = ""
    left_out: tuple[str, ...] = ()


def read_phones(text: str) -> Phones:
    """Read « 06 12… / 02 41… », « pas de tél, voisine : 06… ». Empty for an empty cell.
    Raises ``Refused``.
    """
    written = text.strip()
    if not words_of(written):
        return Phones()
    if re.search(r"\d[.,]\d+e\+?\d+", written.lower()):
        raise Refused(
            f"« {written[:40]} » : le tableur a arrondi le numéro, ses derniers chiffres sont perdus."
        )
    own: list[str] = []
    theirs: list[str] = []
    through, start = "", 0
    folded = fold(written)
    for match in _NUMBERS.finditer(written):
        said = _THROUGH.findall(folded[start : match.start()])
        start = match.end()
        number = parse_phone(
            match.group(0).replace("(0)", "") if match.group(0)[0] in "+0" else match.group(0)
        )
        if said:
            through = through or said[-1]
        group = theirs if said else own
        if number not in own and number not in theirs:
            group.append(number)
    if not own and not theirs:
        if not re.search(r"\d", written):
            if re.search(r"\b(pas|sans|aucun|neant|ne veut|inconnu)\b", folded):
                return Phones()
            raise Refused(
                f"« {written[:40]} » n’est pas un numéro de téléphone : dix chiffres sont attendus."
            )
        own.append(parse_phone(written[:40]))
    found = own + theirs
    other = theirs[0] if theirs else own[1] if len(own) > 1 else ""
    return Phones(
        own[0] if own else "",
        other,
        through,
        tuple(number for number in found if number not in ([*own[:1], other])),
    )


_CIVILITY = re.compile(
    r"^(?:(?:m\.?\s*(?:et|&|/)\s*m(?:a?da?)?me\.?|mme\s*(?:et|&|/)\s*m\.?|monsieur|madame|mademoiselle|mr\.?|m\.|m(?=\s)|mme\.?|"
    r"melle\.?|mlle\.?|dr\.?|docteur|vve\.?|veuve|veuf|ep\.?|epouse|famille|fam\.)\s+)+",
)
_MAIDEN = re.compile(r"[\s,(]+(?:nee?|nes)\s+[^)]*\)?\s*$")
_PARTICLES = {
    "de",
    "du",
    "des",
    "d",
    "la",
    "le",
    "les",
    "van",
    "von",
    "der",
    "den",
    "ben",
    "el",
    "al",
    "da",
    "dos",
    "di",
}
_TWO_PEOPLE = re.compile(r"\s*(?:/|&|\+|;|\bet\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """First name (may be empty) and name, with ordinary capitals."""

    first: str
    last: str


def _capitals(name: str, *, family: bool) -> str:
    """LE GALL → Le Gall, jean-pierre → Jean-Pierre; a name already mixed is left as written."""
    if name != name.upper() and name != name.lower():
        return name

    def word(match: re.Match[str]) -> str:
        piece = match.group(0).lower()
        if family and match.start() > 0 and piece in _PARTICLES and piece not in {"le", "la"}:
            return piece
        return piece[:1].upper() + piece[1:]

    return re.sub(r"[^\W\d_]+", word, name)


def _clean(text: str) -> str:
    text = " ".join(text.replace("\u00a0", " ").split()).strip(" ,;.:*")
    match = _CIVILITY.match(fold(text) + " ")
    text = text[match.end() :] if match else text
    maiden = _MAIDEN.search(fold(text))
    return (text[: maiden.start()] if maiden else text).strip(" ,;.:*()")


def _pieces(text: str) -> list[str]:
    cleaned = _clean(text)
    return [piece for piece in (_clean(piece) for piece in _TWO_PEOPLE.split(cleaned)) if piece]


def _check_letters(name: str) -> None:
    if re.search(r"[\d@]", name):
        raise Refused(f"« {name[:40]} » n’est pas un nom : il contient des chiffres.")


def split_full_name(text: str, *, last_first: bool = True) -> Name:
    """Cut « DUPONT Jean », « Jean DUPONT », « Dupont, Jean » in two; capitals say which is the name."""
    cleaned = _clean(text)
    if "," in cleaned:
        last, first = cleaned.split(",", 1)
        return Name(first.strip(), last.strip())
    words = cleaned.split()
    capitals = [
        word for word in words if len(word) > 1 and word == word.upper() and re.search(r"[^\W\d_]", word)
    ]
    if capitals and len(capitals) < len(words):
        return Name(" ".join(word for word in words if word not in capitals), " ".join(capitals))
    if len(words) < 2:
        return Name("", cleaned)
    if last_first:
        cut = 1
        while cut < len(words) - 1 and fold(words[cut - 1]) in _PARTICLES:
            cut += 1
        return Name(" ".join(words[cut:]), " ".join(words[:cut]))
    cut = len(words) - 1
    while cut > 1 and fold(words[cut - 1]) in _PARTICLES:
        cut -= 1
    return Name(" ".join(words[:cut]), " ".join(words[cut:]))


def read_names(last: str, first: str = "", full: str = "", *, last_first: bool = True) -> list[Name]:
    """The people a line names: one, or two when a cell holds two (« Besson / Rivière », « Philippe et
    Christophe »).

    Empty when no name is written. Raises ``Refused`` for a name with digits in it.
    """
    if full and not (last or first):
        whole = [split_full_name(piece, last_first=last_first) for piece in _pieces(full)]
        if len(whole) == 2 and not whole[0].first and whole[1].first:
            whole[0] = Name(whole[0].last, whole[1].last)  # « Jean et Marie Dupont »
        elif len(whole) == 2 and whole[0].first and not whole[1].first:
            whole[1] = Name(whole[1].last, whole[0].last)  # « Dupont Jean et Marie »
        names = whole
    else:
        lasts, firsts = _pieces(last), _pieces(first)
        if len(lasts) == 2 and len(firsts) == 1 and firsts[0].count(" ") == 1 and "-" not in firsts[0]:
            firsts = firsts[0].split()
        if len(lasts) == len(firsts) == 2:
            names = [Name(one, two) for one, two in zip(firsts, lasts, strict=True)]
        elif len(firsts) == 2 and len(lasts) == 1:
            names = [Name(one, lasts[0]) for one in firsts]
        elif lasts or firsts:
            names = [Name(" ".join(firsts), " ".join(lasts))]
        else:
            names = []
    tidy = [
        Name(_capitals(name.first, family=False)[:60], _capitals(name.last, family=True)[:80])
        for name in names[:2]
    ]
    for name in tidy:
        _check_letters(name.first + name.last)
    return [
        Name("", name.first) if not name.last else name
        for name in tidy
        if re.search(r"[^\W\d_]", name.first + name.last)
    ]
