"""Polls, their frozen rolls and the ballots cast."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from agenda.items.models import AgendaItem
from agenda.voting.rules import Base, Electorate, Status, Threshold, Tie
from agenda.voting.subjects import Content, PollKind, Subject
from ecabinet.directory.models import Person
from meetings.invitations.models import Participant
from meetings.lifecycle.models import Meeting


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class VotingRule(models.Model):
    """The rule that a new poll of a kind of meeting starts from; an administrator's table (domain.md)."""

    kind = models.CharField(max_length=10, choices=Meeting.Kind.choices, primary_key=True)
    threshold = models.CharField(max_length=10, choices=_choices(Threshold))
    base = models.CharField(max_length=10, choices=_choices(Base))
    electorate = models.CharField(max_length=10, choices=_choices(Electorate))
    tie = models.CharField(max_length=10, choices=_choices(Tie))
    legal_basis = models.CharField(max_length=300)

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.threshold} {self.base}"


class Poll(models.Model):
    """A question put to the vote. `kind`, `options` (of a list) and `seats` say how it is answered; they,
    `rule` and `entitled` (votes of all members) are frozen when it opens. `bundle_version` says in which
    form the closed poll was hashed, so that the root of an old poll stays verifiable.

    `previous` links a new round to the old. With `limit_seconds` it closes by itself at `closes_at`, which
    extensions move. A trial is for practice: no quorum, no place in the minutes.

    While `paused_at` is set it takes no ballot and is not closed: the line of the site `paused_for`, where
    electors sit, is lost. An item's removal is answered by `forget_item` in the same transaction: the
    constraint, checked at the commit, holds it to that.
    """

    class Method(models.TextChoices):
        """How ballots are given. A secret method needs a sealed ballot box of its own (voting.md 13)."""

        NAMED = "named"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="polls")
    item = models.ForeignKey(AgendaItem, models.DO_NOTHING, null=True, related_name="polls")
    item_title = models.CharField(max_length=400, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="later_rounds")
    question = models.CharField(max_length=500)
    kind = models.CharField(max_length=14, choices=_choices(PollKind), default=PollKind.APPROVAL)
    options = models.JSONField(default=list)
    seats = models.PositiveSmallIntegerField(default=1)
    method = models.CharField(max_length=10, choices=Method.choices, default=Method.NAMED)
    status = models.CharField(max_length=10, choices=_choices(Status), default=Status.DRAFT)
    rule = models.JSONField()
    entitled = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    limit_seconds = models.PositiveIntegerField(null=True)
    closes_at = models.DateTimeField(null=True)
    is_trial = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    paused_for = models.CharField(max_length=120, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True)
    root = models.CharField(max_length=64, blank=True)
    bundle_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(status="open"), name="poll_one_open_per_meeting"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", opened_at=None, closed_at=None, result=None)
                | Q(status="open", opened_at__isnull=False, closed_at=None, result=None)
                | Q(status="closed", opened_at__isnull=False, closed_at__gte=F("opened_at"))
                | Q(status="cancelled", closed_at__isnull=False, result=None),
                name="poll_times_of_status",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(status="open"), name="poll_paused_is_open"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in PollKind], seats__gte=1), name="poll_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def subject(self) -> Subject:
        """What is asked, as the rules count it."""
        return Subject.of(self.kind, self.options, self.seats)


class Elector(models.Model):
    """A voting member as the roll had it when the poll opened: later changes of the meeting do not reach it.

    The removal of a participant who is on the roll of an open poll is refused by `keep_roll`.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="roll")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    weight = models.PositiveSmallIntegerField(default=1)
    is_chair = models.BooleanField(default=False)
    may_cast = models.BooleanField()
    present_at_open = models.BooleanField()
    present_at_close = models.BooleanField(null=True)

    class Meta:
        ordering = ["full_name", "participant_id"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "participant"], name="elector_poll_participant"),
            models.UniqueConstraint(fields=["poll"], condition=Q(is_chair=True), name="elector_one_chair"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="elector_weight_positive"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Ballot(models.Model):
    """The one effective ballot of a member. `id` is made by the device, so that a retry is recognised.

    `content` is what it says (subjects.py), checked against the poll's subject before it is stored.
    """

    id = models.UUIDField(primary_key=True)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="ballots")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    elector = models.OneToOneField(Elector, models.PROTECT, related_name="ballot")
    content = models.JSONField()
    tracker = models.CharField(max_length=9)
    cast_at = models.DateTimeField()

    class Meta:
        ordering = ["cast_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "participant"], name="ballot_poll_participant"),
            models.UniqueConstraint(fields=["poll", "tracker"], name="ballot_poll_tracker"),
        ]

    def __str__(self) -> str:
        return f"{self.elector} {self.tracker}"

    @property
    def said(self) -> Content:
        """The content as the rules read it."""
        return Content.of(self.content)
