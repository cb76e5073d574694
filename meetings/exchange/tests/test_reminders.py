"""Reminding those who have not answered, through the API."""

from datetime import timedelta

from conftest import Cast
from meetings.exchange.models import Delivery
from meetings.exchange.services import compose, notice_of
from meetings.lifecycle.models import Meeting
from meetings.lifecycle.tests.journal import data_of, event_types

YES = {"answer": "accepted"}


def reminded(meeting: Meeting) -> list[str]:
    letters = Delivery.objects.filter(meeting=meeting, purpose="reminder")
    return sorted(letters.values_list("to_name", flat=True))


class TestReminders:
    def test_walk(self, cast: Cast, meeting: Meeting) -> None:
        path = f"/meetings/{meeting.id}/reminders"
        assert cast.anonymous.post(path).status == 401
        assert cast.outsider.post(path).status == 404
        assert cast.chair.post(path).status == 403
        assert cast.secretary.post(path).code == "meeting_wrong_status"
        cast.secretary.post(f"/meetings/{meeting.id}/publish")
        cast.member.post(f"/meetings/{meeting.id}/rsvp", YES)
        rows = cast.secretary.post(path).body["items"]
        silent = sorted(m.person.full_name for m in (cast.member2, cast.member3, cast.delegate))
        assert sorted(row["to_name"] for row in rows) == silent == reminded(meeting)
        assert {(row["method"], row["purpose"], row["status"]) for row in rows} == {
            ("request", "reminder", "queued")
        }
        told = data_of(meeting, "invitation.queued")
        assert (told["purpose"], sorted(told["to"])) == ("reminder", silent)

    def test_once_an_hour(self, cast: Cast, published_meeting: Meeting) -> None:
        path = f"/meetings/{published_meeting.id}/reminders"
        assert cast.secretary.post(path).status == 200
        before = event_types(published_meeting)
        again = cast.secretary.post(path)
        assert (again.status, again.code) == (409, "reminded_lately")
        assert event_types(published_meeting) == before
        for letter in Delivery.objects.filter(purpose="reminder"):
            letter.created_at -= timedelta(hours=1)
            letter.save()
        assert cast.secretary.post(path).status == 200
        assert len(reminded(published_meeting)) == 8

    def test_nobody_is_reminded_when_all_answered(self, cast: Cast, published_meeting: Meeting) -> None:
        for member in (cast.member, cast.member2, cast.member3, cast.delegate):
            member.post(f"/meetings/{published_meeting.id}/rsvp", YES)
        answer = cast.secretary.post(f"/meetings/{published_meeting.id}/reminders")
        assert (answer.status, answer.code) == (409, "everybody_answered")

    def test_the_letter_asks_for_an_answer_and_changes_nothing(
        self, cast: Cast, published_meeting: Meeting
    ) -> None:
        cast.secretary.post(f"/meetings/{published_meeting.id}/reminders")
        letter = Delivery.objects.filter(purpose="reminder").select_related("meeting__unit__parent")[0]
        notice = notice_of(letter)
        assert notice.subject == f"Nhắc xác nhận dự họp: {published_meeting.title}"
        texts = [part for part in compose(notice).walk() if part.get_content_type() == "text/plain"]
        payload = texts[0].get_payload(decode=True)
        assert isinstance(payload, bytes)
        words = payload.decode()
        assert "chưa nhận được trả lời" in words
        assert "thay cho giấy mời" not in words
