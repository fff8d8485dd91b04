"""Staff accounts: unique, named, with roles per town. Residents and volunteers have none."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from cordee.ground.territory.models import TownRow


class Role(models.TextChoices):
    """Who one is in the town hall (domain.md § 7.9, plus the front desk and the person who runs the machine)."""

    MAYOR = "mayor", "Maire ou élu·e délégué·e"
    DUTY_ELECTED_OFFICIAL = "duty_elected_official", "Élu·e d’astreinte"
    OPERATIONS_LEAD = "operations_lead", "Direction générale (RAC)"
    CCAS_MANAGER = "ccas_manager", "Direction du CCAS"
    SOCIAL_WORKER = "social_worker", "Travail social"
    RECEPTIONIST = "receptionist", "Accueil"
    CALLER = "caller", "Appels"
    VOLUNTEER_COORDINATOR = "volunteer_coordinator", "Coordination des bénévoles"
    DISTRICT_REFERENT = "district_referent", "Référent·e de quartier"
    COMMUNICATION = "communication", "Communication"
    DPO = "dpo", "Protection des données"
    ADMINISTRATOR = "administrator", "Informatique"


class Accounts(BaseUserManager["Account"]):
    """Creates and finds accounts by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Create an account; without a password it cannot sign in."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """Find by e-mail, whatever its case."""
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """One agent or elected official. Never shared: « accueil » is a role, not an account."""

    email = models.EmailField("courriel", unique=True)
    name = models.CharField("nom affiché", max_length=80)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField(default=timezone.now)
    quick_code = models.CharField("code du poste", max_length=128, blank=True, editable=False)

    objects = Accounts()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "compte"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def trace_key(self) -> str:
        """How the audit names this account as an actor."""
        return f"account:{self.pk}"


class StaffRole(TownRow):
    """One role of one account in one town."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField("rôle", max_length=24, choices=Role)
    granted_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "account", "role"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.account} : {self.get_role_display()}"
