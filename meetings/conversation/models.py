"""What is announced and written in a meeting beside its record."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.conversation.rules import LONGEST_ANNOUNCEMENT, LONGEST_MESSAGE, LONGEST_NOTE
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting


class ConversationSettings(models.Model):
    """How people of a meeting write to each other; no row means the usual.

    `chat_kept`: messages stay after the meeting, else they are erased when its record is closed.
    `notes_to_secretary`: notes to the chair that are written from now on are seen by the secretaries too.
    """

    class Everybody(models.TextChoices):
        """The room for everybody: closed, written by the organisers and read by all, or open."""

        OFF = "off"
        ANSWERS = "answers"
        ALL = "all"

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="+")
    everybody = models.CharField(max_length=7, choices=Everybody.choices, default=Everybody.OFF)
    chat_kept = models.BooleanField(default=True)
    notes_to_secretary = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.everybody}"


class Announcement(models.Model):
    """A text on the screens of all, or of some. `audience` holds the tags of who sees it."""

    class Kind(models.TextChoices):
        INFORMATION = "information"
        BREAK = "break"
        TECHNICAL = "technical"
        URGENT = "urgent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    text = models.CharField(max_length=LONGEST_ANNOUNCEMENT)
    site_names = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    audience = models.JSONField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=models.F("sent_at")),
                name="announcement_expires_later",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class AnnouncementReceipt(models.Model):
    """An account on whose screen an announcement was seen."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="receipts")
    account_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "account_id"], name="announcementreceipt_once")
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.account_id}"


class ChatMessage(models.Model):
    """A message of a room. A deleted one keeps its place, without its text."""

    class DeletedBy(models.TextChoices):
        NOBODY = ""
        AUTHOR = "author"
        SECRETARY = "secretary"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    room = models.CharField(max_length=48)
    number = models.PositiveIntegerField()
    account_id = models.UUIDField()
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=160, blank=True)
    text = models.CharField(max_length=LONGEST_MESSAGE, blank=True)
    sent_at = models.DateTimeField()
    deleted_by = models.CharField(max_length=9, choices=DeletedBy.choices, blank=True)

    class Meta:
        ordering = ["room", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "room", "number"], name="chatmessage_number"),
            models.CheckConstraint(
                condition=Q(deleted_by="") | Q(text=""), name="chatmessage_deleted_is_empty"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "account_id", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.room} {self.number}"


class Note(models.Model):
    """A few words to the chair alone. `shared`: the secretaries see this one too."""

    class Status(models.TextChoices):
        SENT = "sent"
        READ = "read"
        ANSWERED = "answered"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, null=True, related_name="+")
    account_id = models.UUIDField()
    person_id = models.UUIDField()
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160, blank=True)
    site_name = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=LONGEST_NOTE)
    shared = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.SENT)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["meeting", "account_id", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.full_name} {self.sent_at:%H:%M}"
