"""Words about somebody's health, found so that they are told to the writer and never kept (domain.md § 7.2).

Only the *kind* of word is ever reported: a report that repeated the word would keep what it promises not to
keep.
"""
# ruff: noqa: E501 – a family of words reads better on one line.

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from cordee.ground.people.rules.words.folding import fold
from cordee.ground.people.rules.words.languages import tidy


class HealthKind(StrEnum):
    """What sort of word was found."""

    ILLNESS = "maladie"
    SYMPTOM = "symptôme"
    TREATMENT = "traitement"
    PREGNANCY = "grossesse"
    SENSES = "audition ou vue"
    DISABILITY = "handicap"
    CARE = "soin"
    NUMBER = "numéro de sécurité sociale"


_OF = r"(?:\s+(?:du|de la|de l'|des|de|d'un|d'une|au|a la|aux)\s*\w+)?"
_WORDS: tuple[tuple[HealthKind, str], ...] = (
    (HealthKind.NUMBER, r"[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[ab])[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?"),
    (
        HealthKind.ILLNESS,
        (rf"asthm\w*|diabet\w*|cancer\w*{_OF}|tumeurs?{_OF}|leucemi\w*|lymphome\w*|metastas\w*|melanome\w*|alzheimer|"
        r"parkinson\w*|dement\w*|sclerose(?: en "
        r"plaques)?|epilep\w*|schizophren\w*|bipolaires?|psychos\w*|psychotiques?|"
        r"autis\w*|trisomi\w*|depress(?:ion|ions|if|ive|ifs|ives)|anorexi\w*|boulimi\w*|alcoolism\w*|alcooliques?|toxicoman\w*|"
        r"addictions?|vih|hiv|sida|seropositi\w*|hepatites?(?: [abc])?|cirrhose|tuberculose|covid\w*(?= "
        r"positi| long)|"
        rf"(?:test\w* )?positi\w+ (?:au|a la) "
        rf"(?:covid\w*|grippe)|grippe|pneumoni\w*|bronchit\w*|bpco|mucoviscidose|emphyseme|"
        rf"insuffisan(?:ce|t|te|ts) "
        rf"(?:renale?|cardiaques?|respiratoires?)|cardiaques?|infarctus|avc|hypertension|hypertendue?|"
        rf"arthrose{_OF}|arthrite|polyarthrite|osteoporose|fibromyalgie|lupus|parkinsonien\w*|thyroide|hernie{_OF}|sciatique|"
        rf"hemophil\w*|drepanocyt\w*|anemi\w*|immunodeprim\w*|maladies?(?: "
        rf"(?:chroniques?|rares?|graves?|auto-?immunes?|orphelines?|de \w+))?|"
        r"malades?|ald|personne a "
        r"risques?|allergi\w*|intoleran\w*|eczema|obes\w*|crohn|glaucome|cataracte|dmla|"
        r"problemes? (?:de (?:sante|dos|coeur|genou|hanche|memoire)|cardiaques?|respiratoires?|psy\w*)|fragile du \w+|mal (?:au|aux|a la) \w+"),
    ),
    (
        HealthKind.SYMPTOM,
        (r"fievre|fievreu\w*|toux|tousse\w*|symptom\w*|essouffl\w*|vertiges?|malaises?|chutes? "
        r"repetees?|nausees?|vomi\w*|"
        r"diarrhee|courbatures|migraines?|douleurs?|perte de (?:gout|memoire|connaissance|poids)|troubles? "
        r"\w+|confusion|"
        r"desorientee?|incontinen\w*|escarres?|angoiss\w*|idees noires|suicidaires?"),
    ),
    (
        HealthKind.TREATMENT,
        (rf"chimio\w*|radiotherap\w*|dialys\w*|insulin\w*|(?:sous |bouteilles? d')?oxygene|sous "
        rf"(?:morphine|cortisone|traitement|antibio\w*|"
        rf"anticoagulants?)|morphine|cortison\w*|anticoagulants?|antidepresseurs?|neuroleptiques?|anxiolytiques?|levothyrox|"
        rf"ventoline|metformine|kardegic|xarelto|eliquis|doliprane|paracetamol|ibuprofene|methadone|subutex|lexomil|xanax|"
        rf"pacemaker|pile cardiaque|stent|stomie|poche "
        rf"urinaire|sonde|perfusions?|transplant\w*|greff\w*|protheses?{_OF}|"
        rf"(?:vient d'etre |a ete |s'est fait |se fait )?(?:operee?s?|operations?|chirurgies?)(?:\s+(?:du|de "
        rf"la|de l'|des|d'un|d'une)\s*\w+)?|"
        r"vaccin\w*|hospitalis\w*|convalescen\w*|reeducation|pansements?|piqures?"),
    ),
    (HealthKind.PREGNANCY, r"enceintes?(?: (?:de|a) \d+ (?:mois|semaines?))?|grossesse\w*|accouch\w*|fausse couche|ivg|maternite"),
    (
        HealthKind.SENSES,
        (r"sourde?s?(?:[- ]muets?|[- ]muettes?)?|malentendante?s?|dur(?:e)? d'oreille|entend (?:mal|tres "
        r"mal)|appareillee?s?|"
        r"aveugles?|malvoyante?s?|non[- ]?voyante?s?|voit (?:mal|tres mal)|muette?s?"),
    ),
    (
        HealthKind.DISABILITY,
        (r"handicap\w*|invalid\w*|fauteuil "
        r"roulant|paraplegi\w*|tetraplegi\w*|hemiplegi\w*|amput\w*|deambulateur|"
        r"gir ?[1-6]|apa|aah|pch|rqth|mdph|perte d'autonomie|grabataire|sous "
        r"(?:curatelle|tutelle)|fracture\w*"
        rf"{_OF}|platree?|entorse{_OF}"),
    ),
    (
        HealthKind.CARE,
        (r"kines?(?:itherapeute\w*)?|cardiolog\w*|oncolog\w*|cancerolog\w*|psychiatr\w*|psycholog\w*|psy|addictolog\w*|neurolog\w*|"
        r"nephrolog\w*|pneumolog\w*|gynecolog\w*|dermatolog\w*|rhumatolog\w*|ophtalmo\w*|urolog\w*|gastro\w*|orthophonist\w*|"
        r"dentistes?|podolog\w*|pedicures?|sage[- ]femme|radiolog\w*|irm|scanner|prises? de sang|bilan "
        r"sanguin|hopital de jour|"
        r"centre de dialyse|hematolog\w*|endocrinolog\w*|geriatr\w*|ehpad|hdj"),
    ),
)  # fmt: skip
_ANY = re.compile(r"\b(?:" + "|".join(f"(?P<{kind.name}>{words})" for kind, words in _WORDS) + r")\b")
# Said of somebody, these are not health: « problèmes », « centre de vaccination » as a place to go stays a care word.
_HARMLESS = re.compile(
    r"\b(?:garde[- ]malades?|pas malades?|assurance maladie|sans allergies?|allergie aux chats)\b"
)
_LINKS = re.compile(
    r"\b(?:car|parce que|parce qu'|suite a|a cause de|a cause d'|en raison de|en raison d'|pour cause "
    r"de|cause|du fait de|"
    r"elle est|il est|elle a|il a|je suis|j'ai|est|a une?|atteinte? de|atteinte? d'|souffre de|souffre "
    r"d'|tres|un peu|legerement|"
    r"avec|personne|ancienne?|post|un|une|de|d'|le|la|l')\s*$"
)
_CARE_PLACE = {HealthKind.CARE: "soignant"}


@dataclass(frozen=True)
class Cleaned:
    """A text without its health words, and the kinds found, each once, in the order met."""

    text: str
    kinds: tuple[HealthKind, ...]


def without_health_words(text: str, *, errand: bool = False) -> Cleaned:
    """Take health words out of a remark and keep the rest.

    In an ``errand`` (« emmener chez le kiné jeudi ») a carer's trade becomes « soignant », so that the errand
    still makes sense; elsewhere the word goes, with the words that only led to it (« car », « suite à »). A
    hole in the middle of a sentence is shown by […].
    """
    folded = fold(text)
    harmless = [match.span() for match in _HARMLESS.finditer(folded)]
    kinds: list[HealthKind] = []
    pieces: list[str] = []
    start = 0
    for match in _ANY.finditer(folded):
        if any(first <= match.start() < last for first, last in harmless):
            continue
        kind = HealthKind[str(match.lastgroup)]
        kinds.append(kind)
        before = text[start : match.start()]
        if errand and kind in _CARE_PLACE:
            pieces.append(before + _CARE_PLACE[kind])
        else:
            while link := _LINKS.search(fold(before)):
                before = before[: link.start()]
            pieces.append(before + "[…]")
        start = match.end()
    if not kinds:
        return Cleaned(text, ())
    pieces.append(text[start:])
    return Cleaned(_without_empty_pieces("".join(pieces)), tuple(dict.fromkeys(kinds)))


def _without_empty_pieces(text: str) -> str:
    """Drop the pieces between two punctuation marks that hold nothing but a hole."""
    parts = re.split(r"([,;.()\n]|\s[-–/]\s)", text)
    kept = []
    for words, mark in zip(parts[::2], [*parts[1::2], ""], strict=True):
        if re.search(r"\w", words) or ("[…]" not in words and mark.strip()):
            kept.append(words + mark)
    whole = tidy("".join(kept))
    whole = re.sub(r"^(?:(?:\[…\]|et|ou|mais)\s*[,;]?\s*)+", "", whole)
    whole = re.sub(r"(?:\s*(?:\[…\]|\bet|\bou|\bmais)\s*)+$", "", whole)
    return re.sub(r"(?:\[…\]\s*)+", "[…] ", whole).strip()
