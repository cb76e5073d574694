"""Starts the whole product: web, worker and media, kept running together until SIGTERM or SIGINT.

Run by `make run`, or as `python -m deploy.launcher`. The environment that it reads is described in
docs/running.md.
"""

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator

from deploy import schema
from deploy.plan import Plan, busy_ports, python, read_plan
from deploy.supervisor import Supervisor, die_with_parent
from ecabinet import env

WORKER_WAIT_SECONDS = 2.0


class CannotStartError(Exception):
    """Its text tells the person who starts the product what to do."""


def main() -> int:
    """Run until told to stop; 0 then, 1 when the product could not be started."""
    if "MAKELEVEL" in os.environ:  # make that is killed outright would leave us behind
        die_with_parent(os.getppid(), signal.SIGTERM)
    try:
        plan = read_plan()
        with _only_one(plan):
            _check_ports(plan)
            return asyncio.run(_run(plan))
    except (CannotStartError, ValueError) as reason:
        print(f"e-Cabinet cannot start: {reason}", file=sys.stderr, flush=True)
        return 1


@contextlib.contextmanager
def _only_one(plan: Plan) -> Iterator[None]:
    """Hold the data folder: two sets of processes on one would both believe that they own its jobs."""
    with (plan.data / "running.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStartError(
                f"the data folder {plan.data} is in use by an e-Cabinet that is running; stop that one, "
                "or choose another folder with ECABINET_DATA"
            ) from None
        yield


def _check_ports(plan: Plan) -> None:
    if busy := busy_ports(plan):
        advice = ". Stop that program, or choose other ports with these variables"
        raise CannotStartError("; ".join(busy) + advice)


async def _run(plan: Plan) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(sign, stop.set)
    stopping = asyncio.create_task(stop.wait())
    async with Supervisor(_say) as supervisor:
        starting = asyncio.create_task(_start(plan, supervisor))
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
        else:
            starting.result()
            await stopping
        await asyncio.gather(starting, return_exceptions=True)
    return 0


async def _start(plan: Plan, supervisor: Supervisor) -> None:
    began = time.monotonic()
    if plan.tls:
        await _run_once(plan, supervisor, "tls", ["deploy.authority", str(plan.data / "tls"), *plan.hosts])
    if plan.own_media:
        supervisor.keep("media", python("manage.py", "media"), plan.environment)
    if not schema.is_current(plan):
        await _run_once(plan, supervisor, "prepare", ["deploy.prepare"])
        schema.remember(plan)
    supervisor.keep("web", python("-m", "deploy.web"), plan.environment)
    # The first page comes before the worker: on a small machine the two would slow each other's start.
    await _answers(plan, WORKER_WAIT_SECONDS)
    supervisor.keep("worker", python("-m", "deploy.worker"), plan.environment)
    await _answers(plan, 30)
    _greet(plan, time.monotonic() - began)


async def _run_once(plan: Plan, supervisor: Supervisor, name: str, module: list[str]) -> None:
    code = await supervisor.once(name, python("-m", *module), plan.environment)
    if code:
        raise CannotStartError(f"{name} ended with exit code {code}; the lines above say why")


async def _answers(plan: Plan, patience: float) -> None:
    """Wait until the web process accepts connections, at most `patience` seconds."""
    host = env.own_host(plan.host).strip("[]")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while True:
                if await _accepts(host, plan.port):
                    return
                await asyncio.sleep(0.05)


async def _accepts(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def _greet(plan: Plan, seconds: float) -> None:
    lines = [
        "",
        f"e-Cabinet đang chạy (sau {seconds:.1f} giây) · e-Cabinet is running:",
        *(f"  {address}" for address in plan.addresses),
        "Tài khoản dùng thử · demo accounts: quantri, thuky, chutri, daibieu1…9, diemcau0…10, ngoai",
        f"Mật khẩu · password: {plan.demo_password}",
        "Dừng: Ctrl+C · stop: Ctrl+C",
        "",
    ]
    for line in lines:
        _say("", line)


def _say(name: str, line: str) -> None:
    # Whoever read our output may be gone; the meeting goes on.
    with contextlib.suppress(BrokenPipeError):
        print(f"{name:7}| {line}" if name else line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
