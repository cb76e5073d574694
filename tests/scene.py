"""The scene of the end-to-end meeting: what its steps hand on, and what hands do at the screens."""

import re
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from docx import Document
from playwright.sync_api import Locator, expect

from tests.browser import PATIENCE_MS, People, Screen
from tests.product import Product

QUESTION = "Thông qua lộ trình thực hiện?"


@dataclass
class Scene:
    """What the steps hand on."""

    product: Product
    people: People
    paper: Path
    meeting: str = ""
    users: dict[str, Any] = field(default_factory=dict)

    def address(self, screen: str = "") -> str:
        return f"/meetings/{self.meeting}{screen}"

    def site_of(self, username: str) -> str:
        return str(self.users[username]["site"]["id"])

    def identity(self, username: str) -> str:
        return f"site:{self.site_of(username)}"

    def name(self, username: str) -> str:
        return str(self.users[username]["person"]["full_name"])

    def part(self, name: str) -> Any:
        return self.people["thuky"].parts(self.meeting)[name]

    def events(self, beginning: str) -> list[int]:
        """The sequence numbers of the meeting's events whose type begins so."""
        frames: list[Any] = []
        after: int | None = 0
        while after is not None:
            page = self.people["thuky"].api(f"/meetings/{self.meeting}/events?after={after}&limit=200")
            frames, after = [*frames, *page["items"]], page["next"]
        return [frame["seq"] for frame in frames if frame["type"].startswith(beginning)]

    def has_opened(self, count: int) -> bool:
        """Whether so many items have been on the table."""
        begun = [item for item in self.part("items").values() if item["status"] != "pending"]
        return len(begun) == count

    def item(self, title: str) -> Any:
        return next(item for item in self.part("items").values() if item["title"] == title)


def a_real_paper(screen: Screen) -> bytes:
    """A document of the demo meeting, as it was uploaded there."""
    running = next(m for m in screen.api("/meetings")["items"] if m["status"] == "in_progress")
    wait_until(lambda: all(d["status"] == "ready" for d in screen.parts(running["id"])["documents"].values()))
    document = next(iter(screen.parts(running["id"])["documents"].values()))
    answer = screen.context.request.get(f"{screen.product.url}/api/documents/{document['id']}/original")
    assert answer.ok
    return answer.body()


def drag(screen: Screen, title: str, *, above: str) -> None:
    """With the mouse, by the handle, as a hand does it."""
    handle = screen.page.get_by_role("button", name=f"Di chuyển nội dung: {title}")
    target = screen.page.get_by_role("button", name=f"Di chuyển nội dung: {above}")
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    mouse = screen.page.mouse
    mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(end["x"] + end["width"] / 2, end["y"] + 4, steps=12)
    mouse.up()


def wait_until(true: Callable[[], bool], patience: float = PATIENCE_MS / 1000) -> None:
    """Wait for a fact that only the API tells."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.1)


def drop(screen: Screen, target: Locator, file: Path) -> None:
    """Drop a file from outside the browser onto an element."""
    transfer = screen.page.evaluate_handle(
        """async ([name, bytes]) => {
          const data = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([data], name, { type: "application/pdf" }));
          return transfer;
        }""",
        [file.name, b64encode(file.read_bytes()).decode()],
    )
    for event in ("dragenter", "dragover", "drop"):
        target.dispatch_event(event, {"dataTransfer": transfer})


def who(scene: Scene, username: str) -> Any:
    """What the API says of an account, asked as that account."""
    context = scene.people["thuky"].context.browser
    assert context is not None
    visit = context.new_context(ignore_https_errors=True)
    visit.request.get(f"{scene.product.url}/api/session")
    token = next(c["value"] for c in visit.cookies() if c["name"] == "csrftoken")
    answer = visit.request.post(
        f"{scene.product.url}/api/session",
        data={"username": username, "password": scene.product.password},
        headers={"X-CSRFToken": token},
    )
    user = answer.json()["user"]
    visit.close()
    return user


def section(screen: Screen, name: str) -> None:
    navigation = screen.page.get_by_role("navigation", name="Các phần chuẩn bị")
    navigation.get_by_role("button", name=re.compile(f"^{name}")).click()


def pick(screen: Screen, button: str, names: list[str]) -> None:
    """Choose rows of the directory in the dialog that `button` opens."""
    screen.press(button)
    dialog = screen.page.get_by_role("dialog")
    for name in names:
        dialog.get_by_role("searchbox").fill(name)
        dialog.get_by_label(name, exact=True).check()
    dialog.get_by_role("button", name=re.compile(r"Thêm \d")).click()
    expect(dialog).to_be_hidden(timeout=PATIENCE_MS)


def invite(screen: Screen, people: dict[str, str | None], role: str) -> None:
    """Invite people, each (by name) at a site of the meeting or at none."""
    for name, site in people.items():
        screen.press("Thêm người")
        dialog = screen.page.get_by_role("dialog")
        dialog.get_by_role("searchbox").fill(name)
        dialog.get_by_label(name, exact=True).check()
        dialog.get_by_label("Vai trò").select_option(label=role)
        if site:
            dialog.get_by_label("Điểm cầu").select_option(label=site)
        dialog.get_by_role("button", name=re.compile(r"Mời \d")).click()
        expect(dialog).to_be_hidden(timeout=PATIENCE_MS)


def message(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def subject(path: Path) -> str:
    return str(message(path)["Subject"])


def confirm(screen: Screen, act: str) -> None:
    """Press the act in its question, where one is asked."""
    question = screen.page.get_by_role("dialog").get_by_role("button", name=act)
    expect(question.or_(screen.page.get_by_role("button", name="Kết thúc phiên họp"))).not_to_have_count(0)
    if question.count():
        question.click()


def present(scene: Scene) -> set[str]:
    rows = scene.part("participants").values()
    return {row["full_name"] for row in rows if row["attendance"].startswith("present")}


def poll_of(scene: Scene) -> Any:
    (poll,) = [p for p in scene.part("polls").values() if p["question"] == QUESTION]
    return poll


def text_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def text_of_docx(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
