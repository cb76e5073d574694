"""What can be found. The words themselves are kept by the back end (agenda.searching.backends)."""

from django.db import models

from meetings.lifecycle.models import Meeting


class Entry(models.Model):
    """One page of a subject of a source; what is no paper has page 1 alone.

    `item_id` is the matter of the agenda that it belongs to. `edition` is what was indexed of the subject
    (the version of a document). `at` orders what is found.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=20)
    subject = models.UUIDField()
    page = models.PositiveIntegerField(default=1)
    edition = models.CharField(max_length=40, blank=True)
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="+")
    item_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "subject", "page"], name="entry_source_subject_page")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.subject} {self.page}"
