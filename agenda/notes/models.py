"""What people write on documents: private notes, and comments for others."""

import uuid

from django.db import models
from django.db.models import Q

from agenda.documents.models import Document
from agenda.notes.rules import (
    LONGEST_COMMENT,
    LONGEST_CONTEXT,
    LONGEST_NOTE,
    LONGEST_QUOTE,
    Color,
    NoteKind,
    Sharing,
)
from ecabinet.directory.models import Person
from meetings.lifecycle.models import Meeting


class Notebook(models.Model):
    """A person's notes as one sequence: `last` is the number of their newest change."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.person_id} {self.last}"


class PrivateNote(models.Model):
    """A note that one person makes for oneself; nobody else is ever shown it, and no event tells of it.

    `key` was made by the device. `changed` is its place in the notebook's sequence, `revision` counts its own
    changes, `changes` names the last of them. A deleted one stays as an empty mark, so that other devices
    learn of it. `shape` holds ten-thousandths of the page (agenda.notes.rules.STEP); `version` is the one it
    was made on. `copy_of`: it keeps a text that another device overwrote.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    key = models.UUIDField()
    kind = models.CharField(max_length=9, choices=[(k.value, k.value) for k in NoteKind])
    version = models.PositiveSmallIntegerField()
    page = models.PositiveIntegerField()
    shape = models.JSONField(default=list)
    color = models.CharField(max_length=6, choices=[(c.value, c.value) for c in Color], default=Color.YELLOW)
    width = models.PositiveSmallIntegerField(default=0)
    quote = models.CharField(max_length=LONGEST_QUOTE, blank=True)
    before = models.CharField(max_length=LONGEST_CONTEXT, blank=True)
    after = models.CharField(max_length=LONGEST_CONTEXT, blank=True)
    text = models.CharField(max_length=LONGEST_NOTE, blank=True)
    copy_of = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed = models.PositiveBigIntegerField()
    changes = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)

    class Meta:
        ordering = ["changed"]
        indexes = [models.Index(fields=["person", "document", "changed"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "document", "key"], name="privatenote_key"),
            models.CheckConstraint(
                condition=Q(is_deleted=False) | Q(text="", quote="", before="", after=""),
                name="privatenote_deleted_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} r{self.revision}"


class CommentSettings(models.Model):
    """Who reads the comments that are made from now on; no row means the organisers."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="+")
    sharing = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Sharing], default=Sharing.ORGANISERS
    )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.sharing}"


class Comment(models.Model):
    """An opinion on a document or a place in it, or (with `parent`) an answer to one.

    `sharing` is what the meeting chose when the thread began. A removed one keeps its place without its text.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    version = models.PositiveSmallIntegerField()
    page = models.PositiveIntegerField(null=True)
    region = models.JSONField(default=list)
    quote = models.CharField(max_length=LONGEST_QUOTE, blank=True)
    text = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    sharing = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Sharing])
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160, blank=True)
    unit_id = models.UUIDField(null=True)
    unit_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=120, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["document", "made_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(text="", quote=""), name="comment_removed_is_empty"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(resolved_at=None), name="comment_reply_is_not_resolved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} {self.made_at:%H:%M}"
