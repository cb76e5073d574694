"""Organisation units, people, sites and the accounts that sign in."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from ecabinet.directory.rights import FOR_ALL, Right
from ecabinet.search import FoldedField


class Unit(models.Model):
    """An organisation unit, valid between two dates: units merge (domain.md)."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government"
        MINISTRY = "ministry"
        PROVINCE = "province"
        DEPARTMENT = "department"
        COMMUNE = "commune"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    email = models.EmailField(blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    folded = FoldedField(sources=("name", "short_name", "code"))

    class Meta:
        ordering = ["folded", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="unit_validity",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitPast(models.Model):
    """What a unit was called, and under which unit it stood, until a date."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="pasts")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    until = models.DateField()

    class Meta:
        ordering = ["until", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "until"], name="unitpast_unit_until")]

    def __str__(self) -> str:
        return f"{self.name} ({self.until})"


class Succession(models.Model):
    """From `since` on, `successor` stands where `predecessor` stood.

    `keeps_records`: it inherits the meetings of the predecessor, and the rights on them. One unit does, else
    nobody could say whose a past meeting is.
    """

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="inheritances")
    since = models.DateField()
    keeps_records = models.BooleanField(default=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_pair"),
            models.UniqueConstraint(
                fields=["predecessor"], condition=Q(keeps_records=True), name="succession_one_heir"
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"


class Person(models.Model):
    """Someone who takes part in meetings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    folded = FoldedField(sources=("full_name", "position"))

    class Meta:
        ordering = ["folded", "id"]

    def __str__(self) -> str:
        return self.full_name


class Site(models.Model):
    """A connection point (điểm cầu): one video endpoint, many people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    folded = FoldedField(sources=("name", "place"))

    class Meta:
        ordering = ["folded", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="site_unit_name")]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts with a hashed password."""

    def create_account(self, username: str, password: str, **fields: Any) -> "Account":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """What signs in: a person, or the device of a site.

    An administrator manages everything; one who `administers` a unit manages that unit and those below it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="account")
    site = models.OneToOneField(Site, models.PROTECT, null=True, blank=True, related_name="account")
    is_administrator = models.BooleanField(default=False)
    administers = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="administrators"
    )
    is_secretary = models.BooleanField(default=False)
    is_technician = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, site__isnull=False) | Q(person__isnull=False, site=None),
                name="account_person_or_site",
            ),
            models.CheckConstraint(
                condition=Q(site=None)
                | Q(is_administrator=False, is_secretary=False, is_technician=False, administers=None),
                name="account_device_has_no_duties",
            ),
        ]

    def __str__(self) -> str:
        return self.username


class Grant(models.Model):
    """A single right of an account beside its duties, for one unit; those for all name none.

    It counts from `since` until `until`, or until it is ended; ended ones stay, so that one may read who had
    which right when, and from whom.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    right = models.CharField(max_length=24, choices=[(right.value, right.value) for right in Right])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "right", "unit"], condition=Q(ended_at=None), name="grant_once_for_a_unit"
            ),
            models.UniqueConstraint(
                fields=["account", "right"], condition=Q(ended_at=None, unit=None), name="grant_once_for_all"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(right__in=sorted(FOR_ALL), unit=None)
                | Q(unit__isnull=False) & ~Q(right__in=sorted(FOR_ALL)),
                name="grant_for_a_unit_or_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.right}"


class SignIn(models.Model):
    """Every try to sign in, with its outcome: for the rate limit and the sign-in log (T3)."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        WRONG = "wrong"
        INACTIVE = "inactive"
        LIMITED = "limited"

    username = models.CharField(max_length=60)
    account = models.ForeignKey(Account, models.SET_NULL, null=True)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["username", "at"]), models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.username} {self.outcome}"
