"""Rules of messages: their length, their words, when they are tried again, what must not stay in them."""

from cordee.ground.messaging.rules.gsm import SmsLength, gsm_friendly, sms_length
from cordee.ground.messaging.rules.replies import Answer, Reply, read_reply
from cordee.ground.messaging.rules.templates import Composed, MissingValue, compose, fill

__all__ = [
    "Answer",
    "Composed",
    "MissingValue",
    "Reply",
    "SmsLength",
    "compose",
    "fill",
    "gsm_friendly",
    "read_reply",
    "sms_length",
]
