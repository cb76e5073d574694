"""Refused fields are explained in the reader's language, never in the words of a library."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from ecabinet.invalid import invalid_because
from ecabinet.problems import FieldError, Problem


class Form(BaseModel):
    title: Annotated[str, Field(min_length=2, max_length=5, pattern="^[a-z]*$")] = "ab"
    count: Annotated[int, Field(ge=1, lt=10)] = 1
    ids: Annotated[list[UUID], Field(min_length=1, max_length=2)] = Field(default_factory=list)
    choice: Literal["approve", "reject"] = "approve"
    day: datetime = datetime(2026, 11, 22, tzinfo=UTC)
    moment: AwareDatetime | None = None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": "a"}, "Cần ít nhất 2 ký tự."),
        ({"title": "abcdef"}, "Nhiều nhất 5 ký tự."),
        ({"title": "AB"}, "Giá trị chưa đúng dạng."),
        ({"count": 0}, "Số này quá nhỏ (giới hạn 1)."),
        ({"count": 10}, "Số này quá lớn (giới hạn 10)."),
        ({"count": "x"}, "Cần một con số."),
        ({"ids": []}, "Cần ít nhất 1 mục."),
        ({"ids": ["x"]}, "Giá trị này không đọc được."),
        ({"choice": "maybe"}, "Chỉ nhận một trong: 'approve' or 'reject'."),
        ({"day": "yesterday"}, "Cần một thời điểm hợp lệ."),
        ({"moment": "2026-11-22T14:00:00"}, "Thời điểm cần kèm múi giờ."),
    ],
)
def test_why_a_field_was_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Form(**given)
    (error,) = refused.value.errors()
    code, values = invalid_because(error["type"], error.get("ctx") or {})
    body = Problem("bad_input", errors=(FieldError("field", code, values),)).body("vi")
    assert body["errors"][0]["message"] == told


def test_an_unknown_kind_is_told_plainly() -> None:
    assert invalid_because("a_kind_of_tomorrow", {}) == ("field_invalid", {})
