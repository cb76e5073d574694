"""What the director may choose for the large screens, and what of it is kept."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from ecabinet.problems import Problem
from meetings.lifecycle.layouts import RULES, Layout, LayoutMode, by_rule, same_choice
from meetings.lifecycle.models import Meeting, first_layout
from meetings.lifecycle.tests.journal import event_types

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
SITES = [uuid.UUID(int=number) for number in range(1, 6)]
layouts = st.builds(
    Layout,
    mode=st.sampled_from(get_args(LayoutMode)),
    site_id=st.one_of(st.none(), st.sampled_from(SITES)),
    document_id=st.one_of(st.none(), st.uuids()),
    page=st.one_of(st.none(), st.integers(1, 99)),
    size=st.sampled_from([None, 4, 9, 16, 25]),
    site_ids=st.lists(st.sampled_from(SITES), unique=True, min_size=1),
    seconds=st.one_of(st.none(), st.integers(3, 3600)),
    started_at=st.one_of(st.none(), st.just(NOW - timedelta(hours=1))),
    picture=st.sampled_from([None, "beside", "corner"]),
)


@given(layouts)
def test_a_mode_keeps_what_it_uses_and_nothing_else(layout: Layout) -> None:
    kept, rule = by_rule(layout, NOW), RULES[layout.mode]
    for name, field in Layout.model_fields.items():
        if name in rule.uses:
            assert getattr(kept, name) == (getattr(layout, name) or rule.usual.get(name))
        elif name not in {"mode", "site_id", "participant_id", "started_at"}:
            assert getattr(kept, name) == field.get_default(call_default_factory=True)
    assert kept.started_at == (NOW if rule.turns else None), "the server says when it began"


@given(layouts)
def test_what_is_kept_is_the_same_choice_when_it_is_chosen_again(layout: Layout) -> None:
    once = by_rule(layout, NOW)
    again = by_rule(once, NOW + timedelta(minutes=5))
    assert same_choice(once, again)
    assert Layout(**once.model_dump(mode="json")) == once


def test_every_mode_has_a_rule_and_the_first_layout_follows_its_own() -> None:
    assert set(RULES) == set(get_args(LayoutMode))
    first = Layout(**first_layout())
    assert by_rule(first, NOW) == first


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"mode": "sequence"}, "layout_needs_it"),
        ({"mode": "sequence", "site_ids": [SITES[0], SITES[0]]}, "site_named_twice"),
        ({"mode": "grid", "site_ids": [SITES[1], SITES[1]]}, "site_named_twice"),
    ],
)
def test_what_a_mode_needs(chosen: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as caught:
        by_rule(Layout(**chosen), NOW)
    assert [error.code for error in caught.value.errors] == [code]


def test_a_sequence_of_sites_through_the_api(cast: Cast, running_meeting: Meeting) -> None:
    path = f"/meetings/{running_meeting.id}/layout"
    sites = [str(cast.remote_site.id), str(cast.central_site.id)]
    assert cast.chair.post(path, {"mode": "sequence"}).status == 422
    assert cast.chair.post(path, {"mode": "sequence", "site_ids": [str(running_meeting.id)]}).status == 422
    assert cast.chair.post(path, {"mode": "sequence", "site_ids": sites, "seconds": 2}).status == 422
    assert cast.chair.post(path, {"mode": "grid", "size": 5}).status == 422

    row = cast.chair.post(path, {"mode": "sequence", "site_ids": sites, "seconds": 20, "page": 3}).body[
        "layout"
    ]
    assert (row["site_ids"], row["seconds"], row["page"]) == (sites, 20, None)
    assert row["started_at"] is not None

    again = cast.chair.post(path, {"mode": "sequence", "site_ids": sites, "seconds": 20}).body["layout"]
    assert again["started_at"] == row["started_at"], "what is shown already goes on"
    assert event_types(running_meeting).count("layout.set") == 1


def test_a_grid_and_a_document_take_the_usual_where_nothing_was_said(
    cast: Cast, running_meeting: Meeting
) -> None:
    path = f"/meetings/{running_meeting.id}/layout"
    grid = cast.chair.post(path, {"mode": "grid"}).body["layout"]
    assert (grid["size"], grid["seconds"], grid["site_ids"]) == (9, 15, [])
    paper = cast.chair.post(path, {"mode": "document", "document_id": str(uuid.uuid4()), "page": 2})
    assert (paper.body["layout"]["picture"], paper.body["layout"]["page"]) == ("beside", 2)
