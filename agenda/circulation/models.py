"""Written opinions (phiếu lấy ý kiến): a matter put to members in writing, outside of a session."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from agenda.circulation.rules import Base, Choice, Shown, Silence, Status
from agenda.documents.models import PageText, PaperFile
from agenda.documents.rules import Status as FileStatus
from agenda.voting.rules import Threshold
from ecabinet.directory.models import Person, Unit
from ecabinet.search import FoldedField
from meetings.lifecycle.models import Meeting


def _choices(values: Any) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class Circulation(models.Model):
    """A matter of one or more questions. `result` is written at the close and never after.

    `due_at` is the only thing that says whether an answer is in time. `needs_approval`: as the unit's
    practice was when it was last drafted. `reminded_at`: when its secretaries or follower last asked for
    answers by hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    content = models.TextField(blank=True)
    questions = models.JSONField()
    status = models.CharField(max_length=10, choices=_choices(Status), default=Status.DRAFT)
    threshold = models.CharField(max_length=10, choices=_choices(Threshold), default=Threshold.HALF)
    base = models.CharField(max_length=10, choices=_choices(Base), default=Base.MEMBERS)
    silence = models.CharField(max_length=16, choices=_choices(Silence), default=Silence.NOT_COUNTED)
    legal_basis = models.CharField(max_length=300, blank=True)
    shown = models.CharField(max_length=8, choices=_choices(Shown), default=Shown.CLOSED)
    takes_late = models.BooleanField(default=False)
    closes_when_all_answered = models.BooleanField(default=True)
    needs_approval = models.BooleanField(default=False)
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approver_name = models.CharField(max_length=120, blank=True)
    follower = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    follower_name = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    folded = FoldedField(sources=("title", "unit_name"))

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["status", "due_at"], name="circulation_status_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned"], sent_at=None, closed_at=None)
                | Q(status="open", sent_at__isnull=False, closed_at=None)
                | Q(status__in=["closed", "recalled"], sent_at__isnull=False, closed_at__isnull=False),
                name="circulation_times_of_status",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", result__isnull=False) | ~Q(status="closed") & Q(result=None),
                name="circulation_closed_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["returned", "recalled"]) | ~Q(reason=""),
                name="circulation_reason_given",
            ),
            models.CheckConstraint(
                condition=~Q(silence="count_as_agree") | ~Q(legal_basis=""),
                name="circulation_silence_has_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CirculationMember(models.Model):
    """One who is asked. `aide` may draft the answer; `draft` is what the two of them have written so far.

    `answers` are `[{question, choice, text}]` as submitted, `times` how often.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circulation = models.ForeignKey(Circulation, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    unit_name = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField()
    aide = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    aide_name = models.CharField(max_length=120, blank=True)
    draft = models.JSONField(null=True)
    drafted_at = models.DateTimeField(null=True)
    drafted_by = models.CharField(max_length=120, blank=True)
    answers = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    times = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["circulation_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["circulation", "person"], name="circulation_member_once"),
            models.CheckConstraint(
                condition=Q(answers=None, answered_at=None)
                | Q(answers__isnull=False, answered_at__isnull=False),
                name="circulation_answer_has_time",
            ),
            models.CheckConstraint(condition=~Q(aide=models.F("person")), name="circulation_aide_is_another"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def choice_of(self, question: int) -> Choice | None:
        """What was answered to the question with that number; None: nothing."""
        found = [each["choice"] for each in self.answers or () if each["question"] == question]
        return Choice(found[0]) if found else None


class CirculationPaper(PaperFile):
    """A paper on the matter. One without text is read only after a second person has declared it."""

    circulation = models.ForeignKey(Circulation, models.CASCADE, related_name="papers")
    title = models.CharField(max_length=300)
    uploaded_by = models.CharField(max_length=120)
    uploader_id = models.UUIDField(null=True)
    declared_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["uploaded_at", "id"]
        indexes = [models.Index(fields=["sha256"], name="circulation_paper_sha256")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=FileStatus.READY) | (Q(pages__gte=1) & ~Q(view_sha256="")),
                name="circulation_paper_ready_has_view",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CirculationPage(PageText):
    """The text of one page of such a paper."""

    paper = models.ForeignKey(CirculationPaper, models.CASCADE, related_name="page_texts")

    class Meta:
        ordering = ["paper_id", "number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="circulation_page_number")]

    def __str__(self) -> str:
        return f"{self.paper_id} p{self.number}"


class Report(models.Model):
    """That the result of a circulation was laid before a session of its unit, once."""

    circulation = models.OneToOneField(Circulation, models.PROTECT, primary_key=True, related_name="report")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="opinion_reports")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.circulation_id} -> {self.meeting_id}"
