from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "meetings.followup"
    label = "followup"

    def ready(self) -> None:
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.followup import services
        from meetings.followup.rows import ConclusionRow, read_conclusions

        register_part("meeting", "conclusions", ConclusionRow, read_conclusions)
        subscribe("item.removed", services.items_removed)
