"""Words of the log, of messages and of languages."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from cordee.ground.assignments.models import AssignmentState
from cordee.ground.audit.models import Event
from cordee.ground.messaging.models import MessageState
from cordee.ground.people.models import Language
from cordee.portal.desk.rules.journal import MESSAGE_WORDS, VERB_WORDS, fact_words

register = template.Library()

_LANGUAGES = dict(Language.choices)
_TONES: dict[str, str] = {
    MessageState.QUEUED: "info",
    MessageState.SENDING: "info",
    MessageState.SENT: "ok",
    MessageState.DELIVERED: "ok",
    MessageState.FAILED: "danger",
    MessageState.UNKNOWN: "warn",
}

_MISSION_TONES: dict[str, str] = {
    AssignmentState.PROPOSED: "info",
    AssignmentState.ACCEPTED: "ok",
    AssignmentState.STARTED: "ok",
    AssignmentState.DONE: "ok",
    AssignmentState.NO_ANSWER: "warn",
    AssignmentState.NO_SHOW: "danger",
}


@register.filter
def mission_tone(state: str) -> str:
    """Tone of the badge of a mission in a volunteer's file: done is done, nothing is left to do here."""
    return _MISSION_TONES.get(state, "neutral")


@register.filter
def verb_words(verb: str) -> str:
    """What happened, in a word or two."""
    return VERB_WORDS.get(verb, verb)


@register.filter
def message_words(kind: str) -> str:
    """What a message is about."""
    return MESSAGE_WORDS.get(kind, kind)


@register.filter
def message_tone(state: str) -> str:
    """Tone of the badge of a message's state."""
    return _TONES.get(state, "neutral")


@register.filter
def language_words(codes: Iterable[str]) -> str:
    """Languages by their French names."""
    return ", ".join(str(_LANGUAGES.get(code, code)) for code in codes)


@register.filter
def told_of_text(event: Event) -> str:
    """What happened to a public text, with what changed in it: « Dispositif modifié · champs : lien, étapes »."""
    words = VERB_WORDS.get(event.verb, event.verb)
    changed = [fact_words("fields", event.facts["fields"])] if event.facts.get("fields") else []
    return " · ".join([words[:1].upper() + words[1:], *changed])


@register.filter
def told_of_place(event: Event) -> str:
    """What happened to a place, with the state and the number said: « État du lieu dit · état : complet · … »."""
    told = [
        fact_words(name, event.facts[name])
        for name in ("place_state", "present", "opening_kind")
        if name in event.facts
    ]
    words = VERB_WORDS.get(event.verb, event.verb)
    return " · ".join([words[:1].upper() + words[1:], *told])
