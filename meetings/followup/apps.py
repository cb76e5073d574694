from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "meetings.followup"
    label = "followup"

    def ready(self) -> None:
        from ecabinet.journal.snapshot import register_part
        from meetings.followup.rows import ConclusionRow, read_conclusions

        register_part("meeting", "conclusions", ConclusionRow, read_conclusions)
