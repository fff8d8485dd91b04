"""Reading a BAN file: whole or refused, each bad line told, whatever the writing."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordee.ground.audit.rules import Refused
from cordee.ground.territory.gateways.ban import OTHER_COMMUNE, AddressRow, BanFile, LineFault
from cordee.ground.territory.rules import coordinate_fault
from cordee.ground.territory.tests.factories import BAN_HEADER, SHARED_DATA, TOWN, ban_line, ban_text, write

CODES = frozenset({TOWN})


def read(path: Path) -> tuple[list[AddressRow], list[LineFault]]:
    rows, faults = [], []
    for _, found in BanFile(path).rows(CODES):
        if isinstance(found, AddressRow):
            rows.append(found)
        elif isinstance(found, LineFault):
            faults.append(found)
    return rows, faults


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_file_is_read_the_same_in_every_encoding_and_line_ending(
    tmp_path: Path, encoding: str, ending: str
) -> None:
    text = ban_text(ban_line(1), ban_line(2, rep="BIS")).replace("\n", ending)
    rows, faults = read(write(tmp_path, text.encode(encoding)))
    assert [(row.number, row.suffix, row.street) for row in rows] == [
        ("1", "", "Rue de l'Église"),
        ("2", "bis", "Rue de l'Église"),
    ]
    assert faults == []


@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_another_separator_is_understood(tmp_path: Path, separator: str) -> None:
    rows, faults = read(write(tmp_path, ban_text(ban_line(1)).replace(";", separator)))
    assert (len(rows), faults) == (1, [])


def test_a_quoted_field_may_hold_the_separator(tmp_path: Path) -> None:
    rows, _ = read(write(tmp_path, ban_text(ban_line(1, nom_voie='"Rue; du Puits"'))))
    assert rows[0].street == "Rue; du Puits"


@pytest.mark.parametrize("column", ["nom_voie", "cad_parcelles"])
def test_an_unclosed_quote_costs_its_line_and_no_other(tmp_path: Path, column: str) -> None:
    rows, faults = read(
        write(tmp_path, ban_text(ban_line(1), ban_line(2, **{column: '"Rue du Puits'}), ban_line(3)))
    )
    assert [row.number for row in rows] == ["1", "3"]
    assert [(fault.line, fault.column) for fault in faults] == [(3, "ligne")]


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"lat": ""}, "lat"),
        ({"lon": "NaN"}, "lon"),
        ({"lat": "inf"}, "lat"),
        ({"lat": "0", "lon": "0"}, "lon, lat"),
        ({"lat": "-0.9", "lon": "47.35"}, "lon, lat"),
        ({"lat": "6700000", "lon": "432000"}, "lon, lat"),
        ({"numero": "douze"}, "numero"),
        ({"numero": "1234567"}, "numero"),
        ({"nom_voie": "  "}, "nom_voie"),
        ({"nom_voie": "x" * 121}, "nom_voie"),
        ({"code_postal": "4919"}, "code_postal"),
        ({"id": ""}, "id"),
        ({"rep": "quatervicies"}, "rep"),
        ({"nom_voie": "Rue\x00du Puits"}, "nom_voie"),
    ],
)
def test_a_faulty_line_is_told_by_line_and_column_and_stops_nothing(
    tmp_path: Path, fields: dict[str, str], column: str
) -> None:
    rows, faults = read(write(tmp_path, ban_text(ban_line(1), ban_line(2, **fields), ban_line(3))))
    assert [row.number for row in rows] == ["1", "3"]
    assert [(fault.line, fault.column) for fault in faults] == [(3, column)]


def test_a_line_of_the_wrong_width_is_told(tmp_path: Path) -> None:
    _, faults = read(write(tmp_path, ban_text("49999_1;3;trop court")))
    assert [(fault.line, fault.text) for fault in faults] == [(2, "3 colonnes au lieu de 23")]


def test_lines_of_other_communes_are_left_aside_even_faulty(tmp_path: Path) -> None:
    path = write(tmp_path, ban_text(ban_line(1, code_insee="49007", lat="NaN"), ban_line(2)))
    found = [what for _, what in BanFile(path).rows(CODES)]
    assert found[0] is OTHER_COMMUNE
    assert isinstance(found[1], AddressRow)


def test_a_former_commune_still_served_finds_its_addresses(tmp_path: Path) -> None:
    merged = ban_line(
        1, code_insee="49261", code_insee_ancienne_commune=TOWN, nom_ancienne_commune="Saint-Aubin"
    )
    rows, _ = read(write(tmp_path, ban_text(merged)))
    assert [row.former_commune for row in rows] == ["Saint-Aubin"]


def test_a_hamlet_without_number_is_an_address(tmp_path: Path) -> None:
    rows, faults = read(write(tmp_path, ban_text(ban_line(1, numero="99999", nom_voie="La Bruyère"))))
    assert (rows[0].number, rows[0].street, faults) == ("", "La Bruyère", [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"PK\x03\x04" + b"0" * 50, "classeur"),
        (b"%PDF-1.7\n", "PDF"),
        (b"nom;prenom\nRolland;Odette\n", "il manque les colonnes"),
        (b"id;nom_lieu_dit;code_postal;code_insee;lon;lat\n", "lieux-dits"),
        (BAN_HEADER.replace("lat;", "latitude;").encode() + b"\n", "il manque la colonne lat"),
        (b"\n\n\n", "il manque les colonnes"),
        (b"a" * 3_000_000, "ligne par ligne"),
        (gzip.compress(ban_text(*map(ban_line, range(1, 400))).encode(), mtime=0)[:-200], "incomplet"),
        (gzip.compress(b"x" * 99, mtime=0)[:20] + b"\xff" * 50, "abîmé"),
        (gzip.compress(b"", mtime=0), "vide"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        BanFile(write(tmp_path, content))


def test_a_missing_file_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"absent\.csv"):
        BanFile(tmp_path / "absent.csv")


def test_a_compressed_file_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    rows, _ = read(write(tmp_path, gzip.compress(ban_text(ban_line(1)).encode()), name="adresses.csv"))
    assert len(rows) == 1


def _fuzz_lines() -> st.SearchStrategy[bytes]:
    damaged = st.builds(
        lambda column, junk: ban_line(1, **{column: junk}).encode("utf-8", errors="surrogatepass"),
        st.sampled_from(BAN_HEADER.split(";")),
        st.text(max_size=40),
    )
    return st.one_of(damaged, st.binary(max_size=120), st.just(ban_line(7).encode()))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(_fuzz_lines(), max_size=8),
    has_header=st.booleans(),
    is_gzip=st.booleans(),
    cut=st.integers(0, 40),
)
def test_no_damage_makes_the_reader_crash(
    tmp_path: Path, lines: list[bytes], has_header: bool, is_gzip: bool, cut: int
) -> None:
    content = b"\n".join([BAN_HEADER.encode()] * has_header + lines)
    content = gzip.compress(content) if is_gzip else content
    path = write(tmp_path, content[: len(content) - cut])
    try:
        rows, faults = read(path)
    except Refused as refusal:
        assert str(refusal).strip()
        return
    for row in rows:
        assert row.street
        assert coordinate_fault(row.latitude, row.longitude) is None
        assert "\x00" not in "".join(map(str, row))
    for fault in faults:
        assert fault.line >= 2
        assert fault.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.sampled_from(["lat", "lon", "id", "nom_voie"]), max_size=6))
def test_every_sound_line_gets_in_and_every_damaged_one_is_told(tmp_path: Path, damage: list[str]) -> None:
    lines = [
        line
        for rank, column in enumerate(damage)
        for line in (ban_line(rank + 1), ban_line(rank + 1, **{column: ""}))
    ]
    rows, faults = read(write(tmp_path, ban_text(*lines)))
    assert len(rows) == len(damage)
    assert [(fault.line, fault.column) for fault in faults] == [
        (3 + 2 * rank, column) for rank, column in enumerate(damage)
    ]


@pytest.mark.parametrize(
    ("code", "streets"),
    [
        ("01002", ["Place du Pese Lait", "Chemin de la Ferm de la Montagne"]),
        ("75106", ["COUR DU COMMERCE SAINT ANDRE"]),
    ],
)
def test_real_lines_of_the_national_base_are_read(tmp_path: Path, code: str, streets: list[str]) -> None:
    sample = SHARED_DATA / "ban-sample.csv"
    if not sample.exists():
        doors = [
            ban_line(rank, nom_voie=street, code_insee=code) for rank, street in enumerate(streets, start=1)
        ]
        sample = write(tmp_path, ban_text(*doors))
    found = [what for _, what in BanFile(sample).rows(frozenset({code}))]
    assert [what.street for what in found if isinstance(what, AddressRow)] == streets
    assert not [what for what in found if isinstance(what, LineFault)]
