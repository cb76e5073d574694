"""What was acknowledged is kept: processes killed with -9 in the middle of acts lose none and double none."""

import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from deploy.plan import ROOT
from tests.needs import need_front_end
from tests.product import PASSWORD, Product, running

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

ACTS = 60
PATIENCE = 60.0


@dataclass
class Desk:
    """The secretary at a desk that sends an act again, under its key, until it is acknowledged."""

    product: Product
    client: httpx.Client
    acknowledged: list[str] = field(default_factory=list)
    sent_again: int = 0

    def act(self, path: str, body: dict[str, Any]) -> Any:
        key, deadline = str(uuid.uuid4()), time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = self.client.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                self.sent_again += 1
                time.sleep(0.05)
                continue
            assert answer.status_code == 200, answer.text
            return answer.json()
        raise AssertionError("never acknowledged")

    def conclude_all(self, meeting: str) -> None:
        for number in range(ACTS):
            text = f"Kết luận thử nghiệm số {number}"
            self.act(f"/meetings/{meeting}/conclusions", {"item_id": None, "text": text})
            self.acknowledged.append(text)


@pytest.fixture(scope="module")
def broken() -> Iterator[Product]:
    """One product for both tests; the second ends its meeting."""
    need_front_end(ROOT)
    with running() as started:
        yield started


def sign_in(product: Product) -> Desk:
    client = httpx.Client(base_url=f"{product.url}/api", timeout=20)
    client.get("/session")
    client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
    answer = client.post("/session", json={"username": "thuky", "password": PASSWORD})
    assert answer.status_code == 200
    client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
    return Desk(product, client)


def running_meeting(desk: Desk) -> str:
    meetings = desk.client.get("/meetings").json()["items"]
    return str(next(m["id"] for m in meetings if m["status"] == "in_progress"))


def test_no_acknowledged_act_is_lost_when_processes_are_killed(broken: Product) -> None:
    desk = sign_in(broken)
    meeting = running_meeting(desk)
    acting = threading.Thread(target=desk.conclude_all, args=(meeting,))
    acting.start()
    for name, after in (("web", 8), ("media", 16), ("web", 24), ("worker", 32), ("web", 40)):
        wait_until(lambda least=after: len(desk.acknowledged) >= least)
        broken.kill(name)
        if name == "web":
            wait_until(broken.health)
    acting.join(PATIENCE)
    assert len(desk.acknowledged) == ACTS
    assert desk.sent_again > 0
    broken.wait_healthy()
    kept = desk.client.get(f"/meetings/{meeting}/snapshot").json()["parts"]["conclusions"].values()
    texts = sorted(row["text"] for row in kept if row["text"].startswith("Kết luận thử nghiệm"))
    assert texts == sorted(desk.acknowledged)


def test_minutes_come_though_the_worker_is_killed_again_and_again(broken: Product) -> None:
    desk = sign_in(broken)
    meeting = running_meeting(desk)
    desk.act(f"/meetings/{meeting}/end", {})
    for _ in range(2):
        broken.kill("worker")
    wait_until(lambda: minutes_of(desk, meeting)["status"] == "ready")
    assert desk.client.get(f"/meetings/{meeting}/minutes.pdf").content[:5] == b"%PDF-"
    assert "all verified" in verified(broken)


def minutes_of(desk: Desk, meeting: str) -> Any:
    return desk.client.get(f"/meetings/{meeting}/snapshot").json()["parts"]["minutes"]["it"]


def verified(product: Product) -> str:
    """What `manage.py verify_journal` prints for the product's data."""
    environment = {**os.environ, **product.environment, "DJANGO_SETTINGS_MODULE": "ecabinet.settings"}
    command = [sys.executable, "manage.py", "verify_journal"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_until(true: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.02)
