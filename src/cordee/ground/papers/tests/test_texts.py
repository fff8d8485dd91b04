"""The words of the town: fields, versions, and nothing read as markup."""

from __future__ import annotations

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.actions.texts import write_text
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.rules.texts import FIELDS, blocks_of, check_text, filled, shipped_text
from cordee.ground.papers.selectors.texts import text_in_force, text_of_version
from cordee.ground.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", list(FIELDS))
def test_each_shipped_text_is_one_a_town_could_have_written(kind):
    assert check_text(kind, shipped_text(kind))


def test_the_charter_keeps_its_ten_sentences():
    (block,) = blocks_of(shipped_text(PaperKind.CHARTER))
    assert block["kind"] == "numbered" and len(block["items"]) == 10


def test_a_text_becomes_headings_paragraphs_and_lists_and_nothing_else():
    blocks = blocks_of(
        "Article 1 – Objet\n\nUne phrase.\nUne autre\n\n1. un\n2. deux\n\n- #trois\n- *quatre*"
    )
    assert [block["kind"] for block in blocks] == ["heading", "paragraph", "numbered", "bullets"]
    assert blocks[3]["items"] == ["#trois", "*quatre*"]


def test_braces_typed_in_a_name_are_not_filled_again():
    assert filled("{personne} à {commune}", {"personne": "{commune}", "commune": "Ici"}) == "{commune} à Ici"


def test_a_field_nobody_filled_is_a_line_to_complete_by_hand():
    assert filled("Motif : {motif}", {}) == "Motif : …………"


def test_an_unknown_field_is_named_with_those_that_exist():
    with pytest.raises(Refused, match=r"\{adresse\}.*\{commune\}"):
        check_text(PaperKind.CHARTER, "Chez {adresse}")


def test_each_change_is_a_version_and_the_former_can_be_read(town, account, now):
    by = account(Role.OPERATIONS_LEAD)
    assert text_in_force(PaperKind.CHARTER).version == 0
    for rank, body in enumerate(("J’aide.", "J’aide mieux."), start=1):
        text = write_text(kind=PaperKind.CHARTER, body=body, after=rank - 1, by=by, at=now)
        assert text is not None and text.version == rank
    assert text_in_force(PaperKind.CHARTER).body == "J’aide mieux."
    assert text_of_version(PaperKind.CHARTER, 1) == "J’aide."
    assert text_of_version(PaperKind.CHARTER, 0) == shipped_text(PaperKind.CHARTER)
    assert write_text(kind=PaperKind.CHARTER, body="J’aide mieux.", after=2, by=by, at=now) is None


def test_two_authors_at_once_do_not_overwrite_each_other(town, account, now):
    by = account(Role.OPERATIONS_LEAD)
    write_text(kind=PaperKind.CHARTER, body="Un.", after=0, by=by, at=now)
    with pytest.raises(Refused, match="entre-temps"):
        write_text(kind=PaperKind.CHARTER, body="Deux.", after=0, by=by, at=now)
