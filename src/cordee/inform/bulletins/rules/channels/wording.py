"""What every channel needs of words: clean letters, whole words, moments as they are read or said, what to say first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cordee.ground.papers.rules.words import written_day
from cordee.inform.bulletins.rules.announcements import Announcement, Mode, Step, Words

NBSP = "\u00a0"
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_JOINERS = "\u200c\u200d"
"""They hold letters of Arabic script, and the pieces of an emoji, together or apart."""
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_DANGLING = frozenset(
    "à au aux avec ce ces cette dans de des du elle en et il je l la le les mais ne ni notre nos on ou où par pas pour que "
    "qui sa sans se ses si son sous sur un une vers votre vos vous jusqu’à jusqu’au".split()
)
WARNINGS = {Mode.ACTUAL: "", Mode.EXERCISE: "EXERCICE", Mode.TEST: "ESSAI"}
"""What stands before anything else when it is not true (CAP ``status``)."""
STEPS = {Step.ALERT: "", Step.UPDATE: "Mis à jour", Step.CANCEL: "Annulé"}


def printable(text: str) -> str:
    """The text in composed letters (NFC), without what no channel prints: controls, marks of direction, half pairs.

    Ends of lines are « \\n »; what is left may be written in XML 1.0.
    """
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text).replace("\t", " ")
    kept = "".join(
        one for one in text if one in f"\n{_JOINERS}" or unicodedata.category(one) not in _UNPRINTABLE
    )
    return unicodedata.normalize("NFC", kept).strip()


def one_line(text: str) -> str:
    """The same on one line; hard spaces stay hard."""
    return re.sub(r"[ \n]+", " ", printable(text)).strip()


def sentence(text: str) -> str:
    """The text closed by a mark, so that another may follow; empty stays empty."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…؟" else f"{text.rstrip(' ,;:')}."


def joined(*sentences: str) -> str:
    """Sentences one after the other."""
    return " ".join(sentence(one) for one in sentences if one.strip())


def _bare(word: str) -> str:
    return word.casefold().replace("'", "’").strip('«»"(),;: ')


def cut_words(text: str, fits: Callable[[str], bool], *, mark: str = "") -> str:
    """The longest beginning in whole words that ``fits`` accepts, ``mark`` behind it when something is left out.

    A cut never ends on a small word (« de », « pour ») nor on a comma. Empty when not even one word fits. ``fits`` must
    accept whatever is shorter than what it accepts.
    """
    if fits(text):
        return text
    words = text.split(" ")
    low, high = 0, len(words) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(" ".join(words[:middle]) + mark) else (low, middle - 1)
    if low and not fits(" ".join(words[:low]) + mark):
        low = 0
    while low and (_bare(words[low - 1]) in _DANGLING or not _bare(words[low - 1])):
        low -= 1
    kept = " ".join(words[:low]).rstrip(" ,;:-–—(«")
    return kept + mark if kept else ""


def cut_at(text: str, most: int, *, mark: str = "…") -> str:
    """The beginning of a text in whole words, ``most`` characters with its mark."""
    return cut_words(text, lambda one: len(one) <= most, mark=mark)


def _cut_piece(
    pieces: Mapping[str, str],
    name: str,
    accepts: Callable[[dict[str, str]], bool],
    size: Callable[[str], int],
    least: int,
    mark: str,
) -> str:
    return cut_words(
        pieces[name], lambda one: size(one) <= least or accepts({**pieces, name: one}), mark=mark
    )


def shortened(
    pieces: Mapping[str, str],
    order: Iterable[tuple[str, int]],
    accepts: Callable[[dict[str, str]], bool],
    *,
    size: Callable[[str], int] = len,
    mark: str = "",
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The pieces cut one after the other in ``order``, each no more than it takes, until all of them are accepted.

    ``order`` gives names and how much of each is left (in the unit of ``size``) before the next one is cut; a name may come
    again. What is not in it is never cut. Returns the pieces, and the names of those that were cut.
    """
    left, cut = dict(pieces), []
    for name, least in order:
        if accepts(left):
            break
        before = left[name]
        left[name] = _cut_piece(left, name, accepts, size, least, mark)
        if left[name] != before and name not in cut:
            cut.append(name)
    return left, tuple(cut)


def short_moment(at: datetime) -> str:
    """« mer 12/08 20h30 », as an SMS says it."""
    minutes = f"{at.minute:02d}" if at.minute else ""
    return f"{DAYS[at.weekday()][:3]} {at:%d/%m} {at.hour}h{minutes}"


def shown_moment(at: datetime) -> str:
    """« mercredi 12 août 2026 à 20 h 30 »."""
    minutes = f"{NBSP}{at.minute:02d}" if at.minute else ""
    return f"{DAYS[at.weekday()]} {written_day(at.date())} à{NBSP}{at.hour}{NBSP}h{minutes}"


def said_moment(at: datetime) -> str:
    """« mercredi 12 août à 20 heures 30 », as a voice says it."""
    day = written_day(at.date()).rpartition(" ")[0].replace(NBSP, " ")
    if not at.minute and at.hour in {0, 12}:
        return f"{DAYS[at.weekday()]} {day} à {'midi' if at.hour else 'zéro heure'}"
    hours = "heure" if at.hour < 2 else "heures"
    return f"{DAYS[at.weekday()]} {day} à {at.hour} {hours}{f' {at.minute}' if at.minute else ''}"


_HOUR = re.compile(rf"\b(\d{{1,2}})[ {NBSP}\u202f]?[hH]\b(?:[ {NBSP}\u202f]?(\d\d)\b)?")
_FROM_TO = re.compile(r"(\dh\d*)\s*[-–]\s*(?=\d)")


def compact(text: str) -> str:
    """« salle : 9 h – 20 h 30 » as « salle: 9h-20h30 », where each character is counted."""
    short = _FROM_TO.sub(r"\1-", _HOUR.sub(r"\1h\2", text))
    return re.sub(rf"[ {NBSP}\u202f]+([:;!?])", r"\1", short)


def said_hours(text: str) -> str:
    """« 9 h – 20 h 30 » as « 9 heures à 20 heures 30 », as a voice says it."""
    short = _FROM_TO.sub(r"\1 à ", _HOUR.sub(r"\1h\2", text))
    return re.sub(
        r"\b(\d{1,2})h(\d*)", lambda at: f"{at[1]} heure{'s' * (int(at[1]) > 1)} {at[2]}".strip(), short
    )


def unbroken(text: str) -> str:
    """The text as it is printed: « 9 h – 20 h » and the sign that follows a word never begin a line."""
    text = re.sub(r"(?<=\d) (?=h\b)|(?<=\dh) (?=[-–])", NBSP, text)
    text = re.sub(
        rf"(?<=h|\d)[ {NBSP}]([-–])[ {NBSP}](?=\d)|(?<=\bh) (?=\d\d\b)",
        lambda at: f"{NBSP}{at[1]}{NBSP}" if at[1] else NBSP,
        text,
    )
    return re.sub(r" (?=[:;!?»])|(?<=«) ", NBSP, text)


def of_town(name: str) -> str:
    """« de Saint-Aubin », « d’Angers », « du Mans », « des Sables-d’Olonne »."""
    for article, short in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return short + name.removeprefix(article)
    vowel = unicodedata.normalize("NFD", name)[:1].casefold() in tuple("aeiouh")
    return f"d’{name}" if vowel else f"de {name}"


@dataclass(frozen=True)
class Saying:
    """What a form says, in the order of what matters, each on one line. ``reason`` is why it replaces or cancels.

    For a message taken back, ``action`` is empty: what it asked is no longer asked.
    """

    warning: str
    town: str
    step: str
    title: str
    action: str
    places: str
    details: str
    reason: str
    phone: str

    @property
    def heading(self) -> str:
        """The title with what must be said before it: « EXERCICE. Annulé : Canicule orange »."""
        title = f"{self.step}{NBSP}: {self.title}" if self.step else self.title
        return f"{self.warning}. {title}" if self.warning else title


def saying_of(announcement: Announcement, words: Words | None = None) -> Saying:
    """What to say of an announcement in some words, the French ones unless told otherwise."""
    words = words or announcement.french
    cancelled = announcement.step == Step.CANCEL
    return Saying(
        warning=WARNINGS[announcement.mode],
        town=one_line(announcement.speaker.name),
        step=STEPS[announcement.step],
        title=one_line(words.title),
        action="" if cancelled else one_line(words.action),
        places="" if cancelled else one_line(words.places),
        details="" if cancelled else printable(words.details),
        reason=one_line(announcement.reason),
        phone=one_line(announcement.phone).replace(NBSP, " "),
    )


def until(announcement: Announcement, written: Callable[[datetime], str]) -> str:
    """« Jusqu’au mercredi… », or when it was taken back."""
    if announcement.step == Step.CANCEL:
        return f"Annulé le {written(announcement.sent_at)}"
    return f"Jusqu’au {written(announcement.expires_at)}"


def current_translations(announcement: Announcement) -> tuple[Words, ...]:
    """Translations of the French as it stands: one that lags behind could send people to the wrong place."""
    return tuple(one for one in announcement.translations if not one.outdated)


def words_in(announcement: Announcement, language: str) -> Words | None:
    """The words in this language, when they are those of today's French."""
    if language == announcement.french.language:
        return announcement.french
    return next((one for one in current_translations(announcement) if one.language == language), None)


@dataclass(frozen=True)
class Copy:
    """A form ready to be copied: its text, what is measured of it (name, value), what to look at before using it."""

    text: str
    measures: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
