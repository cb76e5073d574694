"""The whole product under bad luck: processes killed, started twice, stopped."""

import contextlib
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from deploy.plan import ROOT
from tests.needs import need_front_end
from tests.product import STOP_SECONDS, Product, launch, running, server_profile

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def wait_until(true: Callable[[], bool], patience: float, what: str) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def descendants(product: Product) -> list[psutil.Process]:
    return psutil.Process(product.process.pid).children(recursive=True)


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("name", ["web", "media", "worker"])
def test_a_killed_process_comes_back(product: Product, name: str) -> None:
    product.wait_healthy()
    product.kill(name)
    product.wait_up(name)
    if name == "media":
        product.wait_media_accepts()  # health may still say what it knew before
    product.wait_healthy()
    page = httpx.get(product.url, timeout=30)
    assert page.status_code == 200
    assert "e-Cabinet" in page.text


@pytest.fixture(scope="module")
def lives() -> Iterator[list[Product]]:
    """The starts of one product without the demo, the newest last; its tests run in their order."""
    need_front_end(ROOT)
    with running({"ECABINET_DEMO": "0"}) as first:
        starts = [first]
        yield starts
        for later in starts[1:]:
            later.stop()


def test_health_names_the_part_that_is_gone(lives: list[Product]) -> None:
    product = lives[-1]
    # Stopped, not killed: a killed one is back before anybody can ask.
    media = product.part("media")
    media.suspend()
    try:
        gone = {"status": "starting", "missing": ["media"]}
        wait_until(lambda: product.health() == gone, 60, f"health says {product.health()}")
    finally:
        media.resume()
    product.wait_healthy()
    worker = product.part("worker")
    worker.suspend()
    try:
        gone = {"status": "starting", "missing": ["worker"]}
        wait_until(lambda: product.health() == gone, 60, f"health says {product.health()}")
    finally:
        worker.resume()
    product.wait_healthy()


def test_sigterm_ends_everything_in_time(lives: list[Product]) -> None:
    product = lives[-1]
    children = descendants(product)
    assert len(children) >= 3
    assert product.stop() < STOP_SECONDS
    assert product.process.returncode == 0
    assert alive(children) == []


def test_a_second_start_of_a_stopped_product_is_quick(lives: list[Product]) -> None:
    lives[-1].stop()
    again = launch(lives[-1].data, lives[-1].log, lives[-1].environment)
    lives.append(again)
    wait_until(lambda: answers(again), 60, again.tail())
    work = cpu_seconds(again)
    again.wait_healthy(60)
    # Seconds of work, not of waiting: what the first page costs whatever else this machine does.
    assert work < 6  # two cores share it


def test_a_killed_launcher_leaves_no_orphan(lives: list[Product]) -> None:
    product = lives[-1]
    product.wait_healthy()
    children = descendants(product)
    product.process.send_signal(signal.SIGKILL)
    product.process.wait()
    _, left = psutil.wait_procs(children, timeout=20)
    assert alive(left) == []


def test_a_killed_make_ends_what_it_started(tmp_path: Path) -> None:
    need_front_end(ROOT)
    with server_profile() as profile:
        more = {**profile, "ECABINET_DEMO": "0"}
        product = launch(tmp_path / "data", tmp_path / "log", more, ["make", "run"])
        try:
            product.wait_healthy()
            children = descendants(product)
            assert len(children) >= 4
        finally:
            product.process.kill()
            product.process.wait()
        _, left = psutil.wait_procs(children, timeout=20)
        assert alive(left) == []


def start_again(product: Product, data: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**product.environment, "ECABINET_DATA": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "deploy.launcher"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_a_second_start_says_which_ports_are_taken(product: Product, tmp_path: Path) -> None:
    product.wait_healthy()
    second = start_again(product, tmp_path / "data")
    assert second.returncode == 1
    assert f"PORT={product.port} (pages) is taken" in second.stderr
    assert f"MEDIA_PORT={product.media_port}" in second.stderr
    assert "Traceback" not in second.stderr
    assert product.health() == {"status": "ok"}


def test_a_second_start_on_the_same_data_is_refused(product: Product) -> None:
    product.wait_healthy()
    second = start_again(product, product.data)
    assert second.returncode == 1
    assert str(product.data) in second.stderr
    assert "is in use" in second.stderr


def cpu_seconds(product: Product) -> float:
    """What the launcher and its processes have used so far."""
    times = [p.cpu_times() for p in [psutil.Process(product.process.pid), *descendants(product)]]
    return sum(t.user + t.system for t in times) + times[0].children_user + times[0].children_system


def answers(product: Product) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(product.url, timeout=2).status_code == 200
    return False


def test_with_tls_pages_and_media_are_secure(tmp_path: Path) -> None:
    need_front_end(ROOT)
    with server_profile() as profile:
        product = launch(tmp_path / "data", tmp_path / "log", {**profile, "TLS": "1", "ECABINET_DEMO": "0"})
        try:
            product.wait_healthy()
            path = product.data / "tls" / "ca.crt"
            authority = ssl.create_default_context(cafile=str(path))
            page = httpx.get(product.url, verify=authority, timeout=30)
            media = httpx.get(f"https://127.0.0.1:{product.media_port}/", verify=authority, timeout=30)
            certificate = httpx.get(f"{product.url}/ca.crt", verify=authority, timeout=30)
        finally:
            product.stop()
    assert page.status_code == 200
    assert media.status_code == 200
    assert certificate.content == path.read_bytes()
