"""The root of the API: routers of every capability, the error form, who may ask."""

import importlib
import importlib.util
import json
import logging
import secrets
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from ecabinet.directory.principal import Principal
from ecabinet.invalid import invalid_because
from ecabinet.language import language_of
from ecabinet.problems import FieldError, NotFound, Problem

log = logging.getLogger(__name__)


class ExactJSON(JSONRenderer):
    """JSON whose times are written to the microsecond, as events write them."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return NinjaJSONEncoder().default(value)


class ObjectParser(Parser):
    """Bodies are objects: anything else would be read by its Python attributes, `"x".title` among them."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body = super().parse_body(request)
        if not isinstance(body, dict):
            raise ValueError("a body is an object")
        return body


class EcabinetAPI(NinjaAPI):
    """Ninja with problem details for every error and a header on replayed commands."""

    def create_response(self, request: HttpRequest, data: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, data, **kwargs)
        if getattr(request, "replayed", False):
            response["Idempotent-Replayed"] = "true"
        response["Cache-Control"] = "no-store"
        return response


def signed_in(request: HttpRequest) -> Principal | None:
    """The default authentication of every endpoint. Raises Problem not_signed_in (401)."""
    principal: Principal | None = getattr(request, "principal", None)
    if principal is None:
        raise Problem("not_signed_in")
    return principal


api = EcabinetAPI(
    title="e-Cabinet",
    version="1",
    description="Meetings of government bodies, held at many places at once and without paper.",
    auth=[signed_in],
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    renderer=ExactJSON(),
    parser=ObjectParser(),
)


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """`application/problem+json` in the language of the request."""
    language = language_of(request)
    response = JsonResponse(
        problem.body(language),
        status=problem.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    return response


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem_response(request, error)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem_response(request, NotFound())


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = tuple(_field_error(entry) for entry in error.errors)
    return problem_response(request, Problem("bad_input", errors=errors))


def _field_error(entry: dict[str, Any]) -> FieldError:
    where = [
        str(part) for part in entry.get("loc", ()) if part not in {"body", "query", "path", "form", "file"}
    ]
    name = ".".join(where[1:] or where) or str(entry["loc"][-1])  # a field may be called "file"
    code, values = invalid_because(str(entry.get("type", "")), entry.get("ctx") or {})
    return FieldError(name, code, values)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    codes = {401: "not_signed_in", 403: "csrf_failed", 405: "method_not_allowed"}
    return problem_response(request, Problem(codes.get(error.status_code, "malformed")))


@api.exception_handler(RequestDataTooBig)
@api.exception_handler(TooManyFilesSent)
def _too_large(request: HttpRequest, _error: Exception) -> HttpResponse:
    from django.conf import settings

    return problem_response(
        request, Problem("too_large", limit_mb=settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20)
    )


@api.exception_handler(IntegrityError)
def _conflict(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    log.warning("a constraint refused %s %s: %s", request.method, request.path, error)
    return problem_response(request, Problem("conflict"))


@api.exception_handler(Exception)
def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    reference = secrets.token_hex(4)
    log.exception("unexpected error %s at %s %s", reference, request.method, request.path, exc_info=error)
    return problem_response(request, Problem("internal", reference=reference))


def add_routers() -> None:
    """Every installed app of ours that has an `api` module with a `router` joins under /api/."""
    for config in apps.get_app_configs():
        module = f"{config.name}.api"
        if config.name.split(".")[0] not in {"ecabinet", "meetings", "agenda"}:
            continue
        if importlib.util.find_spec(module) is not None:
            api.add_router("", importlib.import_module(module).router)


add_routers()
