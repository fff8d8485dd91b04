"""Bytes to text: UTF-8 first, then Windows, then what French letters betray (Mac, DOS), then statistics."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from cordee.ground.audit.rules import Refused

_FRENCH = set("éèêëàâäçîïôöùûüÉÈÊÀÇÔÎœŒ’«»€ñóíáãõ°–…")
_ODD = set(
    "ŽžŠšÐðÞþ¤¦¨¬¯±²³´¶¸¹º¼½¾×÷ß‡†‰ˆ˜›‹ƒ™®©¢£¥§¡¿åÅøØÆæµ·\x81\x8d\x8f\x90\x9dÕÓÒÚÙıŸ√∂∆∑∏π∫ªΩ≈≥≤≠∞—“”„ÌÍÃÑﬁﬂ◊˘˙˚˛ˇ█▓▒░│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼"
)
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf©¨ª«§´®¯¢¹»¼ ‰ˆ€‡]|â€™|Â°|Â ")
_CANDIDATES = ("cp1252", "mac_roman", "cp850")


def decode_text(content: bytes) -> tuple[str, list[str]]:
    """Text and notes for the reader. Raises ``Refused`` when it is not text at all."""
    notes: list[str] = []
    text = _by_mark(content) or _without_mark(content, notes)
    nul = text.count("\x00")
    if nul:
        text = text.replace("\x00", "")
        notes.append("Des caractères illisibles (nuls) ont été retirés.")
    controls = sum(character < " " and character not in "\t\r\n\x0b\x0c" for character in text[:200_000])
    if nul > len(content) // 5 or controls * 50 > len(text[:200_000]):
        raise Refused("Ce fichier n’est pas un tableur : enregistrez la liste en .xlsx, .ods ou .csv.")
    if len(_MOJIBAKE.findall(text)) > 0:
        repaired = "\n".join(map(_repaired, re.split(r"\r\n|\n|\r", text)))
        if len(_MOJIBAKE.findall(repaired)) < len(_MOJIBAKE.findall(text)):
            notes.append("Les accents abîmés (« Ã© ») ont été réparés.")
            text = repaired
    return text, notes


def _by_mark(content: bytes) -> str | None:
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").lstrip("\ufeff")
    return None


def _without_mark(content: bytes, notes: list[str]) -> str:
    sample = content[:4000]
    if len(sample) >= 4 and sample.count(0) > len(sample) // 4:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if max(even, odd) > 3 * max(1, min(even, odd)):
            return content.decode("utf-16-be" if even > odd else "utf-16-le", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lenient = content.decode("utf-8", errors="replace")
    broken, whole = lenient.count("\ufffd"), sum(character > "\x7f" for character in lenient)
    if whole - broken >= 4 * broken:
        notes.append("Quelques caractères du fichier sont abîmés : ils apparaissent « \ufffd ».")
        return lenient
    texts = {encoding: content.decode(encoding, errors="replace") for encoding in _CANDIDATES}
    scores = {encoding: _frenchness(text) for encoding, text in texts.items()}
    best = max(_CANDIDATES, key=lambda encoding: scores[encoding])
    if scores[best] <= 0:
        guess = from_bytes(content[:100_000]).best()
        if guess is not None and guess.encoding not in {"utf_8", "ascii"}:
            text = content.decode(guess.encoding, errors="replace")
            if _frenchness(text) > scores[best]:
                return text
        best = "cp1252"
    if best != "cp1252":
        notes.append(
            f"Le fichier vient d’un {'Mac' if best == 'mac_roman' else 'ancien système'} : vérifiez les "
            "accents."
        )
    return texts[best]


def _frenchness(text: str) -> int:
    """Letters French writes, less those it never does; a tie goes to the first candidate (Windows)."""
    foreign = [character for character in text if character > "\x7f"]
    return sum(
        (character in _FRENCH) - 3 * (character in _ODD or character == "\ufffd") for character in foreign
    )


def _repaired(line: str) -> str:
    if not _MOJIBAKE.search(line):
        return line
    try:
        return line.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return line
