"""What is not the API: the built application, its files, the local authority's certificate."""

from functools import lru_cache
from pathlib import Path
from typing import cast
from wsgiref.headers import Headers

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

from ecabinet.api import problem_response
from ecabinet.problems import NotFound, Problem

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self' ws: wss: http: https:; frame-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)

SERVICE_WORKER = "/sw.js"


ASSETS = "/assets/"


def _built() -> int | None:
    """When the front end was built, in nanoseconds; None where it is not, or is being built."""
    try:
        return (Path(settings.FRONTEND_DIST) / "index.html").stat().st_mtime_ns
    except FileNotFoundError:
        return None


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """The files of frontend/dist at the root of the site; hashed ones may be kept for ever.

    A build under the running server is followed: its files are served, those that it took away are not there.
    """

    def __init__(self, get_response: object) -> None:
        super().__init__(get_response)
        self.built: int | None = None
        if Path(settings.FRONTEND_DIST).is_dir():
            self.add_files(str(settings.FRONTEND_DIST), prefix="/")
            self.built = _built()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        built = _built()
        if built is not None and built != self.built:
            self.built = built
            self.add_files(str(settings.FRONTEND_DIST), prefix="/")
        try:
            return cast(HttpResponse, super().__call__(request))
        except FileNotFoundError:
            if request.path_info not in self.files:
                raise
            return problem_response(request, NotFound())

    def immutable_file_test(self, path: str, url: str) -> bool:
        return url.startswith(ASSETS)

    def add_cache_headers(self, headers: Headers, path: str, url: str) -> None:
        """As the base class; the service worker is asked for anew each time, and bound as the pages are."""
        if url != SERVICE_WORKER:
            super().add_cache_headers(headers, path, url)
            return
        headers["Cache-Control"] = "no-cache"
        headers["Service-Worker-Allowed"] = "/"
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY


@lru_cache(maxsize=1)
def _index(folder: Path, _built: int) -> bytes:
    return (folder / "index.html").read_bytes()


def application(request: HttpRequest) -> HttpResponse:
    """The single-page application, for every address that is neither the API's nor a built file's."""
    if request.path.startswith(("/api/", ASSETS)):
        return problem_response(request, NotFound())
    built = _built()
    page = _index(Path(settings.FRONTEND_DIST), built) if built is not None else None
    if page is None:
        return HttpResponse("The front end is not built: run `make build`.", status=503)
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self)"
    return response


def authority(request: HttpRequest) -> HttpResponse | FileResponse:
    """The certificate of the local authority, to install on tablets (only with TLS=1)."""
    path = Path(settings.DATA) / "tls" / "ca.crt"
    if not path.exists():
        return problem_response(request, NotFound())
    response = HttpResponse(path.read_bytes(), content_type="application/x-x509-ca-cert")
    response["Content-Disposition"] = 'attachment; filename="ecabinet-ca.crt"'
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a request without a valid CSRF token."""
    return problem_response(request, Problem("csrf_failed"))
