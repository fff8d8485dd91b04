"""By what an agent proves who they are, and where they are signed in. An account may serve several towns: no town here."""

from __future__ import annotations

from django.db import models

from cordee.ground.people.models.accounts import Account


class Way(models.TextChoices):
    """How a session was opened."""

    PASSWORD = "password", "mot de passe"
    SECOND_FACTOR = "second_factor", "mot de passe et code"
    PASSKEY = "passkey", "clé d’accès"
    LINK = "link", "lien reçu par courriel"
    LINK_AND_CODE = "link_and_code", "lien et code"
    PROVIDER = "provider", "fournisseur d’identité"
    INVITATION = "invitation", "invitation"
    QUICK_CODE = "quick_code", "code du poste"


STRONG_WAYS = frozenset({Way.SECOND_FACTOR, Way.PASSKEY, Way.LINK_AND_CODE, Way.PROVIDER})
"""Ways that prove two things at once, or that somebody else answers for."""


class Passkey(models.Model):
    """A WebAuthn credential: a public key, which opens nothing when stolen (W3C WebAuthn level 3)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.BinaryField()
    name = models.CharField("nom", max_length=60)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    counter = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "clé d’accès"
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name


class TotpSecret(models.Model):
    """The secret an application on a telephone draws its codes from (RFC 6238), sealed with the key of the machine.

    ``last_step`` is the last half-minute whose code served: a code read over a shoulder serves nobody.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="totp")
    sealed = models.TextField()
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"totp {self.account_id}"


class RecoveryCode(models.Model):
    """One of the codes kept on paper for the day the telephone is lost; a digest, used once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"code {self.pk}"


class LinkPurpose(models.TextChoices):
    """What a link sent to an agent opens."""

    SIGN_IN = "sign_in", "se connecter"
    INVITATION = "invitation", "ouvrir son compte"


class AccountLink(models.Model):
    """A link sent to an agent's mailbox: a digest, used once, before it expires."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=LinkPurpose)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class ProviderIdentity(models.Model):
    """Who an account is for an OpenID provider: bound at the first visit by the e-mail, then for good by the subject."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="subject_once"),
            models.UniqueConstraint(fields=["issuer", "account"], name="one_subject_an_account"),
        ]

    def __str__(self) -> str:
        return f"identity {self.pk}"


class StaffSession(models.Model):
    """Where an account is signed in, so that its owner can look and cut."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    way = models.CharField(max_length=14, choices=Way)
    device = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"session {self.pk}"


class DeskPresence(models.Model):
    """Somebody who signed in wholly on this computer today, and may come back to it with their short code."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    place_digest = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place_digest", "account"], name="presence_once")]

    def __str__(self) -> str:
        return f"presence {self.pk}"
