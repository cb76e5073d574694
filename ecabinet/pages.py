"""What is not the API: the built application, its files, the local authority's certificate."""

from functools import cache
from pathlib import Path
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


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """The files of frontend/dist at the root of the site; hashed ones may be kept for ever."""

    def __init__(self, get_response: object) -> None:
        super().__init__(get_response)
        if Path(settings.FRONTEND_DIST).is_dir():
            self.add_files(str(settings.FRONTEND_DIST), prefix="/")

    def immutable_file_test(self, path: str, url: str) -> bool:
        return url.startswith("/assets/")

    def add_cache_headers(self, headers: Headers, path: str, url: str) -> None:
        """As the base class; the service worker is asked for anew each time, and bound as the pages are."""
        if url != SERVICE_WORKER:
            super().add_cache_headers(headers, path, url)
            return
        headers["Cache-Control"] = "no-cache"
        headers["Service-Worker-Allowed"] = "/"
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY


@cache
def _index() -> bytes | None:
    path = Path(settings.FRONTEND_DIST) / "index.html"
    return path.read_bytes() if path.exists() else None


def application(request: HttpRequest) -> HttpResponse:
    """The single-page application, for every address that is not the API's."""
    if request.path.startswith("/api/"):
        return problem_response(request, NotFound())
    page = _index()
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
