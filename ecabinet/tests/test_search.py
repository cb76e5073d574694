"""Searching Vietnamese without marks."""

import pytest

from ecabinet.directory.models import Unit
from ecabinet.folding import fold
from ecabinet.search import matching


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đồng Tháp", "dong thap"),
        ("THỪA  THIÊN\tHUẾ", "thua thien hue"),
        ("Ủy ban nhân dân", "uy ban nhan dan"),
        ("Nghị định 30/2020", "nghi dinh 30/2020"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(fold(text)) == folded


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["dong thap", "ĐỒNG THÁP", "tháp đồng", "thap"])
def test_every_word_must_be_there_in_any_order(query: str) -> None:
    for name in ("UBND tỉnh Đồng Tháp", "UBND tỉnh Đồng Nai"):
        Unit.objects.create(code=name, name=name, short_name=name, kind="province")
    assert [u.short_name for u in matching(Unit.objects.all(), query)] == ["UBND tỉnh Đồng Tháp"]
    assert matching(Unit.objects.all(), "").count() == 2
