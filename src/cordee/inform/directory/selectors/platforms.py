"""Platforms as the desk and everybody see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cordee.ground.people.rules.links import host_of
from cordee.ground.people.rules.words.folding import words_of
from cordee.inform.directory.models import Platform, PlatformState, Serves
from cordee.inform.directory.rules.platforms import look_again_on
from cordee.inform.directory.rules.starters import starter_platforms


@dataclass(frozen=True)
class PlatformFilter:
    """What was asked to see. ``state`` is a ``PlatformState``, or ``due``: not looked at for six months."""

    text: str = ""
    serves: str = ""
    state: str = ""


@dataclass(frozen=True)
class PlatformLine:
    """A platform on a day; ``due`` when it is time to look whether it still does what is said."""

    platform: Platform
    due: bool

    @property
    def serves(self) -> list[str]:
        """« pour aider », « entre voisins »."""
        return [str(Serves(code).label) for code in self.platform.serves if code in Serves.values]

    @property
    def host(self) -> str:
        """Where its link leads."""
        return host_of(self.platform.link)

    @property
    def needs(self) -> str:
        """What it takes to use it, in words; ``""`` when nobody looked."""
        account = {True: "il faut un compte", False: "sans compte", None: ""}[self.platform.needs_account]
        network = {True: "il faut internet", False: "sans internet", None: ""}[self.platform.needs_internet]
        return ", ".join(words for words in (network, account) if words)

    @property
    def tone(self) -> str:
        """Tone of its badge."""
        if self.platform.state == PlatformState.WITHDRAWN:
            return "neutral"
        return "ok" if self.platform.state == PlatformState.PUBLISHED and not self.due else "warn"


def platform_by_id(platform_id: int) -> Platform | None:
    """One platform of the town in scope."""
    return Platform.objects.select_related("verified_by").filter(pk=platform_id).first()


def platform_line(platform: Platform, *, today: date) -> PlatformLine:
    """How one platform stands."""
    day = look_again_on(platform)
    return PlatformLine(platform, day is not None and day <= today)


def _matches(platform: Platform, wanted: PlatformFilter) -> bool:
    if wanted.serves and wanted.serves not in platform.serves:
        return False
    words = words_of(wanted.text).split()[:5]
    told = words_of(f"{platform.name} {platform.what}") if words else ""
    return all(word in told for word in words)


def public_platforms(*, at: datetime, serves: str = "") -> list[PlatformLine]:
    """What everybody may read, by name; one query."""
    today, wanted = timezone.localdate(at), PlatformFilter(serves=serves)
    return [
        platform_line(one, today=today)
        for one in Platform.objects.filter(state=PlatformState.PUBLISHED)
        if _matches(one, wanted)
    ]


_ORDER = {PlatformState.DRAFT: 0, PlatformState.PUBLISHED: 1, PlatformState.WITHDRAWN: 2}


def desk_platforms(wanted: PlatformFilter, *, at: datetime) -> list[PlatformLine]:
    """What the desk keeps, what is due first; one query."""
    today, rows = timezone.localdate(at), Platform.objects.select_related("verified_by")
    if wanted.state in PlatformState.values:
        rows = rows.filter(state=wanted.state)
    lines = [platform_line(one, today=today) for one in rows if _matches(one, wanted)]
    if wanted.state == "due":
        lines = [one for one in lines if one.due]
    return sorted(lines, key=lambda one: (not one.due, _ORDER[PlatformState(one.platform.state)]))


def starter_platforms_left() -> int:
    """Lines of the starter list the town does not have yet, withdrawn ones counted as had."""
    have = set(Platform.objects.exclude(code="").values_list("code", flat=True))
    return sum(code not in have for code in starter_platforms())
