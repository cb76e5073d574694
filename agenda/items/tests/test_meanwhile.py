"""Two secretaries edit one item, or one participant, at once."""

from agenda.items.models import AgendaItem
from conftest import Cast
from meetings.lifecycle.models import Meeting


def test_an_item_that_somebody_changed_is_not_overwritten(cast: Cast, meeting: Meeting) -> None:
    item = AgendaItem.objects.filter(meeting=meeting)[1]
    path = f"/meetings/{meeting.id}/items/{item.id}/edit"
    seen = {"title": item.title, "presenter": item.presenter}
    assert cast.secretary.post(path, {"title": "Một", "seen": seen}).status == 200
    late = cast.secretary.post(path, {"title": "Hai", "seen": seen})
    assert (late.status, late.code, late.body["errors"][0]["field"]) == (409, "edited_meanwhile", "title")
    assert "Một" in late.body["errors"][0]["message"]
    assert cast.secretary.post(path, {"presenter": "Sở Y tế", "seen": seen}).status == 200
    item.refresh_from_db()
    assert (item.title, item.presenter) == ("Một", "Sở Y tế")


def test_a_participant_that_somebody_changed_is_not_overwritten(cast: Cast, meeting: Meeting) -> None:
    row = cast.delegate.participant(meeting)
    path = f"/meetings/{meeting.id}/participants/{row.id}/edit"
    seen = {"role": "delegate", "site_id": str(cast.remote_site.id)}
    assert cast.secretary.post(path, {"site_id": cast.central_site.id, "seen": seen}).status == 200
    late = cast.secretary.post(path, {"site_id": None, "seen": seen})
    assert (late.code, late.body["errors"][0]["field"]) == ("edited_meanwhile", "site_id")
    assert cast.central_site.name in late.body["errors"][0]["message"]
    assert cast.secretary.post(path, {"role": "guest", "seen": seen}).status == 200
