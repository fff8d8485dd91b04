"""The e-mail of a bulletin: plain text, as the outbox sends it (``ground.messaging`` carries no HTML)."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.inform.bulletins.rules.announcements import Announcement, Step, Words
from cordee.inform.bulletins.rules.channels.wording import (
    NBSP,
    Copy,
    current_translations,
    cut_at,
    of_town,
    one_line,
    saying_of,
    sentence,
    shown_moment,
    until,
)
from cordee.inform.bulletins.rules.channels.written import phone_line, sources

SUBJECT = 78
"""Characters of a subject that mailboxes show whole (RFC 5322 § 2.1.1 asks for lines of 78)."""
LEAVE = "{leave}"


@dataclass(frozen=True)
class MailForm:
    """A subject of one line, and a text whose last line is how to leave."""

    subject: str
    text: str


def _translated(words: Words) -> str:
    lines = [words.title, sentence(one_line(words.action)), one_line(words.places), words.details]
    return "\n".join(one for one in (f"[{words.language}]", *lines) if one.strip())


def mail_of(announcement: Announcement, *, leave: str = LEAVE) -> MailForm:
    """The e-mail, translations of today's French below it. ``leave`` is the one-step link out, of whoever receives it.

    With the placeholder of the default, whoever sends replaces it, at the end of the text and nowhere else
    (``rpartition``): what people typed may hold braces.
    """
    saying = saying_of(announcement)
    blocks = [
        "CECI EST UN EXERCICE." if saying.warning else "",
        saying.heading,
        sentence(saying.reason),
        sentence(saying.action),
        saying.details,
        f"Où{NBSP}: {sentence(saying.places)}" if saying.places else "",
        "\n".join(
            one for one in (sentence(until(announcement, shown_moment)), phone_line(announcement)) if one
        ),
        f"{sources(announcement)}\nLe message sur le site de la mairie{NBSP}: {announcement.page}",
    ]
    if announcement.step != Step.CANCEL:
        blocks += [_translated(one) for one in current_translations(announcement)]
    blocks += [
        f"Mairie {of_town(saying.town)}\nCette adresse n’attend pas de réponse. Ne plus recevoir ces messages{NBSP}: {leave}"
    ]
    subject = (
        cut_at(saying.heading, max(SUBJECT - len(saying.town) - 3, 24))
        or saying.warning
        or "Message de la mairie"
    )
    return MailForm(
        f"{subject} ({saying.town})" if saying.town else subject, "\n\n".join(one for one in blocks if one)
    )


def mail_copy(announcement: Announcement) -> Copy:
    """The subject, then the text."""
    form = mail_of(announcement, leave="(lien propre à chacun)")
    return Copy(f"Objet : {form.subject}\n\n{form.text}", (("Objet", f"{len(form.subject)} caractères"),))
