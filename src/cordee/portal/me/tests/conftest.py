"""One's own pages under test: nothing remembered from one test to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import html5lib
import pytest
from django.core.cache import cache
from django.http import HttpResponse

from cordee.ground.territory.models import Municipality
from cordee.ground.territory.selectors import forget_municipalities, forget_town_maps
from cordee.ground.territory.tests.factories import add_street


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    cache.clear()
    forget_municipalities()
    forget_town_maps()
    yield
    forget_municipalities()


@pytest.fixture
def streets(town: Municipality) -> None:
    """A few doors of Saint-Aubin."""
    add_street("Rue des Lilas", postcode="49999")
    add_street("Rue du Port", postcode="49999", at=(47.352, -0.902))


@pytest.fixture
def sound() -> Callable[[HttpResponse], str]:
    """Check that a page is a page: valid, one title, one h1, identifiers met once. Returns its text."""

    def check(response: HttpResponse) -> str:
        html = response.content.decode()
        html5lib.HTMLParser(strict=True).parse(html)
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert re.search(r"<title>[^<]+ — [^<]+</title>", html)
        found = re.findall(r'\sid="([^"]+)"', html)
        assert len(found) == len(set(found)), [one for one in found if found.count(one) > 1]
        assert not re.search(r"\s(style|on[a-z]+)=\"", html)
        return html

    return check
