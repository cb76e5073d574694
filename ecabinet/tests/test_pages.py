"""The files of the application, as browsers must get them to work off line."""

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ecabinet.pages import StaticFiles, application


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> StaticFiles:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-abc.js").write_text("1")
    (tmp_path / "sw.js").write_text("2")
    settings.FRONTEND_DIST = tmp_path

    def elsewhere(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    return StaticFiles(elsewhere)


def test_the_service_worker_is_never_kept_and_may_serve_every_page(files: StaticFiles) -> None:
    answer = files(RequestFactory().get("/sw.js"))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Content-Type"].startswith("text/javascript")
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_built_files_are_kept_for_ever(files: StaticFiles) -> None:
    assert "immutable" in files(RequestFactory().get("/assets/index-abc.js"))["Cache-Control"]


def test_a_file_that_a_build_took_away_is_not_there(files: StaticFiles, tmp_path: Path) -> None:
    (tmp_path / "assets" / "index-abc.js").unlink()
    answer = files(RequestFactory().get("/assets/index-abc.js"))
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_build_under_the_running_server_is_followed(files: StaticFiles, tmp_path: Path) -> None:
    assert files(RequestFactory().get("/assets/index-def.js")).status_code == 404
    (tmp_path / "assets" / "index-def.js").write_text("3")
    (tmp_path / "index.html").write_text("def")
    assert files(RequestFactory().get("/assets/index-def.js")).status_code == 200
    assert application(RequestFactory().get("/meetings")).content == b"def"
    assert application(RequestFactory().get("/assets/index-abc.js")).status_code == 404
    (tmp_path / "index.html").unlink()
    assert application(RequestFactory().get("/meetings")).status_code == 503
