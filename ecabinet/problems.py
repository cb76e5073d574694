"""Problems told to people: RFC 9457 problem details in the user's language.

This module knows nothing of Django, so that rules may raise. Texts live in `messages.json` beside each
capability: `{code: {"status": 409, "vi": {"title", "detail", "action"}, "en": {…}}}`.
"""

import dataclasses
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: its name, and the code of the text that explains it."""

    field: str
    code: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


class Problem(Exception):
    """Raised by rules and services; the API answers it as problem details.

    `code` names an entry of a messages.json; `values` fill the braces of its texts.
    """

    def __init__(
        self,
        code: str,
        /,
        *,
        errors: tuple[FieldError, ...] = (),
        headers: dict[str, str] | None = None,
        **values: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.errors = errors
        self.headers = headers or {}

    @property
    def status(self) -> int:
        return int(catalogue()[self.code]["status"])

    def body(self, language: str) -> dict[str, Any]:
        """The problem details object in `language` (vi or en)."""
        texts = _texts(self.code, language)
        told = {name: template.format(**self.values) for name, template in texts.items()}
        body: dict[str, Any] = {
            "type": f"urn:ecabinet:problem:{self.code}",
            "status": self.status,
            "code": self.code,
            **told,
        }
        if self.errors:
            body["errors"] = [{"field": e.field, "message": explain(e, language)} for e in self.errors]
        return body


def explain(error: FieldError, language: str) -> str:
    """Why a field was refused, as a sentence in `language`."""
    return _texts(error.code, language)["detail"].format(**error.values)


class NotFound(Problem):
    """What does not exist, or may not be seen by the one who asks: from outside the same."""

    def __init__(self) -> None:
        super().__init__("not_found")


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """All texts by code. Raises ValueError when two files define the same code."""
    known: dict[str, dict[str, Any]] = {}
    for path in sorted(ROOT.glob("*/messages.json")) + sorted(ROOT.glob("*/*/messages.json")):
        for code, entry in json.loads(path.read_text(encoding="utf-8")).items():
            if code in known:
                raise ValueError(f"{path}: the code {code} is defined twice")
            known[code] = entry
    return known


def _texts(code: str, language: str) -> dict[str, str]:
    entry = catalogue()[code]
    texts: dict[str, str] = entry[language if language in LANGUAGES else "vi"]
    return texts
