"""The script of a call or of an answering machine: 25 seconds, numbers said pair by pair (domain.md § 6.1, § 6.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cordee.inform.bulletins.rules.announcements import Announcement
from cordee.inform.bulletins.rules.channels.wording import (
    Copy,
    cut_words,
    joined,
    of_town,
    one_line,
    said_hours,
    said_moment,
    saying_of,
    shortened,
    until,
)

SECONDS = 25
WORDS_PER_MINUTE = 150
"""A calm reading aloud in French; how long it takes is an estimate, a synthetic voice has its own pace."""
CUT_FIRST = (
    ("reason", 0), ("places", 12), ("title", 6), ("action", 8), ("places", 0), ("action", 0), ("title", 0), ("town", 0),
)  # fmt: skip
"""What is shortened, in this order, and the words of it that are kept; the end and the telephone never are."""
_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
).split()
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_NUMBER = re.compile(
    r"(?<![\d/:])(?:0\d(?:[ .\u00a0\u202f-]?\d{2}){4}|0[ \u00a0]8\d\d(?:[ \u00a0]\d\d){3}"
    r"|(?<=au )(?:11\d|1[578]|39\d\d)|(?<=le )(?:11\d|1[578]|39\d\d))(?![\d/:]|[ \u00a0]?h\b)"
)
"""Numbers to call: ten digits, 0 800…; 15, 17, 18, 11x and 39xx after « le » or « au », for they may be anything else."""


def _pair(pair: str) -> str:
    """« zéro deux », « quarante et un »: two digits as they are dictated."""
    number = int(pair)
    if number < 10:
        return f"{_UNITS[0]} {_UNITS[number]}"
    if number < 20:
        return _UNITS[number]
    if number >= 80:
        return f"quatre-vingt-{_UNITS[number - 80]}" if number > 80 else "quatre-vingts"
    tens = min(number // 10, 6)
    rest = number - tens * 10
    if rest in {1, 11}:
        return f"{_TENS[tens]} et {_UNITS[rest]}"
    return f"{_TENS[tens]}-{_UNITS[rest]}" if rest else _TENS[tens]


def said_number(number: str) -> str:
    """A telephone number as it is dictated: « zéro deux, quarante et un… »; « quinze », « cent douze »; words stay."""
    digits = re.sub(r"\D", "", number)
    if not digits or re.search(r"[^\W\d]", number):
        return number
    if len(digits) == 3 and digits[0] == "1":
        rest = int(digits[1:])
        return "cent" if not rest else f"cent {_pair(digits[1:]) if rest > 9 else _UNITS[rest]}"
    plus = "plus " if number.strip().startswith("+") else ""
    odd = len(digits) % 2
    pairs = [_UNITS[int(digits[0])]] if odd else []
    pairs += [_pair(digits[place : place + 2]) for place in range(odd, len(digits), 2)]
    return plus + ", ".join(pairs)


def said(text: str) -> str:
    """A text with the telephone numbers in it as they are dictated."""
    return said_hours(_NUMBER.sub(lambda found: said_number(found[0]), one_line(text)))


def spoken_words(text: str) -> int:
    """How many words a voice says: « quarante-deux » counts two."""
    return len(re.findall(r"[^\W_]+", text))


def seconds_of(text: str, *, pace: int = WORDS_PER_MINUTE) -> float:
    """How long it takes to say, in seconds, at so many words a minute."""
    return spoken_words(text) * 60 / pace


@dataclass(frozen=True)
class VoiceForm:
    """A script, its estimated length in seconds, the pieces that were cut."""

    text: str
    words: int
    seconds: float
    shortened: tuple[str, ...]


def _script(pieces: dict[str, str]) -> str:
    town = f"Ici la mairie {of_town(pieces['town'])}" if pieces["town"] else "Ici la mairie"
    phone = f"Pour toute question, appelez le {pieces['phone']}" if pieces["phone"] else ""
    return joined(
        pieces["warning"],
        town,
        pieces["title"],
        pieces["reason"],
        pieces["action"],
        pieces["places"],
        pieces["ending"],
        phone,
    )


def voice_of(announcement: Announcement, *, seconds: int = SECONDS) -> VoiceForm:
    """The script, shortened by whole words in the declared order until it can be said in time.

    Only a name or a number that alone take longer make it longer: ``seconds`` then says so.
    """
    saying = saying_of(announcement)
    pieces = {
        "warning": "Ceci est un exercice" if saying.warning == "EXERCICE" else "Ceci est un essai" if saying.warning else "",
        "town": saying.town,
        "title": said(f"{saying.step}. {saying.title}" if saying.step else saying.title),
        "reason": said(saying.reason),
        "action": said(saying.action),
        "places": said(saying.places),
        "ending": until(announcement, said_moment),
        "phone": said_number(saying.phone),
    }  # fmt: skip
    pieces, cut = shortened(
        pieces, CUT_FIRST, lambda one: seconds_of(_script(one)) <= seconds, size=spoken_words
    )
    text = _script(pieces)
    return VoiceForm(text, spoken_words(text), seconds_of(text), cut)


def voice_copy(announcement: Announcement) -> Copy:
    """The script with the seconds it takes."""
    form = voice_of(announcement)
    remarks = ["Le texte a été raccourci pour tenir : relisez-le."] if form.shortened else []
    if form.seconds > SECONDS:
        remarks.append(f"Il dure plus de {SECONDS} secondes.")
    return Copy(
        form.text, (("Durée estimée", f"{form.seconds:.0f} secondes, {form.words} mots"),), tuple(remarks)
    )


def _within(text: str, most: int) -> str:
    return cut_words(text, lambda one: spoken_words(one) <= most)


LOUD_WORDS = 16
"""Words of a sentence shouted from a car that passes: beyond, nobody hears its end."""


def loudspeaker_of(announcement: Announcement) -> str:
    """What happens and what to do, in two short sentences, until when and whom to ring (always whole), said twice."""
    saying = saying_of(announcement)
    what = saying.action or saying.reason
    first = _within(said(saying.heading), LOUD_WORDS // 2)
    second = _within(said(what), LOUD_WORDS)
    ending = until(announcement, said_moment)
    phone = f"Renseignements au {said_number(saying.phone)}" if saying.phone else ""
    both = joined(first, second, ending, phone)
    town = f"Ici la mairie {of_town(saying.town)}." if saying.town else "Ici la mairie."
    return f"{town} {both} Je répète. {both}"


def loudspeaker_copy(announcement: Announcement) -> Copy:
    """The text of the car, with the seconds it takes at a slow pace."""
    text = loudspeaker_of(announcement)
    return Copy(text, (("Durée estimée", f"{seconds_of(text, pace=110):.0f} secondes, dite lentement"),))
