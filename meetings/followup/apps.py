from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "meetings.followup"
    label = "followup"

    def ready(self) -> None:
        from agenda.searching.sources import register_source
        from ecabinet.journal.snapshot import register_part
        from meetings.followup.checks import left_open
        from meetings.followup.found import SOURCE
        from meetings.followup.rows import ConclusionRow, read_conclusions
        from meetings.lifecycle.closing import register_open_matters

        register_part("meeting", "conclusions", ConclusionRow, read_conclusions, shared=True)
        register_source(SOURCE)
        register_open_matters(left_open)
