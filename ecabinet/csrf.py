"""CSRF for the whole API. Ninja marks its views exempt; browsers sign in by cookie, so none of ours is."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware

# Called by the media server, authenticated by its signature, never by a cookie.
SIGNED_CALLBACKS = frozenset({"/api/media/webhook"})


class ApiCsrfMiddleware(CsrfViewMiddleware):
    """Checks every unsafe request but signed callbacks."""

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseForbidden | None:
        if request.path in SIGNED_CALLBACKS:
            return None
        return super().process_view(request, _never_exempt, args, kwargs)


def _never_exempt(*_args: Any, **_kwargs: Any) -> HttpResponse:
    """Stands for the view in the check, without ninja's exemption; never called."""
    return HttpResponse(status=500)
