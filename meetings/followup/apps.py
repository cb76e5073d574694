from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "meetings.followup"
    label = "followup"

    def ready(self) -> None:
        from agenda.searching.sources import register_source
        from ecabinet.journal.snapshot import register_part
        from meetings.followup.found import SOURCE
        from meetings.followup.rows import ConclusionRow, read_conclusions

        register_part("meeting", "conclusions", ConclusionRow, read_conclusions, shared=True)
        register_source(SOURCE)
