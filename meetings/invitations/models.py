"""Who is asked to a meeting: sites, units and people, and what each of them answered."""

import uuid
from typing import TypeVar

from django.db import models
from django.db.models import Q

from ecabinet.directory.models import Person, Site, Unit
from meetings.lifecycle.models import Meeting

M = TypeVar("M", bound=models.Model)


class StillInvited(models.Manager[M]):
    """Leaves out what was removed. Removed rows stay, because history points to them."""

    def get_queryset(self) -> "models.QuerySet[M]":
        return super().get_queryset().filter(removed_at=None)


class MeetingSite(models.Model):
    """A connection point of one meeting. `status` is written by attendance, `microphone` by the floor.

    Which site is central is said by `Meeting.central_site`.
    """

    class Status(models.TextChoices):
        OFFLINE = "offline"
        ONLINE = "online"

    class Microphone(models.TextChoices):
        CLOSED = "closed"
        OPEN = "open"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sites")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    unit_name = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OFFLINE)
    since = models.DateTimeField(null=True)
    microphone = models.CharField(max_length=8, choices=Microphone.choices, default=Microphone.CLOSED)
    invited_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = StillInvited["MeetingSite"]()
    all_objects = models.Manager["MeetingSite"]()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "site"], condition=Q(removed_at=None), name="meetingsite_meeting_site"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_central(self) -> bool:
        return self.site_id == self.meeting.central_site_id


class InvitedUnit(models.Model):
    """A unit that is asked to send people, `most_people` of them (None: as many as it likes).

    It names who goes (participants whose `for_unit` it is) or declines with a reason; `answered_by` is who
    said so.
    """

    class Answer(models.TextChoices):
        PENDING = "pending"
        NAMED = "named"
        DECLINED = "declined"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    most_people = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    invited_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "unit"], name="invitedunit_meeting_unit"),
            models.CheckConstraint(
                condition=Q(answer="declined") & ~Q(reason="") | ~Q(answer="declined") & Q(reason=""),
                name="invitedunit_declines_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """A person of a meeting, with the name and position that were announced.

    `site` is the connection point where the person sits; None means an own device. `stands_for` names whom
    a substitute replaces, `for_unit` is the invited unit that named the person, `rsvp_by` who answered in the
    person's place.
    """

    class Role(models.TextChoices):
        CHAIR = "chair"
        SECRETARY = "secretary"
        MEMBER = "member"
        DELEGATE = "delegate"
        GUEST = "guest"

    class Rsvp(models.TextChoices):
        PENDING = "pending"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    class Manner(models.TextChoices):
        """How one who comes will attend; empty: not told."""

        IN_PERSON = "in_person"
        SITE = "site"
        ONLINE = "online"

    class Absence(models.TextChoices):
        """What became of an absence that was reported; empty: none was."""

        REQUESTED = "requested"
        APPROVED = "approved"
        REJECTED = "rejected"

    class Attendance(models.TextChoices):
        NOT_CHECKED = "not_checked"
        PRESENT_IN_PERSON = "present_in_person"
        PRESENT_ONLINE = "present_online"
        ABSENT = "absent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="participations")
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    unit_name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role.choices)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    site_name = models.CharField(max_length=120, blank=True)
    votes = models.BooleanField(default=False)
    rsvp = models.CharField(max_length=10, choices=Rsvp.choices, default=Rsvp.PENDING)
    rsvp_reason = models.CharField(max_length=300, blank=True)
    rsvp_at = models.DateTimeField(null=True)
    rsvp_by = models.CharField(max_length=120, blank=True)
    rsvp_manner = models.CharField(max_length=9, choices=Manner.choices, blank=True)
    absence = models.CharField(max_length=9, choices=Absence.choices, blank=True)
    absence_note = models.CharField(max_length=300, blank=True)
    stands_for = models.CharField(max_length=120, blank=True)
    for_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    attendance = models.CharField(max_length=20, choices=Attendance.choices, default=Attendance.NOT_CHECKED)
    attendance_reason = models.CharField(max_length=300, blank=True)
    checked_in_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = StillInvited["Participant"]()
    all_objects = models.Manager["Participant"]()

    class Meta:
        ordering = ["full_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(removed_at=None), name="participant_meeting_person"
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(role="chair", removed_at=None), name="participant_one_chair"
            ),
            models.CheckConstraint(
                condition=~Q(rsvp="declined") | ~Q(rsvp_reason=""), name="participant_declines_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(rsvp="declined", rsvp_manner="") & ~Q(absence="")
                | ~Q(rsvp="declined") & Q(absence=""),
                name="participant_absence_of_who_declines",
            ),
            models.CheckConstraint(condition=~Q(role="guest", votes=True), name="participant_guest_no_vote"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_present(self) -> bool:
        return self.attendance in PRESENT


class Substitution(models.Model):
    """Somebody is named to go in a participant's place; the chair or a secretary accepts or declines."""

    class Status(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="substitutions")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="substitutions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    unit_name = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PROPOSED)
    note = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(status__in=["proposed", "accepted"]),
                name="substitution_one_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}: {self.status}"


PRESENT: tuple[str, ...] = (Participant.Attendance.PRESENT_IN_PERSON, Participant.Attendance.PRESENT_ONLINE)
