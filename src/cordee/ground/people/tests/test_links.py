"""A link that is kept leads over https to one public name, and shows it."""

from __future__ import annotations

import pytest

from cordee.ground.audit.rules import Refused
from cordee.ground.people.rules.links import host_of, read_link


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("www.caf.fr", "https://www.caf.fr"),
        (" https://caf.fr/aides?a=1#b ", "https://caf.fr/aides?a=1#b"),
        ("HTTPS://WWW.CAF.FR/A", "https://www.caf.fr/A"),
    ],
)
def test_an_address_is_read_as_people_write_it(typed, kept):
    assert read_link(typed) == kept
    assert host_of(kept) in {"caf.fr", ""}


@pytest.mark.parametrize(
    "typed",
    [
        "http://caf.fr", "javascript:alert(1)", "data:text/html,x", "//evil.example", "https://caf.fr@evil.example/",
        "https://u:p@caf.fr", "https://caf.fr:8443/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/",
        "https://ca f.fr", 'https://caf.fr/"onload=', "https://caf.fr/<b>", "ftp://caf.fr", "https://cafe\u0301.fr",
        "https://caf.fr/" + "a" * 300, "https://caf.fr\\@evil.example", "https://[", "caf",
    ],
)  # fmt: skip
def test_an_address_that_hides_where_it_leads_is_refused(typed):
    with pytest.raises(Refused) as refused:
        read_link(typed, field="link")
    assert refused.value.field == "link"
