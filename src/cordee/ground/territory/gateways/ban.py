"""The national address base (BAN) as a file: one département streamed in constant memory, every bad line
told.

Columns are those of the CSV export (schema « adresses » of adresse.data.gouv.fr). The file is read twice:
once through, to know that it is whole and how it is written, so that a download cut in the middle changes
nothing; once for its lines.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.rules.coordinates import coordinate_fault, parse_degrees
from cordee.ground.territory.rules.streets import street_key

_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 16
_MOST_BYTES = 8 << 30
_SEPARATORS = ";,\t|"
_NEEDED = ("id", "numero", "nom_voie", "code_postal", "code_insee", "lon", "lat")
_OPTIONAL = ("rep", "code_insee_ancienne_commune", "nom_ancienne_commune")
# Number the base gives to a place that has none (a hamlet's name).
_NO_NUMBER = {"", "0", "99999"}
_WHERE = (
    "Le fichier attendu est celui de votre département, « adresses-49.csv.gz », sur adresse.data.gouv.fr."
)

_LOOKS_LIKE = (
    (b"PK\x03\x04", "un classeur ou une archive zip"),
    (b"%PDF", "un PDF"),
    (b"BZh", "une archive bz2"),
    (b"\xfd7zXZ", "une archive xz"),
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel"),
    (b"SQLite format 3", "une base de données"),
)


@dataclass(frozen=True)
class LineFault:
    """A line that was not taken: its number in the file (the header is 1), the column, and why, in French."""

    line: int
    column: str
    text: str


class AddressRow(NamedTuple):
    """One address of the town, ready for the base."""

    ban_id: str
    number: str
    suffix: str
    street: str
    street_key: str
    postcode: str
    former_commune: str
    latitude: float
    longitude: float


class OtherCommune:
    """A line of another commune."""


OTHER_COMMUNE = OtherCommune()


class BanFile:
    """A BAN file that was checked from end to end.

    Raises ``Refused``, with a sentence for the person, when it is empty, cut, of another kind or lacks a
    column.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        try:
            with self.path.open("rb") as file:
                start = file.read(16)
        except OSError as error:
            raise Refused(
                f"Le fichier « {self.path.name} » ne s’ouvre pas ({error.__class__.__name__})."
            ) from error
        for signature, kind in _LOOKS_LIKE:
            if start.startswith(signature):
                raise Refused(f"« {self.path.name} » est {kind}, pas un fichier CSV d’adresses. {_WHERE}")
        self._is_gzip = start.startswith(b"\x1f\x8b")
        self.encoding = self._check_whole()
        self.separator, self._positions, self.columns = self._read_header()

    def _open(self) -> BinaryIO:
        return gzip.open(self.path, "rb") if self._is_gzip else self.path.open("rb")  # type: ignore[return-value]

    def _check_whole(self) -> str:
        """Read to the end; returns the encoding: UTF-8 when it is, else the Windows-1252 of town halls."""
        guess = _EncodingGuess()
        size = since_end = 0
        try:
            with self._open() as file:
                while chunk := file.read(_CHUNK):
                    guess.read(chunk)
                    size += len(chunk)
                    last_end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                    since_end = since_end + len(chunk) if last_end < 0 else len(chunk) - last_end
                    if since_end > _CHUNK or size > _MOST_BYTES:
                        raise Refused(
                            f"« {self.path.name} » n’est pas un fichier d’adresses ligne par ligne. {_WHERE}"
                        )
        except EOFError as error:
            raise Refused(
                f"« {self.path.name} » est incomplet : le téléchargement s’est sans doute arrêté. "
                "Téléchargez-le de nouveau ; rien n’a été changé."
            ) from error
        except (OSError, zlib.error) as error:
            raise Refused(
                f"« {self.path.name} » est abîmé et ne se décompresse pas. Téléchargez-le de nouveau."
            ) from error
        if not size:
            raise Refused(f"« {self.path.name} » est vide. {_WHERE}")
        return guess.encoding

    def _lines(self) -> Iterator[str]:
        """Lines without their end, whatever that is; a line longer than any address comes back cut."""
        # Any odd byte left is replaced and shown in the faults: one letter must not lose a département.
        with io.TextIOWrapper(self._open(), encoding=self.encoding, errors="replace", newline=None) as text:
            while line := text.readline(_LONGEST_LINE):
                yield line.rstrip("\n")

    def _read_header(self) -> tuple[str, dict[str, int], list[str]]:
        header = next(self._lines(), "")
        separator = max(_SEPARATORS, key=header.count)
        columns = [name.strip().strip('"').lower() for name in header.split(separator)]
        missing = [name for name in _NEEDED if name not in columns]
        if missing:
            if "nom_lieu_dit" in columns:
                raise Refused(
                    f"« {self.path.name} » est la liste des lieux-dits, pas celle des adresses. {_WHERE}"
                )
            lacking = f"{'la colonne' if len(missing) == 1 else 'les colonnes'} {', '.join(missing)}"
            raise Refused(
                f"« {self.path.name} » n’est pas un fichier de la Base Adresse Nationale : "
                f"il manque {lacking}. {_WHERE}"
            )
        return (
            separator,
            {name: columns.index(name) for name in (*_NEEDED, *_OPTIONAL) if name in columns},
            columns,
        )

    def rows(self, codes: frozenset[str]) -> Iterator[tuple[int, AddressRow | LineFault | OtherCommune]]:
        """Each line with its number: an address of the communes ``codes`` (INSEE, also as former commune), a
        fault, or ``OTHER_COMMUNE``. Empty lines are passed over.
        """
        width, separator = len(self.columns), self.separator
        commune_at = self._positions["code_insee"]
        former_at = self._positions.get("code_insee_ancienne_commune", commune_at)
        for number, line in enumerate(self._lines(), start=1):
            if number == 1 or not line.strip(" \t;,|"):
                continue
            if '"' in line:
                try:
                    fields = next(csv.reader([line], delimiter=separator, strict=True))
                except (csv.Error, StopIteration):
                    yield number, LineFault(number, "ligne", "un guillemet n’est pas refermé")
                    continue
            else:
                fields = line.split(separator)
            if len(fields) != width:
                yield number, LineFault(number, "ligne", f"{len(fields)} colonnes au lieu de {width}")
            elif fields[commune_at].strip().upper() in codes or fields[former_at].strip().upper() in codes:
                yield number, self._address(number, fields)
            else:
                yield number, OTHER_COMMUNE

    def _address(self, line: int, fields: list[str]) -> AddressRow | LineFault:
        value = {name: fields[position].strip() for name, position in self._positions.items()}
        for name, text in value.items():
            if "\x00" in text or "\ufffd" in text:
                return LineFault(line, name, "caractère illisible")
        if not value["id"] or len(value["id"]) > 60:
            return LineFault(line, "id", "identifiant absent ou trop long")
        street = " ".join(value["nom_voie"].split())
        if not street or len(street) > 120:
            return LineFault(line, "nom_voie", "nom de voie absent ou trop long")
        number = value["numero"].lstrip("0")
        if number and not (number.isascii() and number.isdigit() and len(number) <= 5):
            return LineFault(line, "numero", f"« {value['numero'][:20]} » n’est pas un numéro")
        suffix = value.get("rep", "").lower()
        if len(suffix) > 10:
            return LineFault(line, "rep", f"« {suffix[:20]} » est trop long")
        postcode = value["code_postal"]
        if postcode and not (postcode.isascii() and postcode.isdigit() and len(postcode) == 5):
            return LineFault(line, "code_postal", f"« {postcode[:20]} » n’est pas un code postal")
        longitude, latitude = parse_degrees(value["lon"]), parse_degrees(value["lat"])
        if latitude is None or longitude is None:
            column = "lat" if latitude is None else "lon"
            given = value[column][:20]
            return LineFault(
                line, column, f"« {given} » n’est pas une coordonnée" if given else "coordonnée absente"
            )
        if fault := coordinate_fault(latitude, longitude):
            return LineFault(line, "lon, lat", fault)
        return AddressRow(
            value["id"],
            "" if number in _NO_NUMBER else number,
            suffix,
            street,
            street_key(street),
            postcode,
            value.get("nom_ancienne_commune", "")[:80],
            latitude,
            longitude,
        )


class _EncodingGuess:
    """Which encoding all the chunks of a file agree with."""

    def __init__(self) -> None:
        self._started = False
        self._sure = ""
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = self._is_cp1252 = True

    def read(self, chunk: bytes) -> None:
        """Look at the next chunk."""
        if not self._started:
            self._started, self._sure = True, _utf16(chunk)
        if self._sure:
            return
        self._is_utf8 = self._is_utf8 and _decodes(self._utf8.decode, chunk)
        self._is_cp1252 = self._is_cp1252 and _decodes(lambda part: part.decode("cp1252"), chunk)

    @property
    def encoding(self) -> str:
        """A codec name. Latin-1 reads any byte, and comes last."""
        if self._sure:
            return self._sure
        if self._is_utf8:
            return "utf-8-sig"
        return "cp1252" if self._is_cp1252 else "latin-1"


def _utf16(chunk: bytes) -> str:
    """UTF-16 by its mark, or by its NUL bytes when it has none; empty when it must be something else."""
    if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = chunk[:400]
    if sample.count(0) >= len(sample) // 3 > 0:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    return ""


def _decodes(decode: Callable[[bytes], str], chunk: bytes) -> bool:
    try:
        decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
