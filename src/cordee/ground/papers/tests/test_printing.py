"""Papers read back from the PDF: words, tags, fonts, numbers."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest

from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.papers import issue_paper, revoke_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.codes import ALPHABET
from cordee.ground.papers.rules.content import Draft
from cordee.ground.papers.rules.texts import FIELDS, shipped_text
from cordee.ground.papers.selectors.export import export_papers
from cordee.ground.papers.selectors.printing import paper_pdf, text_pdf
from cordee.ground.papers.tests.reading import faults_of, words_of
from cordee.ground.people.actions.persons import record_person
from cordee.ground.people.models import Role
from cordee.ground.territory.actions.municipalities import update_municipality

pytestmark = pytest.mark.django_db
NASTY = r'#panic("pwned") $x^2$ *gras* _pente_ @renvoi <étiquette> \u{41} `code` = titre // fin'


def a_png(*, damaged: bool = False) -> bytes:
    """One green pixel; damaged, its sum is wrong."""

    def chunk(name: bytes, body: bytes) -> bytes:
        total = zlib.crc32(name + body) ^ (damaged and name == b"IDAT")
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", total)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\x1f\x5c\x4d"))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def karim(town):
    return record_person(by=Task("tests"), first_name="Karim", last_name="Benali", phone="+33639100001")


@pytest.fixture
def lucie(account):
    return account(Role.VOLUNTEER_COORDINATOR)


def an_attestation(karim, lucie, at, **values):
    draft = Draft(
        PaperKind.ATTESTATION,
        values={"personne": "Karim Benali", **values},
        facts=[("Référence", values.get("activités", "courses"))],
        signatures=["Pour le maire"],
    )
    return issue_paper(draft=draft, person=karim, by=lucie, at=at)


@pytest.mark.parametrize("kind", list(FIELDS))
def test_every_text_prints_as_an_accessible_pdf_that_can_be_read_back(town, now, kind):
    pdf = text_pdf(kind=kind, body=shipped_text(kind), version=3, at=now)
    assert faults_of(pdf) == []
    words = words_of(pdf)
    assert "Saint-Aubin-sur-Loire" in words and "7 avril 2026" in words and "texte n° 3" in words


def test_what_people_type_is_printed_as_typed_and_never_obeyed(karim, lucie, now):
    pdf = paper_pdf(an_attestation(karim, lucie, now, activités=NASTY))
    words = words_of(pdf)
    assert (
        words.count('#panic("pwned") $x^2$ *gras* _pente_ @renvoi <étiquette> \\u{41} `code` = titre // fin')
        == 2
    )
    assert faults_of(pdf) == []


def test_a_nasty_text_of_the_town_is_printed_as_written(town, now):
    words = words_of(text_pdf(kind=PaperKind.CHARTER, body="#set page(width: 1cm) $1$.", version=1, at=now))
    assert "#set page(width: 1cm) $1$." in words


def test_papers_are_numbered_by_year_and_by_kind(karim, lucie, now):
    numbers = [str(an_attestation(karim, lucie, now)) for _ in range(2)]
    numbers.append(str(an_attestation(karim, lucie, now + timedelta(days=300))))
    assert numbers == ["AT-2026-0001", "AT-2026-0002", "AT-2027-0001"]


def test_a_paper_prints_again_word_for_word_when_the_town_changed_its_number(town, karim, lucie, now):
    paper = an_attestation(karim, lucie, now)
    before = words_of(paper_pdf(paper))
    update_municipality(municipality=town, by=lucie, phone="02 41 00 00 00", name="Ailleurs")
    assert words_of(paper_pdf(Paper.objects.get())) == before


def test_the_logo_of_the_town_is_on_the_paper(town, karim, lucie, now):
    paper = an_attestation(karim, lucie, now)
    without = len(paper_pdf(paper))
    update_municipality(municipality=town, by=lucie, logo=a_png())
    pdf = paper_pdf(paper)
    assert len(pdf) > without and faults_of(pdf) == []


def test_a_damaged_logo_never_keeps_a_paper_from_being_printed(town, karim, lucie, now):
    paper = an_attestation(karim, lucie, now)
    update_municipality(municipality=town, by=lucie, logo=a_png(damaged=True))
    assert "Karim Benali" in words_of(paper_pdf(paper))


def test_codes_are_drawn_and_not_counted(karim, lucie, now):
    drawn = [
        issue_paper(draft=Draft(PaperKind.ORDER), person=karim, by=lucie, at=now, checked=True)
        for _ in range(20)
    ]
    codes = [paper.code for paper in drawn]
    assert len(set(codes)) == 20 and len({paper.short_code for paper in drawn}) == 20
    assert codes != sorted(codes)
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)


def test_a_cancelled_paper_is_cancelled_once_and_leaves_its_trace(karim, lucie, now):
    paper = an_attestation(karim, lucie, now)
    revoke_paper(paper=paper, by=lucie, at=now)
    with pytest.raises(Refused, match="déjà annulé"):
        revoke_paper(paper=paper, by=lucie, at=now)
    assert list(Event.objects.filter(subject=f"paper:{paper.pk}").values_list("verb", flat=True)) == [
        "revoke_paper",
        "issue_paper",
    ]
    assert export_papers(karim)["Papiers"][0]["Annulé le"] == "07/04/2026"


@pytest.fixture
def own_folder(town, settings, tmp_path) -> Path:
    """The folder of the data where the town puts its layouts."""
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "papiers" / town.pk
    folder.mkdir(parents=True)
    return folder


def test_a_town_replaces_the_layout_by_its_own(own_folder, now):
    (own_folder / "letter.typ").write_text(
        '#import "paper.typ": *\n#show: paper\nÀ notre façon. #data.blocks.at(0).items.at(0)',
        encoding="utf-8",
    )
    words = words_of(
        text_pdf(kind=PaperKind.CHARTER, body=shipped_text(PaperKind.CHARTER), version=0, at=now)
    )
    assert "À notre façon. J’aide gratuitement" in words


@pytest.mark.parametrize(
    "layout",
    [
        "#this-is-not-defined",
        '#read("/etc/passwd")',
        '#read("../../../secret_key")',
        '#import "@preview/cetz:0.3.0"',
    ],
)
def test_a_layout_that_is_broken_or_looks_elsewhere_says_so_kindly(own_folder, now, layout):
    (own_folder.parent.parent / "secret_key").write_text("chut")
    (own_folder / "letter.typ").write_text(
        f'#import "paper.typ": *\n#show: paper\n{layout}', encoding="utf-8"
    )
    with pytest.raises(Refused, match="ne se compile pas"):
        text_pdf(kind=PaperKind.CHARTER, body="Bonjour.", version=0, at=now)


@pytest.mark.parametrize(
    "odd", ["\x16", "\x7f", "\x9d", "\ue000", "\U000f5cb7", "\ufffe", "\ufdd0", "王\x16"]
)
def test_what_is_no_letter_never_keeps_a_paper_from_being_printed(town, now, odd):
    pdf = text_pdf(kind=PaperKind.CHARTER, body=f"Chers{odd} voisins", version=None, at=now)
    assert re.search(r"Chers ?(Wang)? ?voisins", words_of(pdf)) and faults_of(pdf) == []
