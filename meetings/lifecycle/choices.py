"""The few words that meetings, their kinds and their templates share."""

from django.db import models


class Kind(models.TextChoices):
    """A session's members vote under a quorum; a working meeting follows other rules (domain.md)."""

    WORKING = "working"
    SESSION = "session"


class MediaPolicy(models.TextChoices):
    """Who may open a microphone: every site, or only the one that has the floor."""

    OPEN = "open"
    ON_FLOOR = "on_floor"


class Voters(models.TextChoices):
    """Who has a ballot unless somebody decides otherwise: chair and members, all but guests, or nobody."""

    MEMBERS = "members"
    ALL = "all"
    NOBODY = "nobody"
