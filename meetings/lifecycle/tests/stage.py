"""What happens to a meeting without a plain command: lines that come and go, documents laid and prepared."""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from agenda.documents import services as documents
from agenda.documents.giving import turn_windows
from agenda.documents.models import Document, DocumentVersion, ReadingRight
from agenda.items.models import AgendaItem
from agenda.notes.models import Comment
from conftest import Cast, Member
from ecabinet.jobs import services as jobs
from ecabinet.jobs.models import Job
from ecabinet.journal.services import SYSTEM, command
from meetings.attendance import away, presence
from meetings.floor.rows import running_turn
from meetings.invitations.models import MeetingSite
from meetings.lifecycle.models import Meeting
from meetings.media.shares import record_shares
from meetings.minutes.models import Minutes
from meetings.minutes.services import announce_failure

GROUPS = ("main", "reference", "internal")


def small_pdf() -> bytes:
    """One empty page, different each time."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = str(uuid.uuid4())
        pdf.save(target)
    return target.getvalue()


@dataclass
class Stage:
    """Each act gives the status that a command of its kind answers (404: there is nothing to act on)."""

    cast: Cast
    meeting_id: uuid.UUID

    def line(self, _member: Member, a: int, b: int) -> int:
        """The media server hints that a site's line came (b even) or went."""
        site = (self.cast.central_site, self.cast.remote_site)[a % 2]
        row = MeetingSite.objects.filter(meeting_id=self.meeting_id, site=site).first()
        if row is None:
            return 404
        with command("test.line", SYSTEM) as cmd:
            row.meeting = Meeting.objects.select_for_update().get(id=self.meeting_id)
            write = presence.connect_site if b % 2 == 0 else presence.disconnect_site
            return 200 if write(cmd, row, cmd.at) else 409

    def person_line(self, _member: Member, a: int, b: int) -> int:
        """The line of somebody's own device came (b even), or went and the grace is over."""
        people = (self.cast.member, self.cast.member2, self.cast.member3, self.cast.chair)
        person_id = people[a % len(people)].person.id
        with command("test.line", SYSTEM) as cmd:
            meeting = Meeting.objects.select_for_update().get(id=self.meeting_id)
            write = presence.connect_person if b % 2 == 0 else presence.disconnect_person
            write(cmd, meeting, person_id, cmd.at)
        for job in Job.objects.filter(kind=away.JOB, status="queued"):
            Job.objects.filter(id=job.id).update(run_after=job.created_at)
            jobs.run(job.id)
        return 200

    def share(self, _member: Member, a: int, b: int) -> int:
        """The media room shows a screen of the chair, the secretary or who speaks, or (b odd) none."""
        turn = running_turn(self.meeting_id)
        people = (self.cast.chair, self.cast.secretary)
        who = turn.identity if turn else f"person:{people[a % 2].person.id}"
        now = timezone.now()
        record_shares(
            self.meeting_id, frozenset({who} if b % 2 == 0 else ()), {} if b % 2 == 0 else {who: now}
        )
        return 200

    def upload(self, member: Member, a: int, _b: int) -> int:
        """A paper is laid before an item."""
        items = list(AgendaItem.objects.filter(meeting_id=self.meeting_id))
        if not items:
            return 404
        path = f"/meetings/{self.meeting_id}/items/{items[a % len(items)].id}/documents"
        file = SimpleUploadedFile(f"bao-cao-{a}.pdf", small_pdf(), "application/pdf")
        fields = {"title": f"Báo cáo {a}", "group": GROUPS[a % 3]}
        return member.upload(path, file=file, declared_not_secret="true", **fields).status

    def upload_version(self, member: Member, a: int, _b: int) -> int:
        """A next version of a paper."""
        papers = list(Document.objects.filter(meeting_id=self.meeting_id))
        if not papers:
            return 404
        path = f"/meetings/{self.meeting_id}/documents/{papers[a % len(papers)].id}/versions"
        file = SimpleUploadedFile(f"bao-cao-{a}.pdf", small_pdf(), "application/pdf")
        return member.upload(path, file=file, declared_not_secret="true", note=f"Sửa {a}").status

    def deliver(self, _member: Member, a: int, b: int) -> int:
        """Who delivers for the commune sends a paper or a next version of one, or (b divisible by 3) submits
        what is there."""
        clerk = self.cast.technician
        duties = clerk.get("/duties").body["items"]
        theirs = [duty for duty in duties if duty["meeting_id"] == str(self.meeting_id)]
        if not theirs:
            return 404
        duty = theirs[a % len(theirs)]
        path, papers = f"/duties/{duty['id']}/documents", duty["documents"]
        if papers and b % 3 == 0:
            return clerk.post(f"{path}/{papers[a % len(papers)]['id']}/submit").status
        if papers and b % 3 == 1:
            path = f"{path}/{papers[a % len(papers)]['id']}/versions"
        file = SimpleUploadedFile(f"bao-cao-{a}.pdf", small_pdf(), "application/pdf")
        return clerk.upload(path, file=file, declared_not_secret="true").status

    def prepare(self, _member: Member, a: int, b: int) -> int:
        """The worker made a paper readable (b even; a multiple of 4: without words), or could not."""
        theirs = DocumentVersion.objects.filter(document__meeting_id=self.meeting_id)
        waiting = list(theirs.filter(status="processing").select_related("document"))
        if not waiting:
            return 404
        with command("test.prepare", SYSTEM) as cmd:
            meeting = Meeting.objects.select_for_update().get(id=self.meeting_id)
            version = waiting[a % len(waiting)]
            version.document.meeting = meeting
            if b % 2 == 0:
                files = documents.Files("0" * 64, "1" * 64, 1, ("",), is_wordless=b % 4 == 0)
                documents.settle_ready(cmd, version, files)
            else:
                documents.settle_rejected(cmd, version, "document_unreadable")
        return 200

    def comment(self, member: Member, a: int, b: int) -> int:
        """Something is said of a paper, or (b not 2 modulo 3) a comment is dealt with, or taken back."""
        papers = list(Document.objects.filter(meeting_id=self.meeting_id))
        if not papers:
            return 404
        path = f"/meetings/{self.meeting_id}/documents/{papers[a % len(papers)].id}/comments"
        said = Comment.objects.filter(document=papers[a % len(papers)]).first()
        if said is not None and b % 3 < 2:
            return member.post(f"{path}/{said.id}/{('resolve', 'remove')[b % 3]}").status
        return member.post(path, {"text": f"Góp ý {a}", "version": 1}).status

    def no_minutes(self, _member: Member, _a: int, _b: int) -> int:
        """The worker could not make the minutes that wait."""
        waiting = Minutes.objects.filter(meeting_id=self.meeting_id, status="queued").first()
        if waiting is None:
            return 404
        announce_failure(waiting, "00000000")
        return 200

    def turn_windows(self, _member: Member, a: int, _b: int) -> int:
        """The windows of reading rights move by an hour (a even: they begin or end), and the job comes by."""
        rights = ReadingRight.objects.filter(document__meeting_id=self.meeting_id)
        hour = timedelta(hours=1 if a % 3 else -1)
        rights.filter(until__isnull=False).update(until=F("until") - hour)
        rights.filter(since__isnull=False).update(since=F("since") - hour)
        with command("test.windows", SYSTEM) as cmd:
            meeting = Meeting.objects.select_for_update().get(id=self.meeting_id)
            for document in Document.objects.filter(meeting=meeting):
                document.meeting = meeting
                turn_windows(cmd, document)
        return 200

    @property
    def acts(self) -> dict[str, Callable[[Member, int, int], int]]:
        return {
            "line": self.line,
            "person_line": self.person_line,
            "share": self.share,
            "upload": self.upload,
            "upload_version": self.upload_version,
            "deliver": self.deliver,
            "prepare": self.prepare,
            "comment": self.comment,
            "no_minutes": self.no_minutes,
            "turn_windows": self.turn_windows,
        }
