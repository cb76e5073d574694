"""Every operation that could show a document x every role x every reason to be kept from it: nothing leaks.

The operations come from docs/openapi.json. What a document says (title, text, outline) holds a word that
stands nowhere else: no answer to whoever may not read it may hold that word, and no operation of the document
itself may succeed. A new operation of documents that is in none of the lists here fails.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from agenda.documents.addresses import Opens, make, path_of_address
from agenda.documents.models import (
    Document,
    DocumentPage,
    DocumentSettings,
    DocumentVersion,
    ReadingRight,
    StampedCopy,
)
from agenda.items.models import AgendaItem
from agenda.searching.indexing import index, index_pages
from agenda.searching.sources import sources
from conftest import Member
from ecabinet.directory import principal as principals
from ecabinet.journal.services import SYSTEM, command
from ecabinet.testing import Answer
from meetings.attendance.models import Recusal
from meetings.invitations.models import Participant
from tests.matrix.asking import OPERATIONS, Operation, _client
from tests.matrix.may import MAY, ROLES, SEE_MEETING
from tests.matrix.scene import PAPER, Scene, keep_content, make_scene

pytestmark = pytest.mark.django_db
WORD = "bimatkhongaiduocthay"
FILE = PAPER + WORD.encode()
ORGANISERS = frozenset({"secretary", "chair"})
# What gives the very file, or page 1 of it. The bundle of a marked meeting is stamped for everybody.
PICTURES = ("see_first_page", "see_page")  # a site's screen lays its name over them itself
BARE = ("read_document", "download_original", "see_first_page", "see_page", "download_bundle")

# What reads a document, a version or a page. Who may not read the document gets 404 from each.
READS = {
    *("read_document", "download_original", "see_first_page", "see_page", "read_page_text", "read_outline"),
    *("list_versions", "see_progress", "note_opened", "note_reading", "get_own_rights"),
    *("list_changes", "compare_page", "list_comments", "read_texts"),
}
# For some of those who read it: refused to all others, whatever the document.
FOR_SOME = {
    *("get_reading_rights", "ask_for_copy", "get_copy", "download_copy", "keep_document"),
    *("pull_own_notes", "push_own_notes", "place_own_notes"),
    *("get_place", "keep_place", "make_document_address"),
    *("make_comment", "resolve_comment", "reopen_comment", "remove_comment"),
}
# Changes by those who prepare the meeting or deliver for it; may.py says who, test_matrix asks them.
CHANGES = {
    *("declare_version", "doubt_version"),
    *("upload_version", "edit_document", "approve_version", "return_version", "recall_document"),
    *("remove_document", "set_reading_rights", "deliver_version", "submit_document", "withdraw_document"),
}
# Lists and files of a meeting, or of all meetings, that documents stand in.
LISTS = {
    *("get_snapshot", "list_events", "download_bundle", "list_own_reading", "list_readers"),
    *("export_readers", "export_readers_xlsx", "list_duties", "search", "suggest", "list_own_duties"),
}
SLOW = {"get_invitation_pdf", "get_invitation_docx", "get_minutes_pdf", "get_minutes_docx"}
# Who holds the token is answered as the one for whom it was made, here the secretary.
BY_TOKEN = {"read_calendar_feed", "open_address"}
OF_A_DOCUMENT = {name for name, operation in OPERATIONS.items() if "document_id" in operation.parameters}
LOOKS = sorted(name for name, op in OPERATIONS.items() if op.method == "GET" and name not in SLOW | BY_TOKEN)


@dataclass(frozen=True)
class Case:
    """Why somebody is kept from the document: `arrange` makes it so; `readers` read it still.

    `knowing` are those who know of the document without reading it: who prepare a recalled one.
    """

    name: str
    arrange: Callable[[Scene, Document], None]
    readers: frozenset[str]
    knowing: frozenset[str] = frozenset()


def change(**fields: Any) -> Callable[[Scene, Document], None]:
    return lambda _scene, document: _update(document, **fields)


def _update(document: Document, **fields: Any) -> None:
    Document.objects.filter(id=document.id).update(**fields)


def limited(
    *rights: tuple[str, int | None, int | None], may_download: bool = True
) -> Callable[[Scene, Document], None]:
    """Limited to tags, each from and until so many hours from now; the rows say what the last event told."""

    def arrange(scene: Scene, document: Document) -> None:
        now = timezone.now()
        for whom, since, until in rights:
            ReadingRight.objects.create(
                document=document,
                whom=whom.format(commune=scene.cast.commune.id, guest=scene.guest.person.id),
                since=None if since is None else now + timedelta(hours=since),
                until=None if until is None else now + timedelta(hours=until),
                may_download=may_download,
                given_at=now,
                given_by="Trần Thu Ký",
            )
        told = document.reading_rights.all()
        _update(document, readers=[right.whom for right in told if right.is_open(now)])

    return arrange


def restrict(scene: Scene, document: Document) -> None:
    AgendaItem.objects.filter(id=document.item_id).update(is_restricted=True, allowed=["role:guest"])


def hide(scene: Scene, document: Document) -> None:
    AgendaItem.objects.filter(id=document.item_id).update(is_restricted=True, is_hidden=True, allowed=[])


def keep_out(scene: Scene, document: Document) -> None:
    Recusal.objects.create(
        meeting=scene.meeting,
        item_id=document.item_id,
        participant=Participant.objects.get(meeting=scene.meeting, person=scene.cast.member.person),
        reason="người nhà",
        recorded_at=timezone.now(),
    )


def draft(scene: Scene, document: Document) -> None:
    """A unit delivers it, nobody approved it yet."""
    _update(document, shown=None, unit=scene.cast.commune, unit_name="Xã")
    DocumentVersion.objects.filter(document=document).update(approval="submitted")


CASES = [
    Case("open to all", lambda _scene, _document: None, SEE_MEETING),
    Case("internal", change(group="internal"), ORGANISERS),
    Case("recalled", change(recalled_at=timezone.now(), recall_reason="sai"), frozenset(), ORGANISERS),
    Case("restricted item", restrict, ORGANISERS | {"guest"}),
    Case("hidden item", hide, ORGANISERS),
    Case("kept out", keep_out, SEE_MEETING - {"member"}),
    Case("not approved", draft, ORGANISERS | {"delegate", "technician", "invited_unit"}),
    Case("limited to a role", limited(("role:member", None, None)), ORGANISERS | {"member"}),
    Case("limited to a person", limited(("person:{guest}", None, None)), ORGANISERS | {"guest"}),
    Case("limited to screens", limited(("role:site", None, None)), ORGANISERS | {"site_device"}),
    Case("limited to nobody", limited(), ORGANISERS),
    Case("window over", limited(("role:member", None, -1), ("role:guest", None, 1)), ORGANISERS | {"guest"}),
    Case("window ahead", limited(("role:member", 1, 2)), ORGANISERS),
]


@pytest.fixture(scope="module")
def scene(
    own_data_folder: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Scene]:
    patched = pytest.MonkeyPatch.context()
    with django_db_blocker.unblock(), transaction.atomic(), patched as patch:
        patch.setattr("os.fsync", lambda _file: None)
        made = make_scene()
        _say_the_word(made)
        yield made
        transaction.set_rollback(True)
    principals.cache.clear()


def _say_the_word(scene: Scene) -> None:
    """The document, under an item that nobody keeps out of, says the word wherever it says anything."""
    document = Document.objects.get(id=scene.ids["document_id"])
    digest = keep_content(FILE)
    _update(document, title=f"Báo cáo {WORD}", item=scene.ids["bare_item"], agency=WORD)
    outline = [{"title": WORD, "page": 1, "level": 0}]
    files = {"sha256": digest, "view_sha256": digest, "first_page_sha256": digest}
    said = {"filename": f"{WORD}.pdf", "note": WORD, "outline": outline}
    DocumentVersion.objects.filter(document=document).update(**files, **said)
    StampedCopy.objects.update(sha256=digest, mark=WORD)
    DocumentPage.objects.create(version_id=scene.ids["version_id"], number=1, text=f"Nội dung {WORD}")
    with command("test.index", SYSTEM) as cmd:
        index(sources()["document"], document.id, cmd)
    index_pages(sources()["document"], document.id)


@contextmanager
def arranged(scene: Scene, case: Case) -> Iterator[None]:
    with transaction.atomic():
        case.arrange(scene, Document.objects.get(id=scene.ids["document_id"]))
        principals.cache.clear()
        yield
        transaction.set_rollback(True)


def look(scene: Scene, role: str, operation: Operation) -> Answer:
    """Ask as the matrix does, but leave the transaction alone: nothing here changes rights."""
    cache.clear()
    call, client = operation.call, _client(scene.roles[role])
    named = {name: scene.ids[call.ids.get(name, name)] for name in operation.parameters}
    path = operation.path.format(**named)
    if operation.method == "POST":
        return client.post(path, call.body(scene) if call.body else None)
    query = {"query": WORD[:-1] + "*"} if operation.name in {"search", "suggest"} else {}
    return client.get(path, **(query or (call.query(scene) if call.query else {})))


def holds_the_file(answer: Answer) -> bool:
    """Whether the file itself is in the answer, also where that is an archive."""
    content = answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(FILE in archive.read(name) for name in archive.namelist())
    return FILE in content


def says_the_word(answer: Answer) -> bool:
    """Whether the word stands in the answer, also where that is an archive."""
    content = answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join([name.encode() + archive.read(name) for name in archive.namelist()])
    return WORD.encode() in content


def test_every_operation_of_a_document_is_in_one_of_the_lists() -> None:
    assert OF_A_DOCUMENT == READS | FOR_SOME | CHANGES
    assert OPERATIONS.keys() >= LISTS


@pytest.fixture(scope="module")
def told(scene: Scene) -> dict[str, list[str]]:
    """By which operations each role hears the word as long as the document is open to all."""
    with arranged(scene, CASES[0]):
        return {
            role: [name for name in LOOKS if says_the_word(look(scene, role, OPERATIONS[name]))]
            for role in ROLES
        }


def test_who_does_not_see_the_meeting_hears_nothing(told: dict[str, list[str]]) -> None:
    assert {role for role in ROLES if told[role]} == SEE_MEETING


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_leaks(scene: Scene, told: dict[str, list[str]], case: Case) -> None:
    wrong = []
    with arranged(scene, case):
        for role in ROLES:
            reads = role in case.readers
            knows = reads or role in case.knowing
            for name in sorted(READS):
                answer = look(scene, role, OPERATIONS[name])
                let_in = answer.status == 200 or answer.code in OPERATIONS[name].call.codes
                if reads and role in MAY[name] and not let_in:
                    wrong.append(f"{role} reads it, but {name} answers {answer.status}")
                elif not knows and answer.status != 404:
                    wrong.append(f"{role} may not know of it, but {name} answers {answer.status}")
            for name in sorted(FOR_SOME) if not knows else ():
                if look(scene, role, OPERATIONS[name]).status == 200:
                    wrong.append(f"{role} may not know of it, but may {name}")
            for name in told[role] if not knows else ():
                answer = look(scene, role, OPERATIONS[name])
                if says_the_word(answer):
                    wrong.append(f"{role} hears of it by {name}: {answer.status}")
    assert wrong == []


def test_readers_hear_it_wherever_it_stands(told: dict[str, list[str]]) -> None:
    """That the word is heard at all where it may be: else nothing above could fail."""
    assert set(told["secretary"]) >= {
        *("get_snapshot", "download_bundle", "read_document", "download_original", "read_page_text"),
        *("see_first_page", "see_page", "read_outline", "list_versions", "list_readers", "export_readers"),
        *("search", "suggest"),
    }


def watermark(scene: Scene, _document: Document) -> None:
    DocumentSettings.objects.update_or_create(meeting=scene.meeting, defaults={"is_watermarked": True})
    StampedCopy.objects.all().delete()  # the scene's holds the bare file


MARKED = [
    Case("a watermark", watermark, SEE_MEETING),
    Case("read on the screen alone", limited(("role:member", None, None), may_download=False), ORGANISERS),
]


@pytest.mark.parametrize("case", MARKED, ids=lambda case: case.name)
def test_what_bears_the_readers_name_is_given_bare_to_nobody_else(scene: Scene, case: Case) -> None:
    with arranged(scene, case):
        for role in ROLES:
            for name in BARE:
                answer = look(scene, role, OPERATIONS[name])
                gives = holds_the_file(answer) and answer.status == 200
                may = role in ORGANISERS and not (name == "download_bundle" and case is MARKED[0])
                on_screen = role == "site_device" and name in PICTURES and case is MARKED[0]
                assert gives == (may or on_screen), f"{role} by {name}: {answer.status}"


def test_as_long_as_nothing_is_marked_the_file_is_heard_there(scene: Scene) -> None:
    """Else nothing above could fail."""
    with arranged(scene, CASES[0]):
        for role in sorted(SEE_MEETING):
            heard = {name for name in BARE if holds_the_file(look(scene, role, OPERATIONS[name]))}
            assert heard == set(BARE), role


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_address_opens_no_more_than_its_maker_may(scene: Scene, case: Case) -> None:
    """Made while all was open; asked by whoever holds it, when it is not."""
    nobody = scene.roles["anonymous"]
    assert not isinstance(nobody, Member)
    tokens = {}
    for role in SEE_MEETING - {"site_device"}:
        maker = scene.roles[role]
        assert isinstance(maker, Member)
        for opens in ("file", "original"):
            made = make(maker.principal, Opens(opens, scene.ids["document_id"]), "Báo cáo", 5)
            tokens[role, opens] = path_of_address(made).removeprefix("/api")
    with arranged(scene, case):
        for (role, opens), path in tokens.items():
            gives = holds_the_file(nobody.get(path))
            assert gives == (role in case.readers), f"{role}: {opens}"


def test_recalled_files_are_closed_to_all(scene: Scene) -> None:
    kept = {"list_versions", "see_progress", "note_opened", "get_own_rights", "list_comments"}
    files = sorted(READS - kept)
    with arranged(scene, next(case for case in CASES if case.name == "recalled")):
        for role in ROLES:
            assert [look(scene, role, OPERATIONS[name]).status for name in files] == [404] * len(files), role
