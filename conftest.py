"""The fixed cast of all tests: who belongs to which unit, sits where, and is asked to the meeting.

By default the suite runs on SQLite; with DATABASE_URL and REDIS_URL in the environment it runs on PostgreSQL
and Redis, unchanged.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.utils import timezone

from agenda.items import services as items
from agenda.items.models import AgendaItem
from ecabinet.commands import actor_of
from ecabinet.directory import principal as principals
from ecabinet.directory import services as directory
from ecabinet.directory.models import Account, Person, Site, Unit
from ecabinet.directory.principal import Principal, principal_of
from ecabinet.journal.services import SYSTEM, Actor, Command, command
from ecabinet.testing import Answer, ApiClient
from meetings.invitations import services as invitations
from meetings.invitations.models import Participant
from meetings.invitations.services import Asked
from meetings.lifecycle import services as lifecycle
from meetings.lifecycle.models import Meeting

# The same examples in every run: no red by chance. HYPOTHESIS_PROFILE=explore seeks new ones.
hypothesis.settings.register_profile("steady", derandomize=True, database=None)
hypothesis.settings.register_profile("explore", derandomize=False)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

PASSWORD = "dài-và-khó-đoán-1"
# One round of hashing: the cast signs in thousands of times.
PASSWORD_HASH = PBKDF2PasswordHasher().encode(PASSWORD, "muoi", iterations=1)


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keys, files and mail of a test run never touch those of the product."""
    data: Path = tmp_path_factory.mktemp("data")
    settings.DATA = data
    settings.KEYS, settings.FILES, settings.MAILBOX = data / "keys", data / "files", data / "mailbox"


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """No test sees who was signed in during another, nor the heads that its journal left behind."""
    shutil.rmtree(Path(settings.DATA) / "heads", ignore_errors=True)
    principals.cache.clear()
    cache.clear()
    yield
    principals.cache.clear()


@dataclass
class Member:
    """One of the cast: an account, signed in when first used."""

    account: Account
    language: str = "vi"

    @cached_property
    def client(self) -> ApiClient:
        client = ApiClient(self.language)
        client.http.force_login(self.account)
        return client

    def get(self, path: str, **query: Any) -> Answer:
        return self.client.get(path, **query)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.client.post(path, body, **options)

    def upload(self, path: str, **form: Any) -> Answer:
        return self.client.upload(path, **form)

    @property
    def person(self) -> Person:
        assert self.account.person is not None
        return self.account.person

    @property
    def site(self) -> Site:
        assert self.account.site is not None
        return self.account.site

    @property
    def principal(self) -> Principal:
        return principal_of(self.account)

    @property
    def actor(self) -> Actor:
        return actor_of(self.principal)

    def participant(self, meeting: Meeting) -> Participant:
        """This person's row in the meeting."""
        return Participant.objects.get(meeting=meeting, person=self.person)


@dataclass
class Cast:
    """Everybody. `administrator` and `outsider` take part in no meeting; `outsider` is the secretary of
    another unit; `chair`, `member`, `member2` and `member3` vote; `delegate` does not."""

    unit: Unit
    department: Unit
    commune: Unit
    other_unit: Unit
    administrator: Member
    secretary: Member
    chair: Member
    member: Member
    member2: Member
    member3: Member
    delegate: Member
    technician: Member
    outsider: Member
    central_device: Member
    site_device: Member
    anonymous: ApiClient = field(default_factory=ApiClient)

    @property
    def central_site(self) -> Site:
        return self.central_device.site

    @property
    def remote_site(self) -> Site:
        return self.site_device.site


PEOPLE: dict[str, tuple[str, str, str, str, dict[str, bool]]] = {
    "administrator": ("quantri", "Lê Quản Trị", "Quản trị hệ thống", "unit", {"is_administrator": True}),
    "secretary": ("thuky", "Trần Thu Ký", "Chuyên viên Văn phòng", "unit", {"is_secretary": True}),
    "chair": ("chutri", "Nguyễn Chủ Trì", "Chủ tịch UBND tỉnh", "unit", {}),
    "member": ("thanhvien", "Phạm Thành Viên", "Giám đốc Sở", "department", {}),
    "member2": ("thanhvien2", "Hoàng Thị Hai", "Phó Chủ tịch UBND tỉnh", "unit", {}),
    "member3": ("thanhvien3", "Vũ Văn Ba", "Chánh Văn phòng", "unit", {}),
    "delegate": ("daibieu", "Đỗ Đại Biểu", "Chủ tịch UBND xã", "commune", {}),
    "technician": ("kythuat", "Bùi Kỹ Thuật", "Kỹ thuật viên", "commune", {"is_technician": True}),
    "outsider": ("ngoai", "Người Ngoài", "Chuyên viên", "other_unit", {"is_secretary": True}),
}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    """Everybody, in the database."""
    with command("test.cast", SYSTEM) as cmd:
        units = _units(cmd)
        members = {name: _person(cmd, units, *fields) for name, fields in PEOPLE.items()}
        central = directory.create_site(cmd, name="Điểm cầu trung tâm", unit=units["unit"])
        remote = directory.create_site(cmd, name="Điểm cầu xã An Bình", unit=units["commune"])
        devices = {
            "central_device": _device(cmd, "diemcau-trungtam", central),
            "site_device": _device(cmd, "diemcau-anbinh", remote),
        }
        everybody: dict[str, Any] = {**units, **members, **devices}
        return Cast(**everybody)


def _units(cmd: Command) -> dict[str, Unit]:
    unit = directory.create_unit(
        cmd, code="UBND", name="Ủy ban nhân dân tỉnh", short_name="UBND", kind="province"
    )
    below = {"parent": unit, "email": "vanthu@example.gov.vn"}
    return {
        "unit": unit,
        "department": directory.create_unit(
            cmd, code="SO", name="Sở Khoa học và Công nghệ", short_name="SKHCN", kind="department", **below
        ),
        "commune": directory.create_unit(
            cmd, code="XA", name="Ủy ban nhân dân xã An Bình", short_name="AB", kind="commune", **below
        ),
        "other_unit": directory.create_unit(
            cmd, code="KHAC", name="Ủy ban nhân dân tỉnh khác", short_name="K", kind="province"
        ),
    }


def _person(
    cmd: Command, units: dict[str, Unit], username: str, name: str, position: str, unit: str, duties: Any
) -> Member:
    person = directory.create_person(
        cmd, full_name=name, position=position, unit=units[unit], email=f"{username}@example.gov.vn"
    )
    account = directory.create_account(
        cmd, username, None, person=person, password_hash=PASSWORD_HASH, **duties
    )
    return Member(account)


def _device(cmd: Command, username: str, site: Site) -> Member:
    return Member(directory.create_account(cmd, username, None, site=site, password_hash=PASSWORD_HASH))


def next_working_morning(days: int = 14) -> datetime:
    """Nine o'clock, some days from now."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A session in preparation, complete: chair, two sites, people and three items."""
    return make_meeting(cast, next_working_morning())


def make_meeting(cast: Cast, start: datetime) -> Meeting:
    """That session, to begin at `start`."""
    with command("test.meeting", cast.secretary.actor) as cmd:
        meeting = lifecycle.create(
            cmd,
            lifecycle.NewMeeting(
                title="Phiên họp thường kỳ",
                unit=cast.unit,
                kind="session",
                place="Phòng họp số 1",
                scheduled_start=start,
                scheduled_end=start + timedelta(hours=2),
                secretary=cast.secretary.person,
                chair=cast.chair.person,
                central_site=cast.central_site,
            ),
        )
        invitations.invite_sites(cmd, meeting, [cast.remote_site])
        invitations.invite_people(cmd, meeting, _asked(cast))
        for title, kind, presenter in AGENDA:
            items.add(cmd, meeting, items.ItemFields(title, kind, presenter, 15))
    return Meeting.objects.get(id=meeting.id)


AGENDA = [
    ("Khai mạc", "opening", "Chánh Văn phòng"),
    ("Báo cáo chuyển đổi số", "report", "Sở Khoa học và Công nghệ"),
    ("Thông qua nghị quyết", "decision", "Chủ trì"),
]


def _asked(cast: Cast) -> list[Asked]:
    return [
        Asked(cast.member.person, "member", cast.central_site),
        Asked(cast.member2.person, "member", cast.remote_site),
        Asked(cast.member3.person, "member"),
        Asked(cast.delegate.person, "delegate", cast.remote_site),
    ]


@pytest.fixture
def published_meeting(cast: Cast, meeting: Meeting) -> Meeting:
    """The same, announced."""
    with command("test.publish", cast.secretary.actor) as cmd:
        lifecycle.publish(cmd, meeting)
    return Meeting.objects.get(id=meeting.id)


@pytest.fixture
def running_meeting(cast: Cast, published_meeting: Meeting) -> Meeting:
    """The same, opened; nothing is on the table yet."""
    with command("test.start", cast.chair.actor) as cmd:
        lifecycle.start(cmd, published_meeting)
    return Meeting.objects.get(id=published_meeting.id)


@pytest.fixture
def agenda(meeting: Meeting) -> list[AgendaItem]:
    """The items of the meeting, in order."""
    return list(AgendaItem.objects.filter(meeting=meeting))
