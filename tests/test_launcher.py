"""The launcher's parts: pauses, supervision, ports, set-up, the local authority."""

import asyncio
import contextlib
import datetime as dt
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from cryptography import x509
from django.contrib.auth.hashers import make_password

from deploy import authority, plan, schema, supervisor
from deploy.backoff import Backoff
from deploy.plan import ROOT, busy_ports, read_plan
from deploy.prepare import follow_demo_password
from deploy.supervisor import Supervisor
from ecabinet.directory import services as directory
from ecabinet.directory.models import Account
from ecabinet.journal.services import SYSTEM, command
from tests.ports import free_ports

NAP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
IGNORE = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
STUBBORN = [sys.executable, "-c", f"{IGNORE}; {NAP[-1]}"]
STARTS_ANOTHER = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid, flush=True)"


class Said:
    """What a supervisor said, and a way to wait for it."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self._news = asyncio.Event()

    def __call__(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        self._news.set()

    async def wait_for(self, true: Callable[[list[tuple[str, str]]], bool]) -> None:
        async with asyncio.timeout(60):
            while not true(self.lines):
                self._news.clear()
                await self._news.wait()


def test_pauses_double_to_a_limit_and_start_anew_for_what_stayed_up() -> None:
    backoff = Backoff()
    assert [backoff.pause_after(1) for _ in range(8)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10]
    assert backoff.pause_after(11) == 0.2
    assert backoff.pause_after(1) == 0.4


async def test_a_process_that_ends_is_started_again() -> None:
    said = Said()
    async with Supervisor(said) as keeper:
        keeper.keep("part", [sys.executable, "-c", "print('hello'); raise SystemExit(3)"], os.environ)
        await said.wait_for(lambda lines: lines.count(("part", "hello")) == 2)
    assert ("part", "ended (exit code 3); starts again in 0.2 s") in said.lines


async def test_leaving_ends_every_process() -> None:
    said = Said()
    async with Supervisor(said) as keeper:
        keeper.keep("one", NAP, os.environ)
        keeper.keep("two", NAP, os.environ)
        await said.wait_for(lambda lines: {("one", "up"), ("two", "up")} <= set(lines))
        children = [child for child in psutil.Process().children() if child.cmdline() == NAP]
        assert len(children) == 2
    assert not [child for child in children if is_alive(child)]


async def test_a_process_that_will_not_end_is_killed() -> None:
    child = await supervisor.spawn(STUBBORN, os.environ)
    assert await child.output.readline() == b"up\n"
    await child.end(grace=0.2)
    child.pipe.close()
    assert child.process.returncode == -signal.SIGKILL


async def test_an_end_is_noticed_while_a_grandchild_holds_the_output() -> None:
    said = Said()
    async with asyncio.timeout(30), Supervisor(said) as keeper:
        assert await keeper.once("part", [sys.executable, "-c", STARTS_ANOTHER], os.environ) == 0
    assert said.lines[0][1].isdigit()


async def test_what_a_process_started_ends_with_it() -> None:
    said = Said()
    async with Supervisor(said) as keeper:
        keeper.keep("part", [sys.executable, "-c", f"{STARTS_ANOTHER}; {NAP[-1]}"], os.environ)
        await said.wait_for(lambda lines: ("part", "up") in lines)
        another = psutil.Process(int(said.lines[0][1]))
        assert another.is_running()
    deadline = time.monotonic() + 30
    while is_alive(another):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


async def test_long_lines_and_a_last_line_without_an_end_are_relayed() -> None:
    said = Said()
    async with Supervisor(said) as keeper:
        code = "import sys; sys.stdout.write('x' * 40000 + '\\nend')"
        assert await keeper.once("part", [sys.executable, "-c", code], os.environ) == 0
    assert "".join(line for _, line in said.lines) == "x" * 40000 + "end"
    assert max(len(line) for _, line in said.lines) <= 2 * supervisor.LONGEST_LINE


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ("HOST", "TLS", "LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    numbers = [*free_ports(3), *free_ports(1, socket.SOCK_DGRAM)]
    monkeypatch.setenv("ECABINET_DATA", str(tmp_path / "data"))
    names = ("PORT", "MEDIA_PORT", "MEDIA_TCP_PORT", "MEDIA_UDP_PORT")
    for name, number in zip(names, numbers, strict=True):
        monkeypatch.setenv(name, str(number))
    return monkeypatch


def test_secrets_are_made_once_and_given_to_every_process(environment: pytest.MonkeyPatch) -> None:
    first, second = read_plan(), read_plan()
    for name in ("LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "ECABINET_DEMO_PASSWORD"):
        assert first.environment[name] == second.environment[name]
        assert len(first.environment[name]) >= 12
    assert oct((first.data / "keys" / "livekit-secret").stat().st_mode)[-3:] == "600"


def test_given_secrets_are_used(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LIVEKIT_API_KEY", "key")
    environment.setenv("LIVEKIT_API_SECRET", "secret")
    assert read_plan().environment["LIVEKIT_API_KEY"] == "key"
    assert read_plan().environment["LIVEKIT_API_SECRET"] == "secret"


@pytest.mark.parametrize(
    ("host", "page", "webhook"),
    [
        ("127.0.0.1", "http://127.0.0.1", "http://127.0.0.1"),
        ("::1", "http://[::1]", "http://[::1]"),
        ("0.0.0.0", "http://127.0.0.1", "http://127.0.0.1"),
    ],
)
def test_addresses_follow_the_host(
    environment: pytest.MonkeyPatch, host: str, page: str, webhook: str
) -> None:
    environment.setenv("HOST", host)
    read = read_plan()
    assert f"{page}:{read.port}" in read.addresses
    assert read.environment["MEDIA_WEBHOOK_URLS"] == f"{webhook}:{read.port}/api/media/webhook"


def test_every_interface_is_told_when_all_are_served(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HOST", "0.0.0.0")
    hosts = read_plan().hosts
    assert "127.0.0.1" in hosts
    assert hosts == [address for address in plan.interface_addresses() if ":" not in address]
    environment.setenv("HOST", "::")
    assert read_plan().hosts == plan.interface_addresses()


def test_a_port_that_is_no_number_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PORT", "eighty")
    with pytest.raises(ValueError, match="PORT"):
        read_plan()


@pytest.mark.parametrize(
    ("variable", "kind"),
    [
        ("PORT", socket.SOCK_STREAM),
        ("MEDIA_PORT", socket.SOCK_STREAM),
        ("MEDIA_TCP_PORT", socket.SOCK_STREAM),
        ("MEDIA_UDP_PORT", socket.SOCK_DGRAM),
    ],
)
def test_a_taken_port_is_named(
    environment: pytest.MonkeyPatch, variable: str, kind: socket.SocketKind
) -> None:
    read = read_plan()
    assert busy_ports(read) == []
    with socket.socket(socket.AF_INET, kind) as holder:
        holder.bind(("127.0.0.1", int(read.environment[variable])))
        if kind == socket.SOCK_STREAM:
            holder.listen()
        (sentence,) = busy_ports(read)
    assert sentence.startswith(f"{variable}=")


def test_media_over_tcp_can_be_turned_off(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("MEDIA_TCP_PORT", "off")
    read = read_plan()
    assert "MEDIA_TCP_PORT" not in [variable for variable, *_ in read.ports()]
    assert read.environment["MEDIA_TCP_PORT"] == "off"


def test_a_media_server_elsewhere_needs_no_ports_here(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LIVEKIT_URL", "ws://media.example:7880")
    assert [variable for variable, *_ in read_plan().ports()] == ["PORT"]


def test_the_schema_is_looked_at_again_when_something_changed(environment: pytest.MonkeyPatch) -> None:
    read = read_plan()
    database = read.data / "ecabinet.sqlite3"
    database.touch()
    assert not schema.is_current(read)
    schema.remember(read)
    assert schema.is_current(read)
    database.rename(read.data / "old.sqlite3")
    database.touch()
    assert not schema.is_current(read), "another database in its place"
    schema.remember(read)
    environment.setenv("ECABINET_DEMO_PASSWORD", "mật khẩu khác")
    assert not schema.is_current(read_plan()), "other demo accounts are asked for"
    environment.setenv("DATABASE_URL", "postgres://elsewhere/db")
    assert not schema.is_current(read_plan()), "a server is always asked"


def check_chain(folder: Path, name: str) -> None:
    """A TLS handshake as a browser makes it that trusts the authority. Raises ssl.SSLError."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "server.crt", folder / "server.key")
    client = ssl.create_default_context(cafile=str(folder / "ca.crt"))
    here, there = (ssl.MemoryBIO(), ssl.MemoryBIO()), (ssl.MemoryBIO(), ssl.MemoryBIO())
    ends = [
        client.wrap_bio(here[0], there[0], server_hostname=name),
        server.wrap_bio(there[0], here[0], server_side=True),
    ]
    for _ in range(6):
        for end in ends:
            with contextlib.suppress(ssl.SSLWantReadError):
                end.do_handshake()
    assert ends[0].version() in {"TLSv1.2", "TLSv1.3"}


def test_the_authority_signs_for_every_name(tmp_path: Path) -> None:
    assert authority.ensure(tmp_path, ["192.0.2.7", "hop.local"]) is True
    for name in ("localhost", "127.0.0.1", "192.0.2.7", "hop.local"):
        check_chain(tmp_path, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        check_chain(tmp_path, "198.51.100.1")
    assert oct((tmp_path / "ca.key").stat().st_mode)[-3:] == "600"
    assert (tmp_path / "ca.crt").read_text() in (tmp_path / "trusted.pem").read_text()


def test_a_server_certificate_is_renewed_when_it_must_be_and_the_authority_stays(tmp_path: Path) -> None:
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    authority.ensure(tmp_path, ["192.0.2.7"], now)
    root, first = (tmp_path / "ca.crt").read_bytes(), (tmp_path / "server.crt").read_bytes()
    assert authority.ensure(tmp_path, ["192.0.2.7"], now) is False
    assert authority.ensure(tmp_path, ["192.0.2.8"], now) is True, "other addresses"
    assert authority.ensure(tmp_path, ["192.0.2.8"], now + authority.SERVER_LIFE) is True, "its end is near"
    assert (tmp_path / "ca.crt").read_bytes() == root
    certificate = x509.load_pem_x509_certificate((tmp_path / "server.crt").read_bytes())
    assert certificate.not_valid_after_utc > now + authority.SERVER_LIFE
    assert (tmp_path / "server.crt").read_bytes() != first


def test_make_says_what_to_do_without_python(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "deploy" / "find-python")],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr


@pytest.mark.django_db
def test_demo_accounts_follow_the_demo_password_and_nobody_else(tmp_path: Path) -> None:
    with command("test.people", SYSTEM) as cmd:
        unit = directory.create_unit(cmd, code="U", name="Đơn vị", short_name="ĐV", kind="ministry")
        shared, own = make_password("cũ"), make_password("cũ")
        for username, encoded in (("one", shared), ("two", shared), ("three", own)):
            person = directory.create_person(cmd, full_name=username, position="Chuyên viên", unit=unit)
            directory.create_account(cmd, username, None, person=person, password_hash=encoded)
    record = tmp_path / "demo-password"
    assert follow_demo_password(record, "cũ") == 0
    assert follow_demo_password(record, "mới") == 2
    assert Account.objects.get(username="two").check_password("mới")
    assert Account.objects.get(username="three").check_password("cũ")
    assert follow_demo_password(record, "mới") == 0
    assert oct(record.stat().st_mode)[-3:] == "600"
