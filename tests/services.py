"""Real PostgreSQL and Redis servers for tests, on free ports, gone afterwards.

python -m tests.services [--hasty] COMMAND…     runs a command with DATABASE_URL and REDIS_URL of such servers

--hasty: PostgreSQL does not wait for its disk. For tests that do not ask what a kill leaves.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import redis

from deploy.supervisor import die_with_parent
from tests.needs import need_postgres, need_program
from tests.ports import free_ports

HASTY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
START_SECONDS = 90
STOP_SECONDS = 20


@contextlib.contextmanager
def postgres(*, is_hasty: bool = False) -> Iterator[str]:
    """The DATABASE_URL of an empty database `ecabinet`; durable as in production, unless it `is_hasty`."""
    server, initdb = need_postgres(), need_postgres("initdb")
    (port,) = free_ports(1)
    url = f"postgres://postgres@127.0.0.1:{port}/ecabinet"
    admin = f"postgres://postgres@127.0.0.1:{port}/postgres"
    with _folder() as folder:
        cluster = folder / "cluster"
        init = [initdb, "-D", str(cluster), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _run([*init, "--no-sync"])
        options = [
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "max_connections=200",
            *(HASTY if is_hasty else []),
        ]
        command = [server, "-D", str(cluster), "-p", str(port), "-k", str(folder), *options]
        with _running(command, folder / "log", signal.SIGINT, lambda: _answers_sql(admin)):
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute("CREATE DATABASE ecabinet")
            yield url


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The REDIS_URL of an empty server that keeps nothing on disk."""
    server = need_program("redis-server")
    (port,) = free_ports(1)
    url = f"redis://127.0.0.1:{port}/0"
    with _folder() as folder:
        command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        with _running(command, folder / "log", signal.SIGTERM, lambda: _answers_ping(url)):
            yield url


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ecabinet-service-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _postgres_user())
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_user() -> str:
    """PostgreSQL refuses to run as root: its own user then; otherwise whoever runs the tests."""
    return pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _user_change(command: list[str]) -> str | None:
    """The user to run a server's command as; None to stay who we are."""
    is_postgres = Path(command[0]).name in {"postgres", "initdb"}
    return _postgres_user() if is_postgres and os.geteuid() == 0 else None


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60, user=_user_change(command), cwd="/")


@contextlib.contextmanager
def _running(
    command: list[str], log: Path, end: signal.Signals, answers: Callable[[], bool]
) -> Iterator[None]:
    me = os.getpid()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            user=_user_change(command),
            cwd="/",
            preexec_fn=lambda: die_with_parent(me, end),  # noqa: PLW1509  one prctl(2)
        )
    try:
        _wait_until(process, log, answers)
        yield
    finally:
        process.send_signal(end)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until(process: subprocess.Popen[bytes], log: Path, answers: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{process.args!r} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def _answers_sql(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _answers_ping(url: str) -> bool:
    with contextlib.closing(redis.Redis.from_url(url, socket_timeout=2)) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def main(command: list[str]) -> int:
    """Run `command` with both servers; its exit code."""
    is_hasty = command[:1] == ["--hasty"]
    command = command[1:] if is_hasty else command
    with postgres(is_hasty=is_hasty) as database, redis_server() as cache:
        environment = os.environ | {"DATABASE_URL": database, "REDIS_URL": cache}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
