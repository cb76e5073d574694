from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "meetings.rehearsal"
    label = "rehearsal"

    def ready(self) -> None:
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.lifecycle.offices import register_office
        from meetings.lifecycle.readiness import register_warning
        from meetings.rehearsal import checks, models, rows, services

        register_part("meeting", "rehearsals", rows.RehearsalRow, rows.read_rounds, shared=True)
        register_part("meeting", "rehearsal_results", rows.RehearsalResultRow, rows.read_results)
        register_part("meeting", "overseers", rows.OverseerRow, rows.read_overseers)
        register_office("overseer", models.overseen_by)
        register_warning(checks.warn_of_rehearsal)
        subscribe("meeting.started", services.meeting_left)
        subscribe("meeting.cancelled", services.meeting_left)
