"""For tests: a client that asks the API as a browser does, with session, CSRF token and idempotency keys."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client


class Answer:
    """What the API answered: status, JSON body, headers."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @property
    def content(self) -> bytes:
        if self.response.streaming:
            return b"".join(self.response)
        return bytes(self.response.content)  # type: ignore[attr-defined]

    @property
    def code(self) -> str | None:
        """The problem's code, None when the answer is no problem."""
        problem = self.headers.get("Content-Type", "").startswith("application/problem+json")
        return self.body["code"] if problem else None


class ApiClient:
    """One browser. Paths are below /api; CSRF is enforced as in production."""

    def __init__(self, language: str = "vi") -> None:
        self.http = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
        self.get("/session")

    def sign_in(self, username: str, password: str) -> Answer:
        return self.send("POST", "/session", {"username": username, "password": password}, key=None)

    def get(self, path: str, **query: Any) -> Answer:
        return Answer(self.http.get(f"/api{path}", query))

    def post(self, path: str, body: Any = None, *, key: str | uuid.UUID | None = "") -> Answer:
        """A command; `key` None leaves the Idempotency-Key out, "" makes a new one."""
        return self.send("POST", path, body, key=key)

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path, None, key=None)

    def send(self, method: str, path: str, body: Any, *, key: str | uuid.UUID | None) -> Answer:
        content = json.dumps({} if body is None else body, default=str)
        return Answer(
            self.http.generic(method, f"/api{path}", content, "application/json", headers=self._headers(key))
        )

    def upload(self, path: str, *, key: str | uuid.UUID | None = "", **form: Any) -> Answer:
        """A command with files, as multipart/form-data."""
        return Answer(self.http.post(f"/api{path}", form, headers=self._headers(key)))

    def put_bytes(self, path: str, content: bytes) -> Answer:
        """Bytes as they are, of no media type."""
        kind = "application/octet-stream"
        return Answer(self.http.put(f"/api{path}", content, kind, headers=self._headers(None)))

    def _headers(self, key: str | uuid.UUID | None) -> dict[str, str]:
        headers = {"X-CSRFToken": self.csrf_token}
        if key is not None:
            headers["Idempotency-Key"] = str(key or uuid.uuid4())
        return headers

    @property
    def csrf_token(self) -> str:
        cookie = self.http.cookies.get("csrftoken")
        return cookie.value if cookie else ""

    @property
    def session_key(self) -> str:
        cookie = self.http.cookies.get(settings.SESSION_COOKIE_NAME)
        return cookie.value if cookie else ""
