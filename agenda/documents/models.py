"""Documents of agenda items, their text, and who has opened them."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from agenda.documents.kinds import MEDIA_TYPES, Kind
from agenda.documents.rules import Status
from agenda.documents.seen import pages_of
from agenda.items.models import AgendaItem
from ecabinet.directory.models import Account, Person, Unit
from meetings.lifecycle.models import Meeting


class Group(models.TextChoices):
    """What a document is for; internal ones are for chair and secretaries alone."""

    MAIN = "main"
    REFERENCE = "reference"
    INTERNAL = "internal"


class Approval(models.TextChoices):
    """Where a version stands on its way to the readers. What a secretary lays is approved at once."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class Document(models.Model):
    """A paper laid before a meeting, in one or several versions.

    `shown` is the version that its readers get: the newest that was approved and is ready, and before there
    is one the newest that was approved. Without it, or recalled, the document is seen by nobody but those who
    prepare it. `unit` is the unit that delivers it, empty for the secretaries' own.

    `readers` are the tags of whom the reading rights name while they are open, null where the group decides;
    it changes with an event only. `rights` counts these changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)
    group = models.CharField(max_length=10, choices=Group.choices, default=Group.MAIN)
    kind = models.CharField(max_length=160, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit_name = models.CharField(max_length=200, blank=True)
    shown = models.OneToOneField("DocumentVersion", models.SET_NULL, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.CharField(max_length=120, blank=True)
    recall_reason = models.CharField(max_length=300, blank=True)
    readers = models.JSONField(null=True)
    rights = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.title


class PaperFile(models.Model):
    """A file and what was made of it to be read. Files are found by content: `sha256` is the original's.

    `outline` holds `{title, page, level}`, `labels` what pages call themselves when that is not their number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, default=MEDIA_TYPES[Kind.PDF])
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(null=True)
    status = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in Status], default=Status.PROCESSING
    )
    rejected_code = models.CharField(max_length=40, blank=True)
    rejected_reason = models.CharField(max_length=300, blank=True)
    view_sha256 = models.CharField(max_length=64, blank=True)
    first_page_sha256 = models.CharField(max_length=64, blank=True)
    outline = models.JSONField(default=list)
    labels = models.JSONField(default=list)
    uploaded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.filename


class DocumentVersion(PaperFile):
    """One version of a document, from 1 on.

    `released_*`: a stamp that was found in it was judged a false alarm. `declared_*`: somebody else than
    `uploader_id`, a person, looked through a version without text and declared that it holds no secret.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=500, blank=True)
    approval = models.CharField(max_length=10, choices=Approval.choices, default=Approval.APPROVED)
    approval_note = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=120, blank=True)
    release_reason = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField(null=True)
    declared_by = models.CharField(max_length=120, blank=True)
    uploaded_by = models.CharField(max_length=120)
    uploader_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["document_id", "number"]
        indexes = [models.Index(fields=["sha256"])]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_document_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_from_one"),
            models.CheckConstraint(
                condition=~Q(status="ready") | (Q(pages__gte=1) & ~Q(view_sha256="")),
                name="version_ready_has_view",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(rejected_code=""), name="version_rejected_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(approval="returned") | ~Q(approval_note=""), name="version_returned_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"


class UnfinishedUpload(models.Model):
    """A file that arrives piece by piece: `received` of its `size` bytes are there, without a gap.

    Found again by name, size and `fingerprint` when its sender comes back. With `sha256` it has arrived, was
    accepted and lies in the store; the row stays for who did not hear the answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField()
    fingerprint = models.CharField(max_length=64)
    received = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    pages = models.PositiveIntegerField(null=True)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        ordering = ["-touched_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name", "size", "fingerprint"],
                condition=Q(sha256=""),
                name="upload_one_unfinished",
            ),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_within_size"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"


class PageText(models.Model):
    """The text of one page, for search and for reading aloud; recognised: from its picture."""

    number = models.PositiveIntegerField()
    text = models.TextField()
    is_recognised = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"p{self.number}: {len(self.text)}"


class DocumentPage(PageText):
    """The text of one page of a version."""

    version = models.ForeignKey(DocumentVersion, models.CASCADE, related_name="page_texts")

    class Meta:
        ordering = ["version_id", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="page_version_number")]

    def __str__(self) -> str:
        return f"{self.version_id} p{self.number}: {len(self.text)}"


class DocumentOpening(models.Model):
    """That a person has opened a document, first and last when, and how often. Not in the journal."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="opening_document_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.document_id} {self.times}"


class DocumentReading(models.Model):
    """What a person has seen of a version: which pages (agenda.documents.seen) and for how long in all.

    Not in the journal, and without times of day. `batches`: the last ones counted, so that none counts twice.
    """

    version = models.ForeignKey(DocumentVersion, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    pages_seen = models.TextField(blank=True)
    seconds = models.PositiveIntegerField(default=0)
    batches = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="reading_version_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.version_id} {self.pages_seen}"

    @property
    def count(self) -> int:
        """How many pages were seen."""
        return len(pages_of(self.pages_seen))


class ReadingRight(models.Model):
    """That those whom `whom` names (a tag of audiences: role:, unit:, person:) read a document, from `since`
    until just before `until`, and whether they may take a copy along or the original. `name`: as it was then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    document = models.ForeignKey(Document, models.CASCADE, related_name="reading_rights")
    whom = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    may_print = models.BooleanField(default=False)
    may_download = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["document_id", "whom"]
        constraints = [
            models.UniqueConstraint(fields=["document", "whom"], name="reading_right_document_whom"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lt=F("until")),
                name="reading_right_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whom} {self.document_id}"

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in its window."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class DocumentSettings(models.Model):
    """What holds for all documents of a meeting; without a row nothing of it does."""

    meeting = models.OneToOneField(
        Meeting, models.CASCADE, primary_key=True, related_name="document_settings"
    )
    is_watermarked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.is_watermarked}"


class StampedCopy(models.Model):
    """A version's viewing copy with its reader's name (`mark`) on every page, kept for a day.

    `is_taken`: it was asked for to be taken along, and not only read on the screen.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    version = models.ForeignKey(DocumentVersion, models.CASCADE, related_name="stamped_copies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=400)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    is_taken = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="stamped_copy_version_person"),
            models.CheckConstraint(
                condition=~Q(status="ready") | ~Q(sha256=""), name="stamped_copy_ready_has_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.mark}"


class TemporaryAddress(models.Model):
    """An address that opens one content for whoever holds it, as the one who made it, until it ends.

    `what` is registered in agenda.documents.addresses, `subject` its id, `title` what it was called then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    version = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "id"]
        indexes = [models.Index(fields=["account", "expires_at"], name="address_account_expires")]
        constraints = [
            models.CheckConstraint(condition=Q(made_at__lt=F("expires_at")), name="address_ends_later")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject} until {self.expires_at}"
