from django.apps import AppConfig


class MinutesConfig(AppConfig):
    name = "meetings.minutes"
    label = "minutes"

    def ready(self) -> None:
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.lifecycle.closing import register_open_matters
        from meetings.minutes import tasks  # noqa: F401  (registers its job)
        from meetings.minutes.rows import MinutesRow, read_minutes_part
        from meetings.minutes.services import begin_without, left_open, request_after_end

        register_part("meeting", "minutes", MinutesRow, read_minutes_part)
        register_open_matters(left_open)
        subscribe("meeting.created", begin_without)
        subscribe("meeting.ended", request_after_end)
