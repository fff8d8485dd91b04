"""Texts that somebody pastes elsewhere: the press, apps of small towns, social networks, the sheet for FR-Alert."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.inform.bulletins.rules.announcements import Announcement, Mode, Step
from cordee.inform.bulletins.rules.channels.limits import TO_CHECK, AppLimits, app_limits, characters
from cordee.inform.bulletins.rules.channels.wording import (
    NBSP,
    Copy,
    cut_at,
    cut_words,
    joined,
    of_town,
    one_line,
    saying_of,
    sentence,
    short_moment,
    shortened,
    shown_moment,
    until,
)

SEVERITIES = {
    "Extreme": "extrême (rouge)",
    "Severe": "grave (orange)",
    "Moderate": "modérée (jaune)",
    "Minor": "faible",
}
URGENCIES = {"Immediate": "immédiate", "Expected": "dans l’heure", "Future": "à venir", "Past": "passée"}
PREFECT_DECIDES = "La décision appartient au préfet."


def phone_line(announcement: Announcement) -> str:
    """« Renseignements : 02 41 00 00 00 »; nothing when the town gave no number."""
    phone = saying_of(announcement).phone
    return f"Renseignements{NBSP}: {phone}" if phone else ""


def sources(announcement: Announcement) -> str:
    """The sentence of the source with its link."""
    link = one_line(announcement.source_url)
    return f"{one_line(announcement.source)} ({link})" if link else one_line(announcement.source)


def press_text(announcement: Announcement) -> str:
    """A press release: who speaks, when, the message whole, until when, the source, whom to ring."""
    saying, speaker = saying_of(announcement), announcement.speaker
    contact = [
        f"Mairie {of_town(saying.town)}",
        one_line(speaker.phone)
        and f"{one_line(speaker.phone)} ({one_line(speaker.phone_hours)})".replace(" ()", ""),
        one_line(speaker.email),
    ]
    blocks = [
        f"COMMUNIQUÉ DE PRESSE — Mairie {of_town(saying.town)}",
        "CECI EST UN EXERCICE : NE PAS DIFFUSER." if announcement.mode != Mode.ACTUAL else "",
        f"Le {shown_moment(announcement.sent_at)}. Pour diffusion immédiate.",
        f"{saying.step}{NBSP}: {saying.title}" if saying.step else saying.title,
        sentence(saying.reason),
        sentence(saying.action),
        saying.details,
        f"Où{NBSP}: {sentence(saying.places)}" if saying.places else "",
        sentence(until(announcement, shown_moment)),
        f"Pour le public{NBSP}: {saying.phone}" if saying.phone else "",
        f"{sentence(sources(announcement))} Page de la mairie{NBSP}: {announcement.page}",
        f"Contact presse{NBSP}: " + ", ".join(one for one in contact if one),
    ]
    return "\n\n".join(one for one in blocks if one)


def press_copy(announcement: Announcement) -> Copy:
    """The press release, ready to send."""
    text = press_text(announcement)
    return Copy(text, (("Longueur", f"{len(text)} caractères"),))


@dataclass(frozen=True)
class AppBlock:
    """What to paste in an app: a title and a body within its lengths, and whether something was cut."""

    app: AppLimits
    title: str
    body: str
    shortened: bool


def _body(announcement: Announcement, most: int) -> tuple[str, bool]:
    """The text of a block: details give way first, then places, then the act; the end, the number, the source stay."""
    saying = saying_of(announcement)
    tail = [
        sentence(until(announcement, short_moment)),
        phone_line(announcement),
        one_line(announcement.source),
    ]
    pieces = {"action": saying.action or saying.reason, "places": saying.places, "details": saying.details}

    def told(values: dict[str, str]) -> str:
        return "\n".join(one for one in (*(sentence(text) for text in values.values()), *tail) if one)

    if len(told(pieces)) <= most:
        return told(pieces), False
    # A cut in the lines of the details would leave a list open: they become one run of words first.
    pieces["details"] = one_line(pieces["details"])
    order = (("details", 0), ("places", 0), ("action", 0))
    pieces, _ = shortened(pieces, order, lambda one: len(told(one)) <= most, mark="…")
    return told(pieces), True


def app_blocks(announcement: Announcement) -> tuple[AppBlock, ...]:
    """One block for each known app, in the order of the data."""
    saying, blocks = saying_of(announcement), []
    for app in app_limits():
        title = cut_at(saying.heading, app.title)
        body, cut = _body(announcement, app.body)
        blocks.append(AppBlock(app, title, body, cut or title != saying.heading))
    return tuple(blocks)


def app_copy(announcement: Announcement) -> Copy:
    """The block of the strictest app, which all of them take."""
    apps = app_limits()
    title_most, body_most = min(one.title for one in apps), min(one.body for one in apps)
    saying = saying_of(announcement)
    title = cut_at(saying.heading, title_most)
    body, cut = _body(announcement, body_most)
    names = ", ".join(one.name for one in apps)
    remarks = [f"Pour {names} : {TO_CHECK}."] if any(one.to_check for one in apps) else []
    if cut:
        remarks.append("Le texte a été raccourci : l’essentiel et le numéro restent.")
    return Copy(
        f"{title}\n\n{body}",
        (
            ("Titre", f"{len(title)} caractères sur {title_most}"),
            ("Texte", f"{len(body)} caractères sur {body_most}"),
        ),
        tuple(remarks),
    )


def social_text(announcement: Announcement) -> str:
    """A post within the shortest network's length: title, act, end, number and the link, which stay whole."""
    saying, most = saying_of(announcement), characters("social", "text")
    tail = [until(announcement, short_moment), saying.phone, announcement.page]
    ending = " — ".join(one for one in tail if one)
    head = joined(saying.heading, saying.action or saying.reason, saying.places)
    told = cut_words(head, lambda one: len(one) + 1 + len(ending) <= most, mark="…")
    return f"{told}\n{ending}" if told else ending


def image_alt(announcement: Announcement) -> str:
    """What the picture of the poster says, for whoever does not see it: all its words, in the order of the poster."""
    saying = saying_of(announcement)
    told = joined(
        f"Affiche de la mairie {of_town(saying.town)}",
        saying.heading,
        saying.action or saying.reason,
        saying.places,
        until(announcement, shown_moment),
        phone_line(announcement),
        one_line(announcement.source),
    )
    return cut_at(told, characters("social", "alt"))


def social_copy(announcement: Announcement) -> Copy:
    """The post, and below it the text for whoever does not see the picture."""
    text, most = social_text(announcement), characters("social", "text")
    remarks = (
        (f"Le message compte {len(text)} caractères, {most} au plus : {TO_CHECK}.",)
        if len(text) > most
        else ()
    )
    return Copy(
        f"{text}\n\nTexte de remplacement de l’image :\n{image_alt(announcement)}",
        (("Longueur", f"{len(text)} caractères sur {most}"),),
        remarks,
    )


@dataclass(frozen=True)
class FrAlertSheet:
    """A request for the prefecture, which Cordée never sends: its lines (name, value) and the message proposed."""

    rows: tuple[tuple[str, str], ...]
    message: str
    most: int


def _duration(announcement: Announcement) -> str:
    minutes = max(int((announcement.expires_at - announcement.starts_at).total_seconds()) // 60, 0)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} j" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(one for one in parts if one) or "moins d’une minute"


def _outline(announcement: Announcement) -> str:
    rings = [ring for area in announcement.areas for ring in area.rings]
    return " ; ".join(" ".join(f"{lat:.5f},{lon:.5f}" for lon, lat in ring) for ring in rings)


def fr_alert_message(announcement: Announcement) -> str:
    """The message proposed, within 1 000 characters: the details give way, never the act, the end nor the number."""
    saying, most = saying_of(announcement), characters("fr_alert", "message")
    ending = joined(
        until(announcement, shown_moment), phone_line(announcement), one_line(announcement.source)
    )
    pieces = {
        "heading": saying.heading, "action": saying.action or saying.reason, "places": saying.places,
        "details": one_line(saying.details),
    }  # fmt: skip
    order = (("details", 0), ("places", 0), ("heading", 0), ("action", 0))
    pieces, _ = shortened(pieces, order, lambda one: len(joined(*one.values(), ending)) <= most, mark="…")
    return joined(*pieces.values(), ending)


def fr_alert_sheet(announcement: Announcement, *, asker: str = "") -> FrAlertSheet:
    """The sheet of domain.md, annexe A.6. ``asker`` is the function of whoever asks (« maire », « DOS »)."""
    saying, speaker = saying_of(announcement), announcement.speaker
    blank = "à compléter"
    languages = ("fr", *(one.language for one in announcement.translations if not one.outdated))
    outline = _outline(announcement)
    rows = (
        ("Commune", f"{saying.town} (INSEE {speaker.insee_code})"),
        ("Demandeur (maire ou DOS)", asker or blank),
        ("Heure de la demande", shown_moment(announcement.sent_at)),
        ("Danger", one_line(announcement.event) or blank),
        ("Gravité", SEVERITIES.get(announcement.severity, announcement.severity)),
        ("Imminence", URGENCIES.get(announcement.urgency, announcement.urgency)),
        ("Zone", ", ".join(one_line(area.name) for area in announcement.areas) or blank),
        ("Lieux cités", saying.places or blank),
        ("Contour (latitude,longitude)", outline or "non dessiné"),
        ("Consigne en une phrase", saying.action or saying.reason or blank),
        ("Durée", f"{_duration(announcement)}, {until(announcement, shown_moment).lower()}"),
        ("Langues", ", ".join(languages)),
        ("Contact de rappel", ", ".join(x for x in (one_line(speaker.phone), one_line(speaker.email)) if x) or blank),
    )  # fmt: skip
    return FrAlertSheet(rows, fr_alert_message(announcement), characters("fr_alert", "message"))


def fr_alert_copy(announcement: Announcement) -> Copy:
    """The sheet as text. Cordée sends it to nobody: a person reads it, completes it and hands it to the prefecture."""
    sheet = fr_alert_sheet(announcement)
    lines = [f"{name}{NBSP}: {value}" for name, value in sheet.rows]
    title = "DEMANDE FR-ALERT — fiche de transmission à la préfecture"
    if announcement.mode != Mode.ACTUAL:
        title = f"EXERCICE — {title}"
    if announcement.step == Step.CANCEL:
        lines.insert(0, "Cette fiche demande la fin de l’alerte.")
    text = "\n".join([title, *lines, f"Message proposé{NBSP}:", sheet.message, PREFECT_DECIDES])
    return Copy(
        text,
        (("Message proposé", f"{len(sheet.message)} caractères sur {sheet.most}"),),
        (f"Cordée ne l’envoie pas. {PREFECT_DECIDES}", "La longueur est à vérifier auprès de la préfecture."),
    )
