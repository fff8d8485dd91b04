"""The outbox and the inbox."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cordee.ground.people.models import Person
from cordee.ground.territory.models import TownRow


class Channel(models.TextChoices):
    """How a message travels."""

    SMS = "sms", "SMS"
    EMAIL = "email", "courriel"


class MessageState(models.TextChoices):
    """What is known of a message on its way out."""

    QUEUED = "queued", "en attente"
    SENDING = "sending", "en cours d’envoi"
    SENT = "sent", "envoyé"
    DELIVERED = "delivered", "remis"
    FAILED = "failed", "échec"
    UNKNOWN = "unknown", "peut-être remis"
    CANCELLED = "cancelled", "annulé"


class OnDoubt(models.TextChoices):
    """When nobody can say whether a message left: an alert is sent again, an appointment is held."""

    RESEND = "resend", "renvoyer"
    HOLD = "hold", "retenir"


class OutgoingMessage(TownRow):
    """One message to one address.

    ``key`` makes it unique: asking twice for the same key queues once. ``lease_until`` and ``lease_token``
    belong to the worker that is sending it; a dead worker's lease expires and another takes over. ``body``
    has its entry links masked once the message has left.
    """

    key = models.CharField(max_length=120)
    channel = models.CharField(max_length=5, choices=Channel)
    recipient = models.CharField(max_length=254)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    segments = models.PositiveSmallIntegerField(default=1)
    on_doubt = models.CharField(max_length=6, choices=OnDoubt, default=OnDoubt.RESEND)
    state = models.CharField(max_length=9, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    provider = models.CharField(max_length=20, blank=True)
    provider_ref = models.CharField(max_length=80, blank=True, db_index=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["commune", "key"], name="message_once_per_key")]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="message_due", condition=Q(state__in=["queued", "sending"])
            ),
            models.Index(
                fields=["lease_until"], name="message_leased", condition=Q(lease_until__isnull=False)
            ),
            models.Index(fields=["person", "-id"], name="message_of_person"),
            models.Index(fields=["commune", "state", "-id"], name="message_of_state"),
            models.Index(fields=["recipient", "-id"], name="message_to_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.state}"


class Delivery(models.TextChoices):
    """What a provider says of one part of an SMS."""

    PENDING = "pending", "en route"
    DELIVERED = "delivered", "remis"
    FAILED = "failed", "non remis"


class Receipt(models.Model):
    """One part of a sent SMS under the name its provider gave it, and what the provider told about it since.

    A receipt may come before the answer that names the part: it waits here without a message. A long SMS has
    several parts and is delivered when all of them are.
    """

    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=80)
    message = models.ForeignKey(OutgoingMessage, null=True, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=9, choices=Delivery, default=Delivery.PENDING)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="receipt_once_per_provider_ref")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_ref} {self.status}"


class Stopped(TownRow):
    """A number whose owner answered STOP: nothing is sent to it any more, except what its owner has just
    asked for.
    """

    number = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "number"], name="stopped_once_per_number")]

    def __str__(self) -> str:
        return f"stop {self.pk}"


class IncomingMessage(TownRow):
    """An SMS that came in, kept once whatever the number of times the provider repeats it."""

    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=80)
    sender = models.CharField(max_length=16)
    text = models.CharField(max_length=1000)
    received_at = models.DateTimeField()
    understood_as = models.CharField(max_length=40, blank=True)
    read_at = models.DateTimeField("lu par un agent le", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], name="incoming_once_per_provider_ref"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_ref}"


class Heartbeat(models.Model):
    """When the worker last gave a sign of life, so that a page can say « les messages ne partent plus »."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Tick(models.Model):
    """When a periodic job of a town is due next: whoever moves ``next_at`` forward runs it, so that one
    worker does.
    """

    name = models.CharField(max_length=40)
    commune_code = models.CharField(max_length=5)
    next_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "commune_code"], name="tick_once_per_town")]

    def __str__(self) -> str:
        return f"{self.name} {self.commune_code}"
