"""Languages named in a remark: « parle arabe », « langue des signes », « bilingue anglais »."""

from __future__ import annotations

import re

from cordee.ground.people.models import Language
from cordee.ground.people.rules.words.folding import fold

_NAMES: tuple[tuple[str, Language], ...] = (
    (r"langue des signes( francaise)?|lsf|signeu(r|se)", Language.SIGN),
    (r"arabe|maghrebin|darija", Language.ARABIC),
    (r"anglais|english", Language.ENGLISH),
    (r"espagnol|castillan", Language.SPANISH),
    (r"portugais|bresilien", Language.PORTUGUESE),
    (r"turc|turque", Language.TURKISH),
    (r"ukrainien(ne)?", Language.UKRAINIAN),
    (r"roumain", Language.ROMANIAN),
    (r"chinois|mandarin|cantonais", Language.CHINESE),
    (r"italien(ne)?", Language.ITALIAN),
    (r"allemand", Language.GERMAN),
    (r"breton(ne)?", Language.BRETON),
    (r"francais", Language.FRENCH),
)
_ANY = "|".join(f"(?:{pattern})" for pattern, _ in _NAMES)
_LIST = rf"(?:{_ANY})(?:(?:\s*,\s*|\s+et\s+|\s*/\s*)(?:l'|le )?(?:{_ANY}))*"
_SAID = re.compile(
    rf"\b(?:(?:parl\w*|bilingue|comprend|maitrise|langues?\s*:?|traduit)\s+(?:bien |couramment |un peu |le "
    rf"|l'|du |en )*{_LIST}"
    rf"(?:\s+(?:couramment|courant))?|(?:{_ANY})\s+(?:courant|couramment)|langue des signes(?: "
    rf"francaise)?|lsf)\b"
)
_EACH = [(re.compile(rf"\b(?:{pattern})\b"), language) for pattern, language in _NAMES]


def languages_named(text: str) -> list[str]:
    """Codes of every language named in a cell meant for languages, in catalogue order."""
    folded = fold(text)
    return [str(language) for pattern, language in _EACH if pattern.search(folded)]


def languages_spoken(text: str) -> tuple[list[str], str]:
    """Languages said to be spoken within a remark, and the remark without those words.

    « cours d’anglais » says nothing about what is spoken, « parle anglais » does.
    """
    codes: list[str] = []
    kept = text
    for match in reversed(list(_SAID.finditer(fold(text)))):
        codes = [*languages_named(match.group(0)), *codes]
        kept = kept[: match.start()] + kept[match.end() :]
    return list(dict.fromkeys(codes)), kept if not codes else tidy(kept)


def tidy(text: str) -> str:
    """Clean the punctuation left behind when words were taken out."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r"\s*([,;.])(?:\s*[,;.])+", r"\1", text)
    text = re.sub(r"\s+([,;.])", r"\1", text)
    return text.strip(" ,;.:-–/+&").strip()
