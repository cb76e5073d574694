"""The language of an answer: what the request asks for, Vietnamese otherwise."""

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def language_of(request: HttpRequest) -> str:
    """`vi` or `en`, by Accept-Language (RFC 9110 section 12.5.4)."""
    for name, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if name.split("-")[0] in {"vi", "en"}:
            return name.split("-")[0]
    return "vi"
