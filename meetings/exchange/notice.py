"""What an invitation says, as data: the letter, the calendar entry and the paper are made from it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ecabinet.papers.wording import moment_words

REQUEST, CANCEL = "request", "cancel"
NO_LONGER_INVITED = "no_longer_invited"
REMINDER = "reminder"
DUTY = "duty"


@dataclass(frozen=True)
class Matter:
    """One line of the agenda."""

    number: str
    title: str
    presenter: str
    planned_minutes: int


@dataclass(frozen=True)
class Paper:
    """Documents that a unit is asked for."""

    number: str
    item_title: str
    wanted: str
    count: int
    due: datetime
    zone: ZoneInfo

    @property
    def due_words(self) -> str:
        return moment_words(self.due, self.zone)


@dataclass(frozen=True)
class Notice:
    """One invitation, update, withdrawal or cancellation to one addressee.

    `sequence` counts the changes since the first sending (RFC 5545, section 3.8.7.4); `uid` never changes.
    """

    delivery_id: str
    meeting_id: str
    method: str
    sequence: int
    title: str
    kind: str
    unit_name: str
    superior_name: str
    notation: str
    issuing_place: str
    place: str
    sites: tuple[str, ...]
    start: datetime
    end: datetime
    chair: str
    agenda: tuple[Matter, ...]
    to_name: str
    address: str
    sits_at: str
    sender: str
    written_at: datetime
    zone: ZoneInfo
    purpose: str = "invitation"
    papers: tuple[Paper, ...] = ()

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]

    @property
    def uid(self) -> str:
        """The meeting's identity in every calendar."""
        return f"{self.meeting_id}@{self.domain}"

    @property
    def message_id(self) -> str:
        """The same for every try of one delivery, so that a letter sent twice is known as one (RFC 5322)."""
        return f"<{self.delivery_id}@{self.domain}>"

    @property
    def is_session(self) -> bool:
        return self.kind == "session"

    @property
    def kind_words(self) -> str:
        return "phiên họp" if self.is_session else "cuộc họp"

    @property
    def takes_back(self) -> bool:
        """Whether only this addressee is asked no more, while the meeting takes place."""
        return self.purpose == NO_LONGER_INVITED

    @property
    def reminds(self) -> bool:
        """Whether the addressee is asked again for an answer; nothing of the invitation has changed."""
        return self.purpose == REMINDER

    @property
    def asks_papers(self) -> bool:
        """Whether a unit is asked for documents; it is no invitation."""
        return self.purpose == DUTY

    @property
    def heading(self) -> str:
        """What kind of letter it is."""
        if self.takes_back:
            return "Thôi mời dự"
        if self.method == CANCEL:
            return "Thông báo hủy họp"
        if self.asks_papers:
            return "Đề nghị gửi tài liệu"
        if self.reminds:
            return "Nhắc xác nhận dự họp"
        return "Giấy mời (cập nhật)" if self.sequence else "Giấy mời"

    @property
    def subject(self) -> str:
        return f"{self.heading}: {self.title}"

    @property
    def start_words(self) -> str:
        return moment_words(self.start, self.zone)

    @property
    def end_words(self) -> str:
        return moment_words(self.end, self.zone)

    @property
    def where(self) -> str:
        """The place, and the addressee's own connection point."""
        if self.sits_at and self.sits_at not in self.place:
            return f"{self.place}; {self.sits_at}" if self.place else self.sits_at
        return self.place or "…"
