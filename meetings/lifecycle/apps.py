from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "meetings.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        from ecabinet.directory.heritage import UNITS_CHANGED
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_kind, register_part
        from meetings.lifecycle.access import find_viewer
        from meetings.lifecycle.checks import check_meeting, lacking_at_start
        from meetings.lifecycle.heirs import follow_units
        from meetings.lifecycle.readiness import register_readiness
        from meetings.lifecycle.rows import MeetingRow, read_meeting
        from meetings.lifecycle.starting import register_lacks

        register_kind("meeting", find_viewer)
        register_part("meeting", "meeting", MeetingRow, read_meeting, shared=True)
        register_readiness(check_meeting)
        register_lacks(lacking_at_start)
        subscribe(UNITS_CHANGED, follow_units)
