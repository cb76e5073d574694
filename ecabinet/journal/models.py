"""The journal's tables: streams of hash-chained events, exported heads, and answered commands."""

import uuid

from django.db import models


class Stream(models.Model):
    """One chain of events. Its row is the last lock that a transaction takes."""

    name = models.CharField(max_length=80, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name}@{self.seq}"


class Event(models.Model):
    """One act. Never changed; the payload (data, state) alone may be erased where the law asks for it."""

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    actor = models.JSONField()
    causation = models.UUIDField()
    audience = models.JSONField()
    data = models.JSONField(null=True)
    state = models.JSONField(null=True)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_stream_seq")]
        indexes = [models.Index(fields=["type", "at"])]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq} {self.type}"


class SignedHead(models.Model):
    """A signed statement that a stream had this hash at this sequence; also written to a file outside."""

    stream = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="signedhead_stream_seq")]

    def __str__(self) -> str:
        return f"{self.stream}@{self.seq}"


class AnsweredCommand(models.Model):
    """An idempotency key and the answer that its command got, written in the command's transaction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.UUIDField()
    key = models.UUIDField()
    route = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="answeredcommand_account_key")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
